import { notice } from '@ichor/notices';
import { describe, expect, test } from 'vitest';
import { type Series, type Slice, SOUND_SERIES, type Vector3 } from '../series/slice.ts';
import { resliceAxial } from './reslice-axial.ts';
import { cross } from './vector.ts';
import { seriesVolume, voxelToPatient } from './volume.ts';

const NOT_AXIAL = notice('not-axial', { plane: 'sagittal', degrees: 90 });

type Cosines = NonNullable<Slice['imageOrientationPatient']>;

/** A skull of radius 30 mm with a bright ball, left, in front and above. */
function ballHead([x, y, z]: Vector3): number {
  if (Math.hypot(x - 12, y + 10, z - 8) < 8) return 500;
  return Math.hypot(x, y, z) < 30 ? 40 : -1000;
}

/** A scan of the ball head: square pixels, slices along the normal. */
function scan(cosines: Cosines, gapMm: number, pixelMm = 1): Series {
  const [row, column] = [cosines.slice(0, 3), cosines.slice(3)] as unknown as [Vector3, Vector3];
  const normal = cross(row, column);
  const [side, count] = [Math.round(72 / pixelMm), Math.round(72 / gapMm)];
  const place = (c: number, r: number, s: number): Vector3 =>
    [0, 1, 2].map(
      (i) =>
        row[i]! * (c - (side - 1) / 2) * pixelMm +
        column[i]! * (r - (side - 1) / 2) * pixelMm +
        normal[i]! * (s - (count - 1) / 2) * gapMm,
    ) as unknown as Vector3;
  return {
    seriesInstanceUid: '1.2',
    studyInstanceUid: '1',
    patientId: '',
    slices: Array.from({ length: count }, (_, s) => ({
      sopInstanceUid: `${s}`,
      seriesInstanceUid: '1.2',
      studyInstanceUid: '1',
      patientId: '',
      rows: side,
      columns: side,
      hu: Int16Array.from({ length: side * side }, (_, i) =>
        ballHead(place(i % side, Math.floor(i / side), s)),
      ),
      pixelSpacing: [pixelMm, pixelMm],
      imagePositionPatient: place(0, 0, s),
      imageOrientationPatient: cosines,
      header: { modality: 'CT' },
      notices: [],
    })),
    positionsMm: Array.from({ length: count }, (_, s) => s * gapMm),
    tiltDegrees: 90,
    ...SOUND_SERIES,
    origin: 'dicom',
    plane: 'sagittal',
    notices: [NOT_AXIAL],
    refusals: [NOT_AXIAL],
  };
}

const uidOf = (i: number): string => `axial ${i}`;
const steep = Math.SQRT1_2;

describe('axial slices of another plane', () => {
  test.each<[string, Cosines, string]>([
    ['sagittal', [0, 1, 0, 0, 0, -1], 'sagittal'],
    ['sagittal, mirrored', [0, -1, 0, 0, 0, -1], 'sagittal'],
    ['coronal', [1, 0, 0, 0, 0, -1], 'coronal'],
    ['coronal, transposed', [0, 0, -1, 1, 0, 0], 'coronal'],
    ['steeply oblique', [1, 0, 0, 0, steep * 0.9, -Math.sqrt(1 - (steep * 0.9) ** 2)], 'coronal'],
  ])('of a %s scan show the ball where it was, left on the right of the picture', (_, cosines, plane) => {
    const series = resliceAxial(scan(cosines, 1.5), uidOf);
    const volume = seriesVolume(series);
    let [count, x, y, z] = [0, 0, 0, 0];
    series.slices.forEach((slice, s) => {
      slice.hu.forEach((hu, i) => {
        if (hu < 250) return;
        const at = voxelToPatient(volume, {
          column: i % slice.columns,
          row: Math.floor(i / slice.columns),
          slice: s,
        });
        count++;
        x += at[0];
        y += at[1];
        z += at[2];
      });
    });
    expect(Math.hypot(x / count - 12, y / count + 10, z / count - 8)).toBeLessThan(1);
    expect(series.slices[0]!.imageOrientationPatient).toEqual([1, 0, 0, 0, 1, 0]);
    expect(series.slices[0]!.pixelSpacing).toEqual([1.5, 1.5]);
    expect(series.positionsMm.every((mm, i, all) => i === 0 || Math.abs(mm - all[i - 1]! - 5) < 1e-9)).toBe(
      true,
    );
    expect(series.notices.map(({ code }) => code)).toEqual(['resliced']);
    expect(series.notices[0]!.message).toContain(plane);
    expect(series.slices.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(
      series.slices.map((__, i) => uidOf(i)),
    );
    expect(series.seriesInstanceUid).toBe('1.2');
  });

  test('average what lies in 5 mm, so that they are no noisier than scanned ones', () => {
    const original = scan([0, 1, 0, 0, 0, -1], 1);
    const noisy = {
      ...original,
      slices: original.slices.map((slice, s) => ({
        ...slice,
        hu: slice.hu.map((hu, i) => hu + (((i * 7919 + s * 104729) % 41) - 20)),
      })),
    };
    const { slices, ...rest } = resliceAxial(noisy, uidOf);
    const middle = slices[Math.floor(slices.length / 2)]!;
    const brain = [...middle.hu].filter((hu) => hu > 0 && hu < 80);
    const mean = brain.reduce((a, b) => a + b, 0) / brain.length;
    const sd = Math.sqrt(brain.reduce((sum, hu) => sum + (hu - mean) ** 2, 0) / brain.length);
    expect(mean).toBeCloseTo(40, 0);
    expect(sd).toBeLessThan((41 / Math.sqrt(12) / Math.sqrt(5)) * 1.3);
    expect(rest.tiltDegrees).toBe(0);
  });

  test('are refused where slices lie too far apart, at one place or alone, with the distance', () => {
    expect(() => resliceAxial(scan([0, 1, 0, 0, 0, -1], 4), uidOf)).toThrow(/up to 4\.0 mm apart/);
    const fine = scan([0, 1, 0, 0, 0, -1], 2);
    expect(resliceAxial(fine, uidOf).slices).toHaveLength(14);
    const hole = { ...fine, slices: fine.slices.filter((_, i) => i !== 9) };
    expect(() => resliceAxial(hole, uidOf)).toThrow(expect.objectContaining({ code: 'not-isotropic' }));
    const alone = { ...fine, slices: fine.slices.slice(0, 1) };
    expect(() => resliceAxial(alone, uidOf)).toThrow(/single slice/);
  });
});
