import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { CompilerError } from '../compiler-error.ts';
import { ELEMENT_TYPES, type ElementType, type Initializer } from './onnx-graph.ts';

/** What is read back from an ONNX file: its initializers and its metadata. */
export interface DecodedModel {
  readonly initializers: readonly Initializer[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads the initializers of an ONNX file whose element types are known here; others are passed over.
 * @throws CompilerError where the bytes are no ONNX model, or an initializer keeps its data outside the file or unpacked.
 */
export function decodeModel(onnx: Uint8Array): DecodedModel {
  const initializers: Initializer[] = [];
  const metadata: Record<string, string> = {};
  let hasGraph = false;
  try {
    eachField(onnx, {
      7: (graph) => {
        hasGraph = true;
        eachField(graph, {
          5: (bytes) => {
            const initializer = readInitializer(bytes);
            if (initializer !== undefined) initializers.push(initializer);
          },
        });
      },
      14: (entry) => {
        let key = '';
        let value = '';
        eachField(entry, {
          1: (bytes) => {
            key = decodeText(bytes);
          },
          2: (bytes) => {
            value = decodeText(bytes);
          },
        });
        metadata[key] = value;
      },
    });
  } catch (cause) {
    if (cause instanceof CompilerError) throw cause;
    throw new CompilerError('ONNX file', 'is damaged or not an ONNX model', { cause });
  }
  if (!hasGraph) throw new CompilerError('ONNX file', 'holds no graph; is it an ONNX model?');
  return { initializers, metadata };
}

function readInitializer(bytes: Uint8Array): Initializer | undefined {
  let shape: number[] = [];
  let code = 0;
  let name = '';
  let raw: Uint8Array | undefined;
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1 && wire === WireType.LengthDelimited) {
      const dims = new BinaryReader(reader.bytes());
      shape = [];
      while (dims.pos < dims.len) shape.push(Number(dims.int64()));
    } else if (field === 1) shape.push(Number(reader.int64()));
    else if (field === 2) code = reader.int32();
    else if (field === 8) name = reader.string();
    else if (field === 9) raw = reader.bytes();
    else reader.skip(wire, field);
  }
  const type = (Object.keys(ELEMENT_TYPES) as ElementType[]).find((key) => ELEMENT_TYPES[key] === code);
  if (type === undefined) return undefined;
  if (raw === undefined) throw new CompilerError(name, 'is an initializer without raw data in the file');
  return { name, type, shape, bytes: raw };
}

/** Calls the handler of each length-delimited field that has one. */
function eachField(bytes: Uint8Array, handlers: Readonly<Record<number, (bytes: Uint8Array) => void>>): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const handler = handlers[field];
    if (handler !== undefined && wire === WireType.LengthDelimited) handler(reader.bytes());
    else reader.skip(wire, field);
  }
}

const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
