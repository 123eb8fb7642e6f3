import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  type Attribute,
  BLOCKED,
  CONTRIB,
  ELEMENT_TYPES,
  type Initializer,
  type OnnxGraph,
  type OnnxNode,
  type ValueInfo,
} from './onnx-graph.ts';

const OPSET = 17;
const IR_VERSION = 8;

/**
 * A graph as the bytes of an ONNX file. Field numbers are those of onnx.proto (ModelProto, GraphProto, NodeProto,
 * AttributeProto, TensorProto, ValueInfoProto). The same graph gives the same bytes.
 */
export function encodeModel(graph: OnnxGraph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(IR_VERSION);
  text(writer, 2, 'ichor');
  message(writer, 7, () => writeGraph(writer, graph));
  // The domain of blocked layouts exists only on some machines: named where it is used.
  const blocked = graph.nodes.some(({ domain }) => domain === BLOCKED);
  for (const [domain, version] of [
    ['', OPSET],
    [CONTRIB, 1],
    ...(blocked ? [[BLOCKED, 1] as const] : []),
  ] as const) {
    message(writer, 8, () => {
      text(writer, 1, domain);
      writer.tag(2, WireType.Varint).int64(version);
    });
  }
  for (const key of Object.keys(metadata).sort()) {
    message(writer, 14, () => {
      text(writer, 1, key);
      text(writer, 2, metadata[key] ?? '');
    });
  }
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) message(writer, 1, () => writeNode(writer, node));
  text(writer, 2, 'ichor');
  for (const initializer of graph.initializers)
    message(writer, 5, () => writeInitializer(writer, initializer));
  for (const value of graph.inputs) message(writer, 11, () => writeValueInfo(writer, value));
  for (const value of graph.outputs) message(writer, 12, () => writeValueInfo(writer, value));
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const name of node.inputs) text(writer, 1, name);
  for (const name of node.outputs) text(writer, 2, name);
  text(writer, 3, node.name);
  text(writer, 4, node.type);
  for (const [name, value] of Object.entries(node.attributes))
    message(writer, 5, () => writeAttribute(writer, name, value));
  if (node.domain !== '') text(writer, 7, node.domain);
}

function writeAttribute(writer: BinaryWriter, name: string, value: Attribute): void {
  text(writer, 1, name);
  const type = (number: number) => writer.tag(20, WireType.Varint).int32(number);
  if (typeof value === 'number') {
    writer.tag(3, WireType.Varint).int64(value);
    type(2);
  } else if (typeof value === 'string') {
    text(writer, 4, value);
    type(3);
  } else if ('float' in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    type(1);
  } else {
    integers(writer, 8, value);
    type(7);
  }
}

function writeInitializer(writer: BinaryWriter, { name, type, shape, bytes }: Initializer): void {
  if (shape.length > 0) integers(writer, 1, shape);
  writer.tag(2, WireType.Varint).int32(ELEMENT_TYPES[type]);
  text(writer, 8, name);
  writer.tag(9, WireType.LengthDelimited).bytes(bytes);
}

function writeValueInfo(writer: BinaryWriter, { name, type, shape }: ValueInfo): void {
  text(writer, 1, name);
  const dimension = (size: number | string): void => {
    if (typeof size === 'string') text(writer, 2, size);
    else writer.tag(1, WireType.Varint).int64(size);
  };
  message(writer, 2, () =>
    message(writer, 1, () => {
      writer.tag(1, WireType.Varint).int32(ELEMENT_TYPES[type]);
      message(writer, 2, () => {
        for (const size of shape) message(writer, 1, () => dimension(size));
      });
    }),
  );
}

function message(writer: BinaryWriter, field: number, body: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  body();
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function integers(writer: BinaryWriter, field: number, values: readonly number[]): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  for (const value of values) writer.int64(value);
  writer.join();
}
