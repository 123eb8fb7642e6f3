import { CompilerError } from '../compiler-error.ts';

/** ONNX's TensorProto.DataType, as far as it is used. */
export const ELEMENT_TYPES = { float32: 1, int8: 3, int64: 7, bool: 9, float16: 10 } as const;
export type ElementType = keyof typeof ELEMENT_TYPES;

/** A whole number, a list of them, a text, or a float, which has to say so. */
export type Attribute = number | readonly number[] | string | { readonly float: number };

export interface OnnxNode {
  readonly type: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Little-endian, row-major. */
  readonly bytes: Uint8Array;
}

/** An input or output; a dimension given as text is free, and named so. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** The domain of onnxruntime's own operators. */
export const CONTRIB = 'com.microsoft';
/**
 * The domain of onnxruntime's operators on maps whose channels lie in blocks: [N, C / b, H, W, b], with the shape still
 * written [N, C, H, W]. Only processors with a block size b (16 with AVX-512, 8 with AVX) have them.
 */
export const BLOCKED = 'com.microsoft.nchwc';

/** Gathers ONNX nodes in the order in which they are computed; names what needs no name. */
export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: Initializer[] = [];
  readonly inputs: ValueInfo[] = [];
  readonly outputs: ValueInfo[] = [];
  /** Other layouts of values, by the value's name and the layout's: see lowerings/layouts.ts. */
  readonly layouts = new Map<string, string>();
  readonly #constants = new Map<string, string>();
  readonly #names = new Set<string>();

  /** Adds an operator with one output and returns that output's name. */
  op(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    options: { domain?: string; output?: string } = {},
  ): string {
    const output = options.output ?? this.name(type);
    this.ops(type, inputs, attributes, [output], options.domain);
    return output;
  }

  /** Adds an operator with several outputs of given names ('' for one that is not wanted). */
  ops(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    outputs: readonly string[],
    domain = '',
  ): void {
    for (const name of outputs) if (name !== '') this.#claim(name);
    this.nodes.push({ type, domain, name: outputs[0] ?? type, inputs, outputs, attributes });
  }

  /** A name that no value has yet. */
  name(hint: string): string {
    let name = `${hint}_${this.nodes.length}`;
    while (this.#names.has(name)) name += '_';
    return name;
  }

  /** Takes out what no output depends on. */
  removeUnused(): void {
    const used = new Set(this.outputs.map(({ name }) => name));
    const kept = this.nodes.toReversed().filter(({ inputs, outputs }) => {
      if (!outputs.some((name) => used.has(name))) return false;
      for (const name of inputs) used.add(name);
      return true;
    });
    this.nodes.splice(0, Infinity, ...kept.reverse());
    const needed = this.initializers.filter(({ name }) => used.has(name));
    this.initializers.splice(0, Infinity, ...needed);
  }

  #claim(name: string): void {
    if (this.#names.has(name)) throw new CompilerError(name, 'names two values of one graph');
    this.#names.add(name);
  }

  input(name: string, shape: readonly (number | string)[], type: ElementType = 'float32'): string {
    this.#claim(name);
    this.inputs.push({ name, type, shape });
    return name;
  }

  /** Declares a value as an output of the graph. */
  output(name: string, shape: readonly (number | string)[], type: ElementType = 'float32'): void {
    this.outputs.push({ name, type, shape });
  }

  initializer(name: string, type: ElementType, shape: readonly number[], data: ArrayBufferView): string {
    this.#claim(name);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.initializers.push({ name, type, shape, bytes });
    return name;
  }

  /** A list of whole numbers, as shapes, axes and slices need them; equal lists are kept once. */
  integers(values: readonly number[]): string {
    return this.#constant(`integers_${values.join('_')}`, () => ({
      type: 'int64',
      shape: [values.length],
      data: BigInt64Array.from(values, BigInt),
    }));
  }

  /** A long list of whole numbers, kept once for each key. */
  indices(key: string, make: () => BigInt64Array): string {
    return this.#constant(`indices_${key}`, () => {
      const data = make();
      return { type: 'int64', shape: [data.length], data };
    });
  }

  /** A float32 scalar, or a vector when given a list. */
  floats(values: number | readonly number[]): string {
    const list = typeof values === 'number' ? [values] : values;
    const shape = typeof values === 'number' ? [] : [list.length];
    return this.#constant(`floats_${shape.length}_${list.join('_')}`, () => ({
      type: 'float32',
      shape,
      data: Float32Array.from(list),
    }));
  }

  /** A float32 vector of one repeated value. */
  filled(count: number, value: number): string {
    return this.#constant(`filled_${count}_${value}`, () => ({
      type: 'float32',
      shape: [count],
      data: new Float32Array(count).fill(value),
    }));
  }

  /** A float32 matrix by row and column, kept once for each key. */
  matrix(
    key: string,
    [rows, columns]: readonly [number, number],
    at: (row: number, column: number) => number,
  ): string {
    return this.#constant(`matrix_${key}`, () => ({
      type: 'float32',
      shape: [rows, columns],
      data: Float32Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns)),
    }));
  }

  #constant(
    key: string,
    make: () => { type: ElementType; shape: readonly number[]; data: ArrayBufferView },
  ): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = `constant_${this.#constants.size}`;
    const { type, shape, data } = make();
    this.initializer(name, type, shape, data);
    this.#constants.set(key, name);
    return name;
  }
}
