import { IchorError, notice, withoutNotices } from '@ichor/notices';
import type { Series, Vector3 } from '../series/slice.ts';
import { axialGrid } from './grid.ts';
import { resample } from './resample.ts';
import { lengthOf } from './vector.ts';
import { seriesVolume, usualGapMm, type Volume } from './volume.ts';

/** Slices further apart leave nothing in an axial picture that a reader could judge. */
export const LARGEST_GAP_MM = 2;
/** As axial slices of a head are usually read. */
const SLICE_MM = 5;
/** Headers round. */
const ROUNDING_MM = 0.01;

/**
 * A sagittal, coronal or steeply oblique series -> contiguous axial slices of 5 mm whose pixels are as large as the
 * series' own gaps or pixels, whichever are larger. The result keeps the series' UID; its slices are nobody's images and
 * get UIDs of their own.
 *
 * @param uidOf the UID for the slice of this index, skull base first
 * @throws IchorError 'not-isotropic' where slices lie further apart than 2 mm, 'geometry-missing', 'slices-differ'
 */
export function resliceAxial(series: Series, uidOf: (index: number) => string): Series {
  const volume = seriesVolume(series);
  const gaps = volume.positionsMm.slice(1).map((mm, i) => mm - volume.positionsMm[i]!);
  const widest = Math.max(...gaps, volume.positionsMm.length < 2 ? Number.POSITIVE_INFINITY : 0);
  if (widest > LARGEST_GAP_MM + ROUNDING_MM) throw notIsotropic(series, widest);
  const pixelMm = Math.max(usualGapMm(volume), lengthOf(volume.columnStep), lengthOf(volume.rowStep));
  const grid = axialGrid(volume, { pixelMm, sliceMm: SLICE_MM });
  const axial = resample(volume, grid);
  const [first] = series.slices;
  return {
    ...series,
    slices: axial.slices.map((values, i) => ({
      ...first!,
      sopInstanceUid: uidOf(i),
      rows: axial.rows,
      columns: axial.columns,
      hu: Int16Array.from(values, Math.round),
      pixelSpacing: [pixelMm, pixelMm],
      imagePositionPatient: axial.origins[i],
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
      instanceNumber: i + 1,
      sliceThicknessMm: SLICE_MM,
      header: first!.header && { ...first!.header, gantryTiltDegrees: undefined },
      values: undefined,
      notices: [],
    })),
    positionsMm: axial.positionsMm,
    tiltDegrees: 0,
    plane: 'axial',
    resliced: true,
    notices: [
      ...withoutNotices(series.notices, ['not-axial']),
      notice('resliced', { plane: planeOf(volume), sliceMm: SLICE_MM, pixelMm }),
    ],
    refusals: withoutNotices(series.refusals, ['not-axial']),
  };
}

function planeOf({ normal }: Volume): string {
  const [x, y, z] = normal.map(Math.abs) as unknown as Vector3;
  if (z > Math.max(x, y)) return 'axial';
  return x > y ? 'sagittal' : 'coronal';
}

const notIsotropic = ({ seriesInstanceUid }: Series, widest: number): IchorError =>
  new IchorError({
    code: 'not-isotropic',
    subject: seriesInstanceUid,
    problem: Number.isFinite(widest)
      ? `its slices lie up to ${widest.toFixed(1)} mm apart, and axial ones can be computed up to ${LARGEST_GAP_MM} mm`
      : 'it has a single slice, and axial ones can be computed from a volume alone',
  });
