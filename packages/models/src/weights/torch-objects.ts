import { CompilerError, elementCount, type Tensor } from '@ichor/compiler';
import { ELEMENT_BYTES, type ElementType, toFloat32 } from './element-types.ts';
import { type PickleGlobal, unpickle } from './unpickle.ts';

const STORAGES: Readonly<Record<string, ElementType>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

/** Numbers that lie outside the pickle, and that tensors are views of. */
export class TorchStorage {
  readonly key: string;
  readonly type: ElementType;
  /** Numbers in it. */
  readonly length: number;
  #values: Float32Array | undefined;

  constructor(key: string, type: ElementType, length: number) {
    this.key = key;
    this.type = type;
    this.length = length;
  }

  get byteLength(): number {
    return this.length * ELEMENT_BYTES[this.type];
  }

  /** @throws CompilerError where there are none, or fewer than the pickle says */
  fill(bytes: Uint8Array | undefined): void {
    if (bytes?.length !== this.byteLength)
      throw new CompilerError(
        `storage ${this.key}`,
        `has ${bytes?.length ?? 0} of ${this.byteLength} bytes: the file is cut off or damaged`,
      );
    this.#values = toFloat32(this.type, bytes);
  }

  get values(): Float32Array {
    if (this.#values === undefined) throw new CompilerError(`storage ${this.key}`, 'is missing in the file');
    return this.#values;
  }
}

/** A view of a storage: number i of dimension d lies `stride[d]` numbers after the one before it. */
export class TorchTensor {
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];

  constructor(storage: TorchStorage, offset: number, shape: readonly number[], stride: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.stride = stride;
  }

  /** Its numbers, row-major. @throws CompilerError, naming it, where it reaches beyond its storage */
  toTensor(name: string): Tensor {
    const { shape, stride, offset, storage } = this;
    const count = elementCount(shape);
    const last = shape.reduce((at, size, d) => at + (size - 1) * (stride[d] ?? 0), offset);
    // A tensor that repeats the numbers of a small storage could be of any size: weights don't.
    if (count > 0 && (last >= storage.length || count > storage.length))
      throw new CompilerError(
        name,
        `has shape [${shape}] from number ${offset} of a storage of ${storage.length} on, which does not hold it`,
      );
    const { values } = storage;
    const data = new Float32Array(count);
    const index = shape.map(() => 0);
    let from = offset;
    for (let i = 0; i < count; i++) {
      data[i] = values[from] ?? Number.NaN;
      for (let d = shape.length - 1; d >= 0; d--) {
        from += stride[d] ?? 0;
        index[d] = (index[d] ?? 0) + 1;
        if (index[d] !== shape[d]) break;
        from -= (stride[d] ?? 0) * (shape[d] ?? 0);
        index[d] = 0;
      }
    }
    return { shape, data };
  }
}

/** What torch's pickles of weights may hold, and the storages that were met while one was read. */
export class TorchObjects {
  readonly storages = new Map<string, TorchStorage>();

  /** Reads the pickle at a place. */
  read(bytes: Uint8Array, at = 0): ReturnType<typeof unpickle> {
    return unpickle(bytes, { globals: GLOBALS, persistent: (id) => this.#storage(id) }, at);
  }

  /** `('storage', FloatStorage, key, device, length)`, and in torch before 1.6 what part of another storage it is. */
  #storage(id: unknown): TorchStorage {
    const [kind, named, key, , length, part] = Array.isArray(id) ? id : [];
    const type = (named as { value?: unknown } | undefined)?.value;
    if (kind !== 'storage' || typeof key !== 'string' || !isElementType(type) || !isCount(length))
      throw new CompilerError('pickle', 'refers to something outside of it that is no storage');
    if (part !== undefined && part !== null)
      throw new CompilerError(`storage ${key}`, 'is part of another storage, which is not read here');
    const known = this.storages.get(key);
    if (known && (known.type !== type || known.length !== length))
      throw new CompilerError(`storage ${key}`, 'is of two kinds or lengths');
    const storage = known ?? new TorchStorage(key, type, length);
    this.storages.set(key, storage);
    return storage;
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every(isCount);
const isElementType = (value: unknown): value is ElementType =>
  typeof value === 'string' && Object.hasOwn(ELEMENT_BYTES, value);

/** `_rebuild_tensor_v2(storage, offset, shape, stride, requires_grad, hooks)` */
function rebuildTensor([storage, offset, shape, stride]: readonly unknown[]): TorchTensor {
  const fits = storage instanceof TorchStorage && isCount(offset) && isCounts(shape) && isCounts(stride);
  if (!fits || shape.length !== stride.length)
    throw new CompilerError(
      'pickle',
      'makes a tensor of something else than storage, offset, shape and stride',
    );
  return new TorchTensor(storage, offset, shape, stride);
}

/** `OrderedDict()`, and what Python 2 made of one: `OrderedDict([[key, value], ...])` */
function orderedDict([pairs = []]: readonly unknown[]): Map<unknown, unknown> {
  if (!Array.isArray(pairs) || !pairs.every((pair) => Array.isArray(pair) && pair.length === 2))
    throw new CompilerError('pickle', 'makes a dictionary of something else than pairs');
  return new Map(pairs as [unknown, unknown][]);
}

const GLOBALS: ReadonlyMap<string, PickleGlobal> = new Map<string, PickleGlobal>([
  ['collections OrderedDict', { call: orderedDict }],
  ['torch._utils _rebuild_tensor_v2', { call: rebuildTensor }],
  ['torch._utils _rebuild_tensor', { call: rebuildTensor }],
  ['torch._utils _rebuild_parameter', { call: ([tensor]) => tensor }],
  ...Object.entries(STORAGES).map(([name, value]): [string, PickleGlobal] => [`torch ${name}`, { value }]),
]);
