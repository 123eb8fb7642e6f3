import type { Picture, Window } from '@ichor/ct';
import { areaAverage, eroded, grown, joinedToBorder, largestObject } from '@ichor/ct';

/** [SIDE, SIDE], 1 where set. */
type CellMask = Uint8Array<ArrayBuffer>;

/** Whether a picture, taken for Hounsfield units in a stated window, can be an axial slice of a head CT. */
export interface PictureCheck {
  /** What speaks against it, to be read after "it"; undefined where it is known for one. */
  readonly problem: string | undefined;
  /** Whether it may still be a slice near vertex or skull base, of a series that is known by others. */
  readonly possible: boolean;
  /** The commonest value in what skull encloses, HU; undefined where nothing is enclosed. */
  readonly brainHu: number | undefined;
  /** Its spread there: an interquartile range as a standard deviation, HU. */
  readonly spreadHu: number | undefined;
}

/** About 1.2 mm of a head: skull is several cells thick, and noise is averaged. */
const SIDE = 192;
const GRID = [SIDE, SIDE, 1] as const;
/** Within these shares of a window's lower and upper end a cell is as good as outside the window. */
const ENDS = { dark: 0.04, bright: 0.06 } as const;
/** Skull is above it in any window that reaches so far. */
const BONE_HU = 200;
/** Darker than any fluid, in cells of the brain's rim. */
const RIM_DARK_HU = -10;
const RIM_CELLS = 4;
const LEAST = {
  darkBorder: 0.5,
  background: 0.1,
  brain: 0.04,
  skullAround: 0.85,
  nearCommonest: 0.65,
} as const;
const LEAST_VALUES = 200;
const MOST = { rimDark: 0.1 } as const;
/** Wider than brain's 20 to 45: scanners, infants, and windows that were stated by about. */
const BRAIN_HU = [16, 55] as const;
/** Grey and white matter, fluid and what is left of the noise: 4 to 8 on real scanners. */
const SPREAD_HU = [1.6, 11] as const;
const NEAR_HU = 12;
/** The share of values that the shortest interval round the commonest holds. */
const COMMONEST = 0.4;

/**
 * Looks for what every head CT shows between vertex and skull base, whatever its window: a dark background, an object, and
 * in it brain of 16 to 55 HU with little spread, enclosed by bone. MR has fat for a bright ring, and black bone inside it.
 *
 * @param picture Hounsfield units, by the stated window
 */
export function checkPicture(picture: Picture<Int16Array | Float32Array>, window: Window): PictureCheck {
  const { center, width } = window;
  const [low, high] = [center - width / 2, center + width / 2];
  const whole = { row: 0, column: 0, rows: picture.rows, columns: picture.columns };
  const hu = areaAverage(picture.data, picture.columns, whole, SIDE, [low, high]);
  const dark = masked(hu, (value) => value <= low + ENDS.dark * width);
  if (shareOfBorder(dark) < LEAST.darkBorder) return not('has no dark background all round');
  const background = share(joinedToBorder(dark, SIDE, SIDE));
  if (background < LEAST.background) return not('has hardly any dark background');
  const bone = masked(hu, (value) => value >= Math.min(high - ENDS.bright * width, BONE_HU));
  const brain = enclosed(bone);
  const problem = ringProblem(brain, bone, hu, Math.max(low + (ENDS.dark / 2) * width, RIM_DARK_HU));
  if (problem !== undefined) return { ...not(problem), possible: true };
  const core = coreOf(brain);
  const values = hu.filter((_, i) => core[i] === 1).sort();
  if (values.length < LEAST_VALUES) return { ...not('shows too little brain within skull'), possible: true };
  const brainHu = commonest(values);
  const spreadHu = (quantile(values, 0.75) - quantile(values, 0.25)) / 1.349;
  const near = values.filter((value) => Math.abs(value - brainHu) <= NEAR_HU).length / values.length;
  return { problem: brainProblem(brainHu, spreadHu, near), possible: true, brainHu, spreadHu };
}

const not = (problem: string): PictureCheck => ({
  problem,
  possible: false,
  brainHu: undefined,
  spreadHu: undefined,
});

/** The largest region that bone shuts in, with gaps of up to two cells in it closed. */
function enclosed(bone: CellMask): CellMask {
  const wall = grown(bone, SIDE, SIDE);
  const open = wall.map((set) => 1 - set);
  const outside = joinedToBorder(open, SIDE, SIDE);
  const within = largestObject(
    open.map((set, i) => set & (1 - outside[i]!)),
    GRID,
  ).mask;
  return grown(within, SIDE, SIDE).map((set, i) => set & (1 - bone[i]!));
}

function ringProblem(brain: CellMask, bone: CellMask, hu: Float32Array, darkHu: number): string | undefined {
  if (share(brain) < LEAST.brain) return 'shows no ring of skull around brain';
  const around = grown(brain, SIDE, SIDE).map((set, i) => set & (1 - brain[i]!));
  const skull = around.filter((set, i) => set === 1 && bone[i] === 1).length;
  if (skull < LEAST.skullAround * around.filter((set) => set === 1).length) {
    return 'shows a ring of skull with gaps';
  }
  const core = coreOf(brain);
  const rim = hu.filter((_, i) => brain[i] === 1 && core[i] === 0);
  if (rim.filter((value) => value <= darkHu).length > MOST.rimDark * rim.length) {
    return 'is dark inside its bright ring, as MR is, and CT in another window';
  }
  return undefined;
}

function brainProblem(brainHu: number, spreadHu: number, near: number): string | undefined {
  const [low, high] = BRAIN_HU;
  if (brainHu < low || brainHu > high) {
    return `has ${brainHu.toFixed(0)} HU where brain would have ${low} to ${high}`;
  }
  if (spreadHu < SPREAD_HU[0])
    return `varies by ${spreadHu.toFixed(1)} HU within the skull, less than brain does`;
  if (spreadHu > SPREAD_HU[1] || near < LEAST.nearCommonest) {
    return `varies by ${spreadHu.toFixed(0)} HU within the skull, more than brain does`;
  }
  return undefined;
}

/** Without the cells next to the skull, whose means hold some of it. */
function coreOf(brain: CellMask): CellMask {
  let core = brain;
  for (let i = 0; i < RIM_CELLS; i++) core = eroded(core, GRID, { corners: true });
  return core;
}

/** The middle of the shortest interval that holds 40 % of sorted values. */
function commonest(sorted: Float32Array): number {
  const count = Math.floor(COMMONEST * sorted.length);
  let [best, at] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i + count < sorted.length; i++) {
    const length = sorted[i + count]! - sorted[i]!;
    if (length < best) [best, at] = [length, i];
  }
  return (sorted[at]! + sorted[at + count]!) / 2;
}

const quantile = (sorted: Float32Array, part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;

const masked = (hu: Float32Array, holds: (value: number) => boolean): CellMask =>
  Uint8Array.from(hu, (value) => (holds(value) ? 1 : 0));

const share = (mask: CellMask): number => mask.reduce((sum, set) => sum + set, 0) / mask.length;

function shareOfBorder(mask: CellMask): number {
  let set = 0;
  for (let i = 0; i < SIDE; i++) {
    set += mask[i]! + mask[(SIDE - 1) * SIDE + i]! + mask[i * SIDE]! + mask[i * SIDE + SIDE - 1]!;
  }
  return set / (4 * SIDE);
}
