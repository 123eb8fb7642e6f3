import { CompilerError, elementCount, type Tensor } from '@ichor/compiler';
import { ELEMENT_BYTES, type ElementType, toFloat32 } from './element-types.ts';

/** Bytes of the header's length, which stands first. */
const PREFIX = 8;
/** The format's own limit. */
const LONGEST_HEADER = 100_000_000;

interface Entry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** From the end of the header on. */
  readonly begin: number;
  readonly end: number;
}

/**
 * A safetensors file -> its tensors by name, widened or rounded to float32, in the file's order.
 *
 * @throws CompilerError where the bytes are none, end early, or a tensor lies where it can't: it names the tensor and what is wrong
 */
export function readSafetensors(bytes: Uint8Array): Map<string, Tensor> {
  const header = headerLength(bytes);
  const data = bytes.subarray(PREFIX + header);
  const entries = headerEntries(bytes.subarray(PREFIX, PREFIX + header)).map(([name, entry]) =>
    checkedEntry(name, entry),
  );
  refuseGaps(entries, data.length);
  return new Map(
    entries.map(({ name, type, shape, begin, end }) => [
      name,
      { shape, data: toFloat32(type, data.subarray(begin, end)) },
    ]),
  );
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < PREFIX) throw wrong(`has ${bytes.length} bytes, too few for the length of its header`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > LONGEST_HEADER || bytes[PREFIX] !== OPENING_BRACE)
    throw wrong('does not begin with a header; is it one?');
  if (PREFIX + length > bytes.length)
    throw wrong(`ends within its header: it has ${bytes.length} of at least ${PREFIX + length} bytes`);
  return length;
}

const OPENING_BRACE = 0x7b;

function headerEntries(bytes: Uint8Array): [string, unknown][] {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new CompilerError(FILE, 'has a header that is not JSON', { cause });
  }
  return Object.entries(header as object).filter(([name]) => name !== '__metadata__');
}

function checkedEntry(name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    throw new CompilerError(name, 'has no dtype, shape and two data_offsets in the safetensors header');
  if (!Object.hasOwn(ELEMENT_BYTES, dtype))
    throw new CompilerError(
      name,
      `is kept as ${dtype}, which is not read here; ${Object.keys(ELEMENT_BYTES).join(', ')} are`,
    );
  const type = dtype as ElementType;
  const [begin = 0, end = 0] = offsets;
  const needed = elementCount(shape) * ELEMENT_BYTES[type];
  if (end - begin !== needed)
    throw new CompilerError(name, `has ${end - begin} bytes, and [${shape}] of ${type} takes ${needed}`);
  return { name, type, shape, begin, end };
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);

/** Tensors lie one after the other and fill the file, so that nothing is read twice and nothing is hidden in it. */
function refuseGaps(entries: readonly Entry[], length: number): void {
  let at = 0;
  let before = 'the header';
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (end > length)
      throw new CompilerError(
        name,
        `ends at byte ${end} of the data, of which the file has ${length}: it is cut off`,
      );
    if (begin < at) throw new CompilerError(name, `overlaps ${before}`);
    if (begin > at)
      throw new CompilerError(name, `does not follow ${before}: ${begin - at} bytes lie between`);
    at = end;
    before = name;
  }
  if (at < length) throw wrong(`has ${length - at} bytes after its last tensor`);
}

const FILE = 'safetensors file';
const wrong = (problem: string): CompilerError => new CompilerError(FILE, problem);
