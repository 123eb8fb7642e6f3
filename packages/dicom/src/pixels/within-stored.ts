import type { DecodedFrame } from '../codecs/decoder.ts';
import type { PixelDescription } from '../header/pixel-description.ts';

type Layout = Pick<PixelDescription, 'bitsStored' | 'highBit' | 'signed' | 'padding'>;

/** Overshoot stays nearer to the range than this share of it, as a rule; what lies further beyond is doubted. */
const NEAR = 1 / 64;
/** No overshoot reaches so far. Negative values do that were cut to BitsStored before they were compressed, as if they had no sign. */
const FARTHEST = 1 / 4;

/**
 * What compression with loss leaves beyond the range of BitsStored is overshoot, beside metal or padding, and never an
 * overlay's bit: it is set to the nearest value that BitsStored allows, or to the padding that the header puts beyond it.
 *
 * @param frame its cells are changed in place
 * @returns the cells' layout from now on; `doubtful` where values lay so far beyond that BitsStored may be wrong. Undefined
 * where the cells were left as they are, since what lies beyond is not known for overshoot.
 * @param certain whether the stream is known to have lost something; otherwise only what hardly leaves the range is taken for it.
 */
export function withinStored(
  { cells, bits, signed: streamSigned = false }: DecodedFrame,
  description: Layout,
  certain: boolean,
): { layout: Pick<Layout, 'bitsStored' | 'highBit'>; doubtful: boolean } | undefined {
  const { bitsStored, highBit, signed, padding } = description;
  const right = bits > highBit ? highBit + 1 - bitsStored : 0;
  const range = 2 ** bitsStored;
  const low = signed ? -range / 2 : 0;
  const high = low + range - 1;
  const layout = { bitsStored, highBit: bitsStored - 1 };
  if (!streamSigned && bits - right <= bitsStored) {
    // A sample has no more bits than a stored value: it can't leave the range, but its lowest bits may be noise.
    if (right > 0) for (let i = 0; i < cells.length; i++) cells[i] = (cells[i] as number) >>> right;
    return { layout, doubtful: false };
  }
  const unused = 32 - 8 * cells.BYTES_PER_ELEMENT;
  const sample = streamSigned
    ? (cell: number): number => ((cell << unused) >> unused) >> right
    : (cell: number): number => cell >>> right;
  const { least, greatest, negative, above } = tally(
    cells,
    sample,
    high,
    streamSigned ? undefined : bits - right,
  );
  const isCut = signed && greatest > high + FARTHEST * range && above > negative;
  const value = isCut
    ? (cell: number): number => extended(Math.max(0, Math.min(sample(cell), range - 1)), bitsStored)
    : signed && !streamSigned
      ? (cell: number): number => extended(sample(cell), bits - right)
      : sample;
  if (right === 0 && value === sample && least >= low && greatest <= high) return { layout, doubtful: false };
  // A stream with a sign under a header without one, and not for overshoot alone: the header is believed.
  if (!signed && least < -NEAR * range) return undefined;

  const outside = right === 0 ? padding : undefined;
  let excess = 0;
  const settled = (v: number): number => {
    if (v >= low && v <= high) return v;
    const edge = v > high ? high : low;
    const beyond = outside?.find((one) => (v > high ? one > high : one < low));
    if (beyond !== undefined && Math.abs(v - beyond) < Math.abs(v - edge)) return beyond;
    excess = Math.max(excess, Math.abs(v - edge));
    return edge;
  };
  if (!certain) {
    for (const cell of cells) settled(value(cell));
    if (excess > NEAR * range) return undefined;
  }
  let changed = false;
  for (let i = 0; i < cells.length; i++) {
    const v = value(cells[i] as number);
    const now = settled(v);
    changed ||= now !== v;
    cells[i] = now;
  }
  return { layout, doubtful: excess > NEAR * range || (changed && !certain) };
}

/** How far samples reach, how many have a sign (in a stream without one: the highest of its bits), and how many others lie above `high`. */
function tally(
  cells: Uint16Array | Uint8Array,
  sample: (cell: number) => number,
  high: number,
  bitsWithoutSign: number | undefined,
): { least: number; greatest: number; negative: number; above: number } {
  const half = bitsWithoutSign === undefined ? Number.POSITIVE_INFINITY : 2 ** (bitsWithoutSign - 1);
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let [negative, above] = [0, 0];
  for (const cell of cells) {
    const v = sample(cell);
    if (v < least) least = v;
    if (v > greatest) greatest = v;
    if (v < 0 || v >= half) negative++;
    else if (v > high) above++;
  }
  return { least, greatest, negative, above };
}

const extended = (value: number, bits: number): number => (value << (32 - bits)) >> (32 - bits);
