import { coarseHead, headCentre } from '../masks/head-mask.ts';
import type { Vector3 } from '../series/slice.ts';
import { bilinear } from '../volume/bilinear.ts';
import { add, dot, scaled } from '../volume/vector.ts';
import { usualGapMm, type Volume } from '../volume/volume.ts';
import { minimize } from './minimize.ts';

/** All places p with normal . p = offsetMm, in patient mm. */
export interface Plane {
  /** Of length 1, towards the patient's left. */
  readonly normal: Vector3;
  readonly offsetMm: number;
}

export interface MidSagittalPlane extends Plane {
  /** How far the halves differ: mean difference of mirrored places in HU, each clipped to -100..200. */
  readonly asymmetryHu: number;
}

/** What is left of bone and air, so that neither drowns the brain. */
const [LOWEST_HU, HIGHEST_HU] = [-100, 200];
/** A head turned or bent to the side further than this isn't scanned. */
const SEARCHED_DEGREES = { turn: 40, bend: 30, step: 10 } as const;
/** From the best of the search on, steps of the first simplex: degrees, degrees, mm. */
const FIRST_STEPS = [5, 5, 4] as const;
const STARTS = 3;
/** Every so many places for the search, and for the rest. */
const COARSE = 5;
const FINE = 2;

/**
 * The plane in which the head is most nearly the mirror image of itself: of all turns, bends to the side and shifts the
 * one where mirrored places differ least. Blood on one side hardly moves it, since the skull and the rest outweigh it.
 *
 * @returns undefined where there is no head.
 */
export function midSagittalPlane(volume: Volume): MidSagittalPlane | undefined {
  const head = coarseHead(volume);
  const centre = headCentre(head);
  if (centre === undefined) return undefined;
  const { columns, rows, slices } = head.volume;
  const values = new Float32Array(columns * rows * slices.length);
  slices.forEach((slice, i) => {
    values.set(
      slice.map((hu) => Math.min(HIGHEST_HU, Math.max(LOWEST_HU, hu))),
      i * columns * rows,
    );
  });
  const places: Vector3[] = [];
  for (let i = 0; i < head.mask.length; i++) {
    if (head.mask[i] === 0) continue;
    const [column, row] = [i % columns, Math.floor(i / columns) % rows];
    places.push([column, row, Math.floor(i / (columns * rows))]);
  }
  // In cells of the grid, which are cubes: mirroring is the same in them as in mm.
  const origin = head.volume.origins[0]!;
  const cellMm = head.volume.columnStep[0];
  const middle = scaled(add(centre, scaled(origin, -1)), 1 / cellMm) as Vector3;
  const reach = scannedRange(volume, origin, cellMm);
  const cost = (every: number) => {
    const some = places.filter((_, i) => i % every === 0);
    return ([turn = 0, bend = 0, shiftMm = 0]: readonly number[]): number => {
      const normal = normalOf(turn, bend);
      return difference(
        values,
        [columns, rows, slices.length],
        reach,
        some,
        normal,
        dot(normal, middle) + shiftMm / cellMm,
      );
    };
  };
  const rough = cost(COARSE);
  const starts: { at: readonly number[]; value: number }[] = [];
  for (let turn = -SEARCHED_DEGREES.turn; turn <= SEARCHED_DEGREES.turn; turn += SEARCHED_DEGREES.step) {
    for (let bend = -SEARCHED_DEGREES.bend; bend <= SEARCHED_DEGREES.bend; bend += SEARCHED_DEGREES.step) {
      starts.push({ at: [turn, bend, 0], value: rough([turn, bend, 0]) });
    }
  }
  const fine = cost(FINE);
  const [best] = starts
    .sort((a, b) => a.value - b.value)
    .slice(0, STARTS)
    .map(({ at }) => minimize(fine, at, FIRST_STEPS))
    .sort((a, b) => a.value - b.value);
  const [turn = 0, bend = 0, shiftMm = 0] = best?.at ?? [];
  const normal = normalOf(turn, bend);
  return { normal, offsetMm: dot(normal, centre) + shiftMm, asymmetryHu: best?.value ?? Number.NaN };
}

/** Turned about the patient's axis, then bent to the side; degrees. */
function normalOf(turn: number, bend: number): Vector3 {
  const [t, b] = [(turn * Math.PI) / 180, (bend * Math.PI) / 180];
  return [Math.cos(b) * Math.cos(t), Math.cos(b) * Math.sin(t), Math.sin(b)];
}

/** Between which planes the scan lies: a direction of length 1, and how far along it in cells. */
interface ScannedRange {
  readonly normal: Vector3;
  readonly low: number;
  readonly high: number;
}

/** Of a scan as seen from the grid; all cells that a place within is interpolated from were reached. */
function scannedRange(volume: Volume, origin: Vector3, cellMm: number): ScannedRange {
  const { normal, positionsMm } = volume;
  const margin = cellMm * (Math.abs(normal[0]) + Math.abs(normal[1]) + Math.abs(normal[2]));
  const inset = Math.max(0, margin - usualGapMm(volume) / 2);
  const from = dot(normal, origin);
  const [low, high] = [positionsMm[0]! + inset - from, positionsMm.at(-1)! - inset - from];
  const middle = (low + high) / 2;
  return { normal, low: Math.min(low, middle) / cellMm, high: Math.max(high, middle) / cellMm };
}

/** Mean difference between places and their mirror images, both in cells. */
function difference(
  values: Float32Array,
  [columns, rows, slices]: readonly [number, number, number],
  reach: ScannedRange,
  places: readonly Vector3[],
  normal: Vector3,
  offset: number,
): number {
  let sum = 0;
  for (const [column, row, slice] of places) {
    const twice = 2 * (normal[0] * column + normal[1] * row + normal[2] * slice - offset);
    let x = column - twice * normal[0];
    let y = row - twice * normal[1];
    let z = slice - twice * normal[2];
    // What the scan didn't reach is no difference, so its last slice is taken: only the sides of the picture are known to be air.
    const along = reach.normal[0] * x + reach.normal[1] * y + reach.normal[2] * z;
    const beyond = along < reach.low ? along - reach.low : along > reach.high ? along - reach.high : 0;
    x -= beyond * reach.normal[0];
    y -= beyond * reach.normal[1];
    z -= beyond * reach.normal[2];
    const own = values[(slice * rows + row) * columns + column]!;
    const clamped = z < 0 ? 0 : z > slices - 1 ? slices - 1 : z;
    sum += Math.abs(own - trilinear(values, columns, rows, x, y, clamped));
  }
  return sum / places.length;
}

function trilinear(
  values: Float32Array,
  columns: number,
  rows: number,
  x: number,
  y: number,
  z: number,
): number {
  if (x < 0 || y < 0 || x > columns - 1 || y > rows - 1) return LOWEST_HU;
  const [x0, y0, z0] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [dx, dy, dz] = [x - x0, y - y0, z - z0];
  const at = (z0 * rows + y0) * columns + x0;
  // On the last cell of an axis the next one counts nothing.
  const right = dx > 0 ? 1 : 0;
  const below = dy > 0 ? columns : 0;
  const lower = bilinear(values, at, right, below, dx, dy);
  return dz > 0 ? lower + dz * (bilinear(values, at + rows * columns, right, below, dx, dy) - lower) : lower;
}

/** Of a place from a plane, mm; above 0 on the patient's left. */
export const distanceTo = ({ normal, offsetMm }: Plane, place: Vector3): number =>
  dot(normal, place) - offsetMm;
