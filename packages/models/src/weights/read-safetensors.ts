import { CompilerError, elementCount, type Tensor } from '@ichor/compiler';
import { ELEMENT_BYTES, type ElementType, toFloat32 } from './element-types.ts';
import { safetensorsHeader } from './safetensors-header.ts';

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
  const header = safetensorsHeader(bytes);
  const data = bytes.subarray(header.end);
  const entries = header.entries.map(([name, entry]) => checkedEntry(name, entry));
  refuseGaps(entries, data.length);
  return new Map(
    entries.map(({ name, type, shape, begin, end }) => [
      name,
      { shape, data: toFloat32(type, data.subarray(begin, end)) },
    ]),
  );
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
  if (at < length)
    throw new CompilerError('safetensors file', `has ${length - at} bytes after its last tensor`);
}
