import type { Slice } from '@ichor/ct';
import { describe, expect, test } from 'vitest';
import { codes, only, slice, stack, tilted } from './testing-stacks.ts';

describe('distances between slices', () => {
  test('unequal spacing names the distances', () => {
    const series = only(stack([0, 4, 8, 9.1, 16.1, 23.1]));
    expect(series.notices).toContainEqual({
      code: 'spacing-irregular',
      message:
        'The slices are unequally spaced: 2 x 4.00 mm, 1 x 1.10 mm, 2 x 7.00 mm, from skull base to vertex.',
      sopInstanceUids: [],
    });
  });

  const missing = (zs: readonly number[], rest: Partial<Slice> = {}) =>
    only(stack(zs, rest)).notices.filter(({ code }) => code === 'slices-missing');

  test('a gap of two steps between equal ones is a missing slice, with the slices beside it', () => {
    expect(missing([0, 5, 10, 20, 25])).toEqual([
      {
        code: 'slices-missing',
        message:
          'Between slices 3 and 4 from the skull base one seems to be missing: they are 10.00 mm apart, their neighbours 5.00 mm.',
        sopInstanceUids: ['3', '4'],
      },
    ]);
    expect(missing([0, 5, 10, 30, 35])[0]!.message).toContain('3 seem to be missing');
  });

  test('it is found at either end, and twice in a row', () => {
    expect(missing([0, 5, 10, 20])).toHaveLength(1);
    expect(missing([0, 10, 15, 20])).toHaveLength(1);
    expect(missing([0, 5, 10, 20, 30, 35])).toHaveLength(2);
  });

  test('a coarser block, odd gaps and thick slices are not missing slices', () => {
    expect(missing([0, 5, 10, 20, 30, 40])).toEqual([]);
    expect(missing([0, 5, 10, 17, 22])).toEqual([]);
    expect(missing([0, 5, 10, 20, 25], { sliceThicknessMm: 10 })).toEqual([]);
    expect(missing([0, 5])).toEqual([]);
  });

  const overlaps = (zs: readonly number[], rest: Partial<Slice> = {}) =>
    only(stack(zs, rest)).notices.filter(({ code }) => code === 'slices-overlap');

  test('slices thicker than their distance overlap', () => {
    expect(overlaps([0, 5, 7, 12], { sliceThicknessMm: 5 })).toEqual([
      {
        code: 'slices-overlap',
        message: 'Slices overlap at 1 of 3 places; the nearest are 2.00 mm apart.',
        sopInstanceUids: ['2', '3'],
      },
    ]);
    expect(overlaps([0, 5, 10], { sliceThicknessMm: 5 })).toEqual([]);
    expect(overlaps([0, 1, 2], { sliceThicknessMm: 2 })[0]!.message).toContain('All slices overlap');
  });

  test('without thicknesses a gap far narrower than those beside it is an overlap', () => {
    expect(overlaps([0, 5, 10, 10.08, 15.08])[0]!.sopInstanceUids).toEqual(['3', '4']);
    expect(overlaps([0, 5, 10])).toEqual([]);
  });

  test('positions that were only assumed are not judged', () => {
    const bare = { imagePositionPatient: undefined, sliceThicknessMm: 3 };
    expect(codes(only(stack([0, 5, 10], bare)))).toEqual(['order-by-instance-number', 'spacing-assumed']);
  });
});

describe('how the stack stands in the patient', () => {
  test('tilt is given in degrees', () => {
    const series = only(stack([0, 5, 10], { imageOrientationPatient: tilted(18.5) }));
    expect(series.tiltDegrees).toBeCloseTo(18.5, 6);
    expect(series.notices[0]?.message).toBe('The slices are tilted by 18.5 degrees.');
  });

  test('a coronal series is called not axial', () => {
    expect(codes(only(stack([0, 5], { imageOrientationPatient: [1, 0, 0, 0, 0, -1] })))).toContain(
      'not-axial',
    );
  });

  /** Slices stacked along their normal, as a reformat is. */
  const alongNormal = (degrees: number): Slice[] => {
    const angle = (degrees * Math.PI) / 180;
    return [0, 5, 10].map((mm, i) =>
      slice({
        uid: `${i}`,
        imageOrientationPatient: tilted(degrees),
        imagePositionPatient: [-100, -100 + mm * Math.sin(angle), mm * Math.cos(angle)],
      }),
    );
  };

  test('slices stacked along their own tilted normal are oblique, not a tilted gantry', () => {
    const series = only(alongNormal(20));
    expect(codes(series)).toEqual(['oblique']);
    expect(series.notices[0]!.message).toContain('20.0 degrees from axial');
    expect(series.positionsMm[1]! - series.positionsMm[0]!).toBeCloseTo(5, 9);
  });

  test('sagittal and coronal slices are named', () => {
    const across = (orientation: Slice['imageOrientationPatient'], axis: 0 | 1) =>
      [0, 1, 2].map((mm, i) =>
        slice({
          uid: `${i}`,
          imageOrientationPatient: orientation,
          imagePositionPatient: axis === 0 ? [mm, 0, 0] : [0, mm, 0],
        }),
      );
    expect(only(across([0, 1, 0, 0, 0, -1], 0)).notices[0]).toMatchObject({
      code: 'not-axial',
      message: 'The slices are sagittal: they stand 90.0 degrees from axial.',
    });
    expect(only(across([1, 0, 0, 0, 0, -1], 1)).notices[0]!.message).toContain('are coronal');
  });

  test('an axial stack that leans, one that is bent, and a picture that is turned are each said', () => {
    const at = (xs: readonly number[], rest: Partial<Slice> = {}) =>
      codes(only(xs.map((x, i) => slice({ uid: `${i}`, imagePositionPatient: [x, 0, 5 * i], ...rest }))));
    expect(at([0, 1, 2, 3])).toEqual(['stack-sheared']);
    expect(at([0, 0, 4, 0])).toEqual(['stack-not-straight']);
    const [cos, sin] = [Math.cos(0.2), Math.sin(0.2)];
    expect(at([0, 0, 0], { imageOrientationPatient: [cos, sin, 0, -sin, cos, 0] })).toEqual([
      'turned-in-plane',
    ]);
  });

  test('a tilt in the header that the orientation does not have is said, whatever its sign', () => {
    const of = (degrees: number, gantryTiltDegrees: number) =>
      codes(only(stack([0, 5], { imageOrientationPatient: tilted(degrees), gantryTiltDegrees })));
    expect(of(18.5, -18.5)).toEqual(['gantry-tilt']);
    expect(of(0, 18.5)).toEqual(['gantry-tilt-contradicted']);
    expect(of(0, 0)).toEqual([]);
  });

  test('pixels that are not square are said, with both lengths', () => {
    const [notice] = only(stack([0, 5], { pixelSpacing: [0.5, 0.6] })).notices;
    expect(notice).toMatchObject({ code: 'pixels-not-square', message: expect.stringContaining('0.500 mm') });
  });

  test('every position of the patient but head first on the back is told', () => {
    const of = (...terms: string[]) =>
      only(terms.map((patientPosition, i) => slice({ uid: `${i}`, z: 5 * i, patientPosition }))).notices;
    expect(of('HFS', 'HFS')).toEqual([]);
    expect(of('FFP', 'FFP')[0]!.message).toContain('feet first, face down (FFP)');
    expect(of('HFDR')[0]!.message).toContain('on the right side');
    expect(of('HFS', 'FFS')[0]!.code).toBe('patient-position-mixed');
    expect(of('XYZ')).toEqual([]);
  });
});
