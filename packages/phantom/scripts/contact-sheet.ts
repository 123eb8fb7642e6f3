/**
 * Simulated heads beside real slices in one picture (PGM, brain window 40/80), to be judged by eye.
 *
 *   node packages/phantom/scripts/contact-sheet.ts OUT.pgm SEED [REAL.dcm ...]
 *
 * The first rows are the real slices; below, one row a simulated patient: without blood, then one of each type.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { Slice } from '@ichor/ct';
import { readInstance } from '@ichor/dicom';
import { BLEED_TYPES, renderSeries, simulatePatient } from '../src/index.ts';

const TILE = 256;
const ACROSS = 6;
const WINDOW = { low: 0, width: 80 };

const [out, seed, ...real] = process.argv.slice(2);
if (!out || !seed) throw new Error('Usage: contact-sheet.ts OUT.pgm SEED [REAL.dcm ...]');

const rows: Slice[][] = [];
const slices = await Promise.all(real.map(async (path) => readInstance(await readFile(path), path)));
for (let i = 0; i < slices.length; i += ACROSS) rows.push(slices.slice(i, i + ACROSS));
for (const [i, type] of [undefined, ...BLEED_TYPES].entries()) {
  const bleeds = type ? [{ type, volumeMl: 15 }] : [];
  const patient = simulatePatient(`${seed}/${i}`, { bleeds, age: 30 + 10 * i });
  const { series, masks } = renderSeries(patient, { tiltDegrees: i % 2 ? 12 : 0 });
  rows.push(pickSlices(series.slices, masks, type));
}
await writeFile(out, sheet(rows));

/** Evenly spaced slices, or the ones that hold the most blood. */
function pickSlices(
  all: readonly Slice[],
  masks: readonly Partial<Record<string, Uint8Array>>[],
  type: string | undefined,
): Slice[] {
  if (!type)
    return Array.from(
      { length: ACROSS },
      (_, i) => all[Math.floor(((i + 0.9) * all.length) / (ACROSS + 0.8))]!,
    );
  const area = masks.map((mask) => mask[type]?.reduce((a, b) => a + b, 0) ?? 0);
  const order = area.map((_, i) => i).sort((a, b) => area[b]! - area[a]!);
  const chosen = order.slice(0, ACROSS).sort((a, b) => a - b);
  return chosen.map((i) => all[i]!);
}

function sheet(tiles: readonly (readonly Slice[])[]): Uint8Array {
  const width = TILE * ACROSS;
  const pixels = new Uint8Array(width * TILE * tiles.length);
  for (const [r, row] of tiles.entries()) {
    for (const [c, slice] of row.entries()) {
      for (let y = 0; y < TILE; y++) {
        for (let x = 0; x < TILE; x++) {
          const value = (255 * (meanOfBlock(slice, y, x) - WINDOW.low)) / WINDOW.width;
          pixels[(r * TILE + y) * width + c * TILE + x] = Math.min(255, Math.max(0, value));
        }
      }
    }
  }
  const header = new TextEncoder().encode(`P5\n${width} ${TILE * tiles.length}\n255\n`);
  return Buffer.concat([header, pixels]);
}

/** The mean HU of the pixels that fall into a tile's pixel. */
function meanOfBlock(slice: Slice, y: number, x: number): number {
  const step = slice.rows / TILE;
  const wide = slice.columns / TILE;
  let sum = 0;
  let count = 0;
  for (let r = Math.floor(y * step); r < Math.max(Math.floor(y * step) + 1, (y + 1) * step); r++) {
    for (let c = Math.floor(x * wide); c < Math.max(Math.floor(x * wide) + 1, (x + 1) * wide); c++) {
      sum += slice.hu[r * slice.columns + c]!;
      count++;
    }
  }
  return sum / count;
}
