import type { Slice, Vector3 } from '@ichor/ct';

/** How a stack stands in the patient. Angles in degrees. */
export interface StackShape {
  /** The plane that the slices are nearest to. */
  readonly plane: 'axial' | 'coronal' | 'sagittal';
  /** Between the normal and the patient's axis. */
  readonly tiltDegrees: number;
  /** Between the normal and the way from the first slice's corner to the last one's; 0 for one slice. */
  readonly shearDegrees: number;
  /** Largest distance of a slice's corner from that way, mm. */
  readonly bendMm: number;
  /** Of the rows against the nearest of the patient's axes, within the plane. */
  readonly turnDegrees: number;
}

/** @param slices in order; those without a position count for nothing. */
export function stackShape(slices: readonly Slice[], normal: Vector3): StackShape {
  const [x, y, z] = normal.map(Math.abs) as unknown as Vector3;
  const corners = slices.flatMap((slice) => (slice.imagePositionPatient ? [slice.imagePositionPatient] : []));
  const way = subtract(corners.at(-1) ?? [0, 0, 0], corners[0] ?? [0, 0, 0]);
  const [length, along] = [Math.hypot(...way), Math.abs(dot(way, normal))];
  const row = slices[0]?.imageOrientationPatient?.slice(0, 3) ?? [1, 0, 0];
  return {
    plane: z >= x && z >= y ? 'axial' : y >= x ? 'coronal' : 'sagittal',
    tiltDegrees: degrees(z),
    shearDegrees: along > 0 ? degrees(along / length) : 0,
    bendMm: Math.max(0, ...corners.map((corner) => distance(subtract(corner, corners[0]!), way, normal))),
    turnDegrees: degrees(Math.max(...row.map(Math.abs))),
  };
}

/** Of a point from the line along `way`, at the point's own height over the slices. */
function distance(point: Vector3, way: Vector3, normal: Vector3): number {
  const along = dot(way, normal);
  const share = along === 0 ? 0 : dot(point, normal) / along;
  return Math.hypot(...subtract(point, [way[0] * share, way[1] * share, way[2] * share]));
}

const degrees = (cosine: number): number => (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const subtract = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
