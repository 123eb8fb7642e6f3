import { dot, type Slice, subtract, type Vector3 } from '@ichor/ct';

/** How a stack stands in the patient. Angles in degrees. */
export interface StackShape {
  /** The plane that the slices are nearest to. */
  readonly plane: 'axial' | 'coronal' | 'sagittal';
  /** Between the normal and the patient's axis. */
  readonly tiltDegrees: number;
  /** Between the normal and the way from the first slice's corner to the last one's; undefined where those do not differ. */
  readonly shearDegrees: number | undefined;
  /** Largest distance of a slice's corner from that way, mm. */
  readonly bendMm: number;
  /** Of the picture within its plane: of rows or columns, whichever lie nearer to one of the patient's axes (tilted ones leave it). */
  readonly turnDegrees: number;
}

/** @param slices in order; those without a position count for nothing. */
export function stackShape(slices: readonly Slice[], normal: Vector3): StackShape {
  const [x, y, z] = normal.map(Math.abs) as unknown as Vector3;
  const corners = slices.flatMap((slice) => (slice.imagePositionPatient ? [slice.imagePositionPatient] : []));
  const way = subtract(corners.at(-1) ?? [0, 0, 0], corners[0] ?? [0, 0, 0]);
  const [length, along] = [Math.hypot(...way), Math.abs(dot(way, normal))];
  const cosines = slices[0]?.imageOrientationPatient ?? [1, 0, 0, 0, 1, 0];
  return {
    plane: z >= x && z >= y ? 'axial' : y >= x ? 'coronal' : 'sagittal',
    tiltDegrees: degrees(z),
    shearDegrees: along > 0 ? degrees(along / length) : undefined,
    bendMm: Math.max(0, ...corners.map((corner) => distance(subtract(corner, corners[0]!), way, normal))),
    turnDegrees: degrees(Math.max(...cosines.map(Math.abs))),
  };
}

/** Of a point from the line along `way`, at the point's own height over the slices. */
function distance(point: Vector3, way: Vector3, normal: Vector3): number {
  const along = dot(way, normal);
  const share = along === 0 ? 0 : dot(point, normal) / along;
  return Math.hypot(...subtract(point, [way[0] * share, way[1] * share, way[2] * share]));
}

const degrees = (cosine: number): number => (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
