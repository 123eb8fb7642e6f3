import { AS_STORED, dot, type Hanging, hangingOf, median, type Slice, type Vector3 } from '@ichor/ct';
import type { Point } from './view-store.ts';

/** What a header says of where a slice lies; null where it says nothing. */
export interface SliceGeometry {
  readonly rows: number;
  readonly columns: number;
  /** [between rows, between columns] in mm */
  readonly pixelSpacing: readonly [number, number] | null;
  readonly imagePositionPatient: Vector3 | null;
  readonly imageOrientationPatient: readonly [number, number, number, number, number, number] | null;
  /** Along the normal, mm. */
  readonly positionMm: number;
}

/** One slice in the plane of the screen, hung radiologically. Places and sizes are mm, or pixels where no spacing is known. */
export interface PlacedSlice {
  /** As stored. */
  readonly rows: number;
  readonly columns: number;
  readonly hanging: Hanging;
  /** From one voxel's centre to the next, to screen right and down. */
  readonly step: Point;
  /** The middle of the picture: voxel (n - 1) / 2 of both axes. */
  readonly center: Point;
  /** From outer edge to outer edge. */
  readonly width: number;
  readonly height: number;
}

/** The letters at the edges of the screen: R, L, A, P, and H, F where a stack is not axial. */
export interface EdgeLetters {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

export interface PlacedStack {
  readonly slices: readonly PlacedSlice[];
  /** Round all of them. */
  readonly center: Point;
  readonly width: number;
  readonly height: number;
  /** Whether places are millimetres: only then is a length one. */
  readonly inMm: boolean;
  /** null where the orientation is unknown: then no side is named. */
  readonly letters: readonly (EdgeLetters | null)[];
}

/**
 * Places the slices of a stack in one plane, so that a place on the screen means the same of every slice, however each
 * is stored and whatever its size. Where a position, an orientation or a spacing is missing, their middles lie on each other.
 */
export function placeStack(slices: readonly SliceGeometry[]): PlacedStack {
  const inMm = slices.every((slice) => slice.pixelSpacing);
  const axes = slices.map(screenAxes);
  const centers = straightened(
    slices.map((slice, i) => centerOf(slice, axes[i]!)),
    slices,
  );
  const placed = slices.map((slice, i) => place(slice, axes[i]!.hanging, centers[i]!, inMm));
  const left = Math.min(...placed.map(({ center, width }) => center.x - width / 2));
  const right = Math.max(...placed.map(({ center, width }) => center.x + width / 2));
  const top = Math.min(...placed.map(({ center, height }) => center.y - height / 2));
  const bottom = Math.max(...placed.map(({ center, height }) => center.y + height / 2));
  return {
    slices: placed,
    center: { x: (left + right) / 2, y: (top + bottom) / 2 },
    width: right - left,
    height: bottom - top,
    inMm,
    letters: axes.map(lettersOf),
  };
}

interface ScreenAxes {
  readonly hanging: Hanging;
  /** Patient directions of screen right and screen down; null where the orientation is unknown. */
  readonly right: Vector3 | null;
  readonly down: Vector3 | null;
}

function screenAxes(slice: SliceGeometry): ScreenAxes {
  const cosines = slice.imageOrientationPatient;
  if (!cosines) return { hanging: AS_STORED, right: null, down: null };
  const alongRow: Vector3 = [cosines[0], cosines[1], cosines[2]];
  const alongColumn: Vector3 = [cosines[3], cosines[4], cosines[5]];
  // Only an axial slice has the patient's right and front to hang it by; another one keeps its stored order.
  const normalZ = alongRow[0] * alongColumn[1] - alongRow[1] * alongColumn[0];
  const axial = Math.abs(normalZ) > Math.SQRT1_2;
  const hanging = axial ? hangingOf({ imageOrientationPatient: cosines } as unknown as Slice) : AS_STORED;
  const [across, along] = hanging.transpose ? [alongColumn, alongRow] : [alongRow, alongColumn];
  return {
    hanging,
    right: hanging.flipColumns ? opposite(across) : across,
    down: hanging.flipRows ? opposite(along) : along,
  };
}

function centerOf(slice: SliceGeometry, { right, down }: ScreenAxes): Point | null {
  const {
    imagePositionPatient: corner,
    imageOrientationPatient: cosines,
    pixelSpacing,
    rows,
    columns,
  } = slice;
  if (!corner || !cosines || !pixelSpacing || !right || !down) return null;
  const across = (pixelSpacing[1] * (columns - 1)) / 2;
  const along = (pixelSpacing[0] * (rows - 1)) / 2;
  const middle = corner.map(
    (p, i) => p + across * cosines[i]! + along * cosines[i + 3]!,
  ) as unknown as Vector3;
  return { x: dot(middle, right), y: dot(middle, down) };
}

/**
 * The table may move at an angle to the normal (gantry tilt): then pictures wander off as one scrolls, although each shows
 * the head in its middle. The wandering that is common to the slices is taken out; what single slices differ by stays.
 */
function straightened(centers: readonly (Point | null)[], slices: readonly SliceGeometry[]): Point[] {
  if (centers.some((center) => center === null)) return centers.map(() => ({ x: 0, y: 0 }));
  const known = centers as readonly Point[];
  const slope = (axis: 'x' | 'y') =>
    median(
      known
        .slice(1)
        .map((center, i) => {
          return (center[axis] - known[i]![axis]) / (slices[i + 1]!.positionMm - slices[i]!.positionMm);
        })
        .filter(Number.isFinite),
    ) ?? 0;
  const wander = { x: slope('x'), y: slope('y') };
  return known.map(({ x, y }, i) => {
    const along = slices[i]!.positionMm - slices[0]!.positionMm;
    return { x: x - wander.x * along, y: y - wander.y * along };
  });
}

function place(slice: SliceGeometry, hanging: Hanging, center: Point, inMm: boolean): PlacedSlice {
  const { rows, columns } = slice;
  const [rowStep, columnStep] = (inMm && slice.pixelSpacing) || [1, 1];
  const step = hanging.transpose ? { x: rowStep, y: columnStep } : { x: columnStep, y: rowStep };
  const [wide, high] = hanging.transpose ? [rows, columns] : [columns, rows];
  return { rows, columns, hanging, step, center, width: wide * step.x, height: high * step.y };
}

/** The six directions of the patient: to the Left, Right, Posterior, Anterior, Head, Feet. */
const DIRECTIONS = ['LR', 'PA', 'HF'] as const;

function directionLetter(direction: Vector3, side: 1 | -1): string {
  const axis = [0, 1, 2].reduce((a, b) => (Math.abs(direction[b]!) > Math.abs(direction[a]!) ? b : a));
  return DIRECTIONS[axis]![direction[axis]! * side > 0 ? 0 : 1]!;
}

const lettersOf = ({ right, down }: ScreenAxes): EdgeLetters | null =>
  right && down
    ? {
        left: directionLetter(right, -1),
        right: directionLetter(right, 1),
        top: directionLetter(down, -1),
        bottom: directionLetter(down, 1),
      }
    : null;

const opposite = ([x, y, z]: Vector3): Vector3 => [-x, -y, -z];
