import { CompilerError } from '../compiler-error.ts';
import { elementCount, type Tensor } from '../tensor.ts';
import { decodeModel } from './decode-model.ts';
import { fromFloat16, toFloat16 } from './float16.ts';
import { ELEMENT_TYPES, type OnnxGraph } from './onnx-graph.ts';

/** float16 halves a file; int8, with one scale an output channel, quarters it. */
export type StoredWeights = 'float32' | 'float16' | 'int8';

const SCALE = '/scale';
const LARGEST_FLOAT16 = 65504;
const SMALLEST_NORMAL = 2 ** -126;

/** Keeps a parameter as an initializer of its name and returns the name of its float32 value. */
export function storeParameter(
  graph: OnnxGraph,
  name: string,
  tensor: Tensor,
  weights: StoredWeights,
): string {
  const { shape, data } = tensor;
  if (data.some((value) => !Number.isFinite(value)))
    throw new CompilerError(name, 'holds a value that is not finite');
  if (weights === 'float32') return graph.initializer(name, 'float32', shape, data);
  const widen = () => graph.op('Cast', [name], { to: ELEMENT_TYPES.float32 });
  if (weights === 'float16') {
    if (data.some((value) => Math.abs(value) > LARGEST_FLOAT16))
      throw new CompilerError(name, 'holds a value that float16 cannot');
    graph.initializer(name, 'float16', shape, toFloat16(data));
    return widen();
  }
  const { codes, scales } = quantize(tensor);
  graph.initializer(name, 'int8', shape, codes);
  const scaleShape = [shape[0] ?? 1, ...shape.slice(1).map(() => 1)];
  return graph.op('Mul', [widen(), graph.initializer(name + SCALE, 'float32', scaleShape, scales)]);
}

/** Eight bits a value, symmetric about zero, the largest magnitude of each output channel at 127. */
function quantize({ shape, data }: Tensor): { codes: Int8Array; scales: Float32Array } {
  const channels = shape[0] ?? 1;
  const each = data.length / channels;
  const codes = new Int8Array(data.length);
  const scales = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const values = data.subarray(channel * each, (channel + 1) * each);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    scales[channel] = Math.max(largest / 127, SMALLEST_NORMAL);
    const scale = scales[channel] ?? 1;
    values.forEach((value, i) => {
      codes[channel * each + i] = Math.round(value / scale);
    });
  }
  return { codes, scales };
}

/**
 * The parameters of an ONNX file by name, widened to float32: its float32, float16 and scaled int8 initializers.
 * @throws CompilerError where the bytes are no ONNX model
 */
export function readParameters(onnx: Uint8Array): Map<string, Tensor> {
  const { initializers } = decodeModel(onnx);
  const byName = new Map(initializers.map((initializer) => [initializer.name, initializer]));
  const parameters = new Map<string, Tensor>();
  for (const { name, type, shape, bytes } of initializers) {
    if (name.startsWith('constant_') || name.endsWith(SCALE)) continue;
    const size = { float32: 4, float16: 2, int8: 1, int64: 8, bool: 1 }[type];
    if (bytes.length !== size * elementCount(shape))
      throw new CompilerError(name, `has ${bytes.length} bytes, which shape [${shape}] does not`);
    if (type === 'float32') parameters.set(name, { shape, data: new Float32Array(alone(bytes)) });
    else if (type === 'float16')
      parameters.set(name, { shape, data: fromFloat16(new Uint16Array(alone(bytes))) });
    else if (type === 'int8') {
      const scale = byName.get(name + SCALE);
      if (scale === undefined) throw new CompilerError(name, 'is kept in eight bits but has no scale');
      const scales = new Float32Array(alone(scale.bytes));
      const each = elementCount(shape) / scales.length;
      const data = Float32Array.from(
        new Int8Array(alone(bytes)),
        (code, i) => code * (scales[Math.floor(i / each)] ?? 1),
      );
      parameters.set(name, { shape, data });
    }
  }
  return parameters;
}

/** The bytes in memory of their own, aligned. (slice() will not do: that of a Buffer, as files are read into, is a view.) */
const alone = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
