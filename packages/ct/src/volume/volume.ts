import { IchorError } from '@ichor/notices';
import type { Series, Slice, Vector3 } from '../series/slice.ts';
import { add, cross, dot, scaled, subtract, unit } from './vector.ts';

/**
 * Voxels with their places in the patient: slices of one size and orientation, each where its own header puts it. So it is
 * exact whatever the stack is like: sheared by a tilted gantry, with unequal gaps, with a field of view that moved.
 *
 * Voxel (column, row, slice) is centred on origins[slice] + column * columnStep + row * rowStep, in patient mm.
 */
export interface Volume {
  readonly columns: number;
  readonly rows: number;
  /** By slice: [rows, columns] HU. */
  readonly slices: readonly (Int16Array | Float32Array)[];
  /** From a voxel to the next one in its row, mm. */
  readonly columnStep: Vector3;
  /** From a voxel to the next one in its column, mm. */
  readonly rowStep: Vector3;
  /** Of length 1, at right angles to both; positions rise along it. */
  readonly normal: Vector3;
  /** [slices] centre of each slice's first voxel, patient mm. */
  readonly origins: readonly Vector3[];
  /** [slices] the origins along the normal, mm; strictly rising. */
  readonly positionsMm: readonly number[];
}

/** A place among the voxels; whole numbers are centres. */
export interface VoxelPlace {
  readonly column: number;
  readonly row: number;
  readonly slice: number;
}

/** Rows of a 3 x 4 matrix: (column, row, slice, 1) -> patient mm. */
export type Affine = readonly [Row, Row, Row];
type Row = readonly [number, number, number, number];

/**
 * A series as a volume; the pixels are shared, not copied.
 *
 * @throws IchorError 'geometry-missing' where a slice lacks position, orientation or pixel spacing,
 * 'slices-differ' where slices differ in size, orientation or spacing, or don't follow one another; RangeError without slices.
 */
export function seriesVolume(series: Series): Volume {
  const [first] = series.slices;
  if (first === undefined) throw new RangeError('seriesVolume: a series without slices');
  const origins = series.slices.map((slice) => {
    const origin = slice.imagePositionPatient;
    if (!origin || !slice.imageOrientationPatient || !slice.pixelSpacing) throw geometryMissing(series);
    if (!alike(slice, first)) throw slicesDiffer(series);
    return origin;
  });
  const [a, b, c, d, e, f] = first.imageOrientationPatient!;
  const [betweenRows, betweenColumns] = first.pixelSpacing!;
  // Cosines in headers are rounded; their lengths are 1 all the same.
  const across = unit(cross([a, b, c], [d, e, f]));
  const positions = origins.map((origin) => dot(origin, across));
  const up = Math.sign(positions.at(-1)! - positions[0]!);
  if (positions.some((mm, i) => i > 0 && !((mm - positions[i - 1]!) * up > 0))) throw slicesDiffer(series);
  return volumeOf({
    columns: first.columns,
    rows: first.rows,
    slices: series.slices.map(({ hu }) => hu),
    columnStep: scaled(unit([a, b, c]), betweenColumns),
    rowStep: scaled(unit([d, e, f]), betweenRows),
    origins,
  });
}

/**
 * Adds normal and positions to what a volume is made of.
 *
 * @throws RangeError where the slices don't advance along the normal, or the pixels don't fit the size.
 */
export function volumeOf(parts: Omit<Volume, 'normal' | 'positionsMm'>): Volume {
  const { columns, rows, slices, columnStep, rowStep, origins } = parts;
  if (slices.length !== origins.length || slices.some(({ length }) => length !== rows * columns)) {
    throw new RangeError(`volumeOf: not ${origins.length} slices of ${rows} x ${columns}`);
  }
  const across = unit(cross(columnStep, rowStep));
  const way = subtract(origins.at(-1)!, origins[0]!);
  const normal = dot(way, across) < 0 ? scaled(across, -1) : across;
  const positionsMm = origins.map((origin) => dot(origin, normal));
  if (positionsMm.some((mm, i) => i > 0 && !(mm > positionsMm[i - 1]!))) {
    throw new RangeError('volumeOf: the slices do not advance along their normal');
  }
  return { ...parts, normal, positionsMm };
}

/** Where a voxel is centred, patient mm; between and beyond slices their origins are continued in straight lines. */
export function voxelToPatient(volume: Volume, { column, row, slice }: VoxelPlace): Vector3 {
  const { origins, columnStep, rowStep } = volume;
  const lower = lowerSlice(slice, origins.length);
  const [from, to] = [origins[lower]!, sliceAfter(volume, lower)];
  const origin = add(from, scaled(subtract(to, from), slice - lower));
  return add(origin, add(scaled(columnStep, column), scaled(rowStep, row)));
}

/** The inverse of {@link voxelToPatient}. */
export function patientToVoxel(volume: Volume, point: Vector3): VoxelPlace {
  const { origins, positionsMm, normal } = volume;
  const mm = dot(point, normal);
  let lower = 0;
  while (lower < positionsMm.length - 2 && positionsMm[lower + 1]! <= mm) lower++;
  const [from, to] = [origins[lower]!, sliceAfter(volume, lower)];
  const share = (mm - positionsMm[lower]!) / dot(subtract(to, from), normal);
  const inPlane = subtract(point, add(from, scaled(subtract(to, from), share)));
  const { alongColumns, alongRows } = inPlaneAxes(volume);
  return { column: dot(inPlane, alongColumns), row: dot(inPlane, alongRows), slice: lower + share };
}

/** The vectors whose product with a step in the plane counts columns and rows (the dual basis of the two steps). */
export function inPlaneAxes({ columnStep, rowStep, normal }: Volume): {
  readonly alongColumns: Vector3;
  readonly alongRows: Vector3;
} {
  const area = dot(cross(columnStep, rowStep), normal);
  return {
    alongColumns: scaled(cross(rowStep, normal), 1 / area),
    alongRows: scaled(cross(normal, columnStep), 1 / area),
  };
}

/**
 * The one matrix of the whole volume, sheared where the gantry was tilted; undefined where no matrix puts every voxel
 * within the tolerance of its place (unequal gaps), and the positions of the slices are needed.
 */
export function affineOf(volume: Volume, toleranceMm = 0.05): Affine | undefined {
  const { origins, columnStep, rowStep } = volume;
  const [first] = origins as [Vector3];
  const steps = Math.max(1, origins.length - 1);
  const last = origins.length > 1 ? origins.at(-1)! : sliceAfter(volume, 0);
  const step = scaled(subtract(last, first), 1 / steps);
  const misfit = origins.some((origin, i) => {
    return Math.hypot(...subtract(origin, add(first, scaled(step, i)))) > toleranceMm;
  });
  if (misfit) return undefined;
  const rowOf = (axis: 0 | 1 | 2): Row => [columnStep[axis], rowStep[axis], step[axis], first[axis]];
  return [rowOf(0), rowOf(1), rowOf(2)];
}

/** The median distance of the slices along their normal, mm; of one slice 1. */
export function usualGapMm({ positionsMm }: Volume): number {
  const gaps = positionsMm.slice(1).map((mm, i) => mm - positionsMm[i]!);
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 1;
}

/** The slice that a place is measured from: the one below it, but of the ends the last gap goes on. */
const lowerSlice = (slice: number, count: number): number =>
  Math.max(0, Math.min(Math.floor(slice), count - 2));

/** Of one slice alone, a millimetre along the normal counts as a slice. */
const sliceAfter = ({ origins, normal }: Volume, slice: number): Vector3 =>
  origins[slice + 1] ?? add(origins[slice]!, normal);

function alike(a: Slice, b: Slice): boolean {
  const numbers = ({ imageOrientationPatient: cosines, pixelSpacing }: Slice) => [
    ...(cosines ?? []),
    ...(pixelSpacing ?? []),
  ];
  const others = numbers(b);
  return (
    a.rows === b.rows &&
    a.columns === b.columns &&
    numbers(a).every((value, i) => Math.abs(value - others[i]!) < 0.01)
  );
}

const geometryMissing = ({ seriesInstanceUid }: Series): IchorError =>
  new IchorError({
    code: 'geometry-missing',
    subject: seriesInstanceUid,
    problem: 'does not say where its slices lie, or how large their pixels are, in values that can be used',
  });

const slicesDiffer = ({ seriesInstanceUid }: Series): IchorError =>
  new IchorError({
    code: 'slices-differ',
    subject: seriesInstanceUid,
    problem:
      'has slices of different size, orientation or pixel spacing, or some that do not follow one another',
  });
