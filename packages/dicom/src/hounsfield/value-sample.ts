import { binOf, emptyBins, type SliceValues, takeBins, takeHistogram } from '@ichor/ct';
import type { PixelDescription } from '../header/pixel-description.ts';
import { paddingTest } from '../pixels/stored-values.ts';

/** About as many rows and columns of a picture are looked at. */
const SAMPLED_ROWS = 64;
const SAMPLED_COLUMNS = 128;

/** Used again and again: nothing is awaited between the first count and the last. */
const bins = emptyBins();

/** What a sample of a picture's cells shows, and whether any of it has bits beside those that are stored. */
export interface CellSample extends Pick<SliceValues, 'sample' | 'storedRange'> {
  /** Those above HighBit of unsigned values alone: of signed ones the sign may be repeated there. */
  readonly strayBits: boolean;
}

/**
 * Looks at every few rows and columns, since all of it would take as long as reading does. Padding that the header
 * names is left out.
 */
export function sampleCells(
  cells: Uint16Array | Uint8Array,
  hu: Int16Array,
  description: PixelDescription,
): CellSample {
  const { rows, columns, bitsStored, highBit, signed, padding } = description;
  const isPadding = paddingTest(description);
  const rowStep = Math.max(1, Math.floor(rows / SAMPLED_ROWS));
  const columnStep = Math.max(1, Math.floor(columns / SAMPLED_COLUMNS));
  const right = highBit + 1 - bitsStored;
  const mask = 2 ** bitsStored - 1;
  const sign = signed ? 2 ** (bitsStored - 1) : 0;
  // Small integers, which the engine handles faster than infinities.
  let least = 0x10000;
  let greatest = -0x10000;
  let all = 0;
  for (let row = rowStep >> 1; row < rows; row += rowStep) {
    const end = (row + 1) * columns;
    for (let i = row * columns + (columnStep >> 1); i < end; i += columnStep) {
      const cell = cells[i] as number;
      if (padding !== undefined && isPadding(cell)) continue;
      all |= cell;
      const stored = (((cell >>> right) & mask) ^ sign) - sign;
      if (stored < least) least = stored;
      if (stored > greatest) greatest = stored;
      bins[binOf(hu[i] as number)]!++;
    }
  }
  const corners = [0, columns - 1, (rows - 1) * columns, rows * columns - 1];
  const edge = edgeOf(corners.filter((i) => !isPadding(cells[i] as number)).map((i) => hu[i] as number));
  return {
    sample: {
      edge: edge && { hu: edge.hu, count: takeBins(bins, edge.hu - edge.spread, edge.hu + edge.spread) },
      histogram: takeHistogram(bins),
    },
    storedRange: least <= greatest ? [least, greatest] : undefined,
    strayBits: (!signed && all >>> (highBit + 1) !== 0) || (all & (2 ** right - 1)) !== 0,
  };
}

/** Lower than air can be. */
const BELOW_AIR = -1100;
/** Compression with loss leaves corners this near to one another, and the rest of the padding within `spread`. */
const LOSSY = { corners: 16, spread: 40 } as const;

function edgeOf(corners: readonly number[]): { hu: number; spread: number } | undefined {
  const [least, greatest] = [Math.min(...corners), Math.max(...corners)];
  if (corners.length === 0 || greatest - least > LOSSY.corners) return undefined;
  if (least === greatest) return { hu: least, spread: 0 };
  return greatest < BELOW_AIR ? { hu: least, spread: LOSSY.spread } : undefined;
}
