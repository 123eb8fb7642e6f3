import type { Slice } from '@ichor/ct';
import fc from '@ichor/testing/properties';
import { codes, only, slice, stack, tilted } from '@ichor/testing/stacks';
import { describe, expect, test } from 'vitest';

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
          'Between slices 3 and 4 from the skull base, at 10.0 and 20.0 mm, one slice seems to be missing: they are 10.00 mm apart, their neighbours 5.00 mm.',
        sopInstanceUids: ['3', '4'],
      },
    ]);
    expect(missing([0, 5, 10, 30, 35])[0]!.message).toContain('3 slices seem to be missing');
  });

  test('a hole need not be a whole number of steps', () => {
    expect(missing([0, 5, 10, 22.5, 27.5])[0]!.message).toContain('one slice seems to be missing');
    expect(missing([0, 5, 10, 28.9, 33.9])[0]!.message).toContain('2 slices seem to be missing');
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
    expect(missing([0, 5, 10, 19, 24])).toEqual([]);
  });

  test('neither are blocks of different step, with a gap between or overlapping, nor two stacks in one another', () => {
    const rising = (from: number, step: number, count: number) =>
      Array.from({ length: count }, (_, i) => from + i * step);
    const blocks = (a: readonly number[], b: readonly number[]) =>
      missing([...new Set([...a, ...b])].sort((x, y) => x - y));
    expect(blocks(rising(0, 2.5, 12), rising(32.5, 5, 15))).toEqual([]);
    expect(blocks(rising(0, 2.5, 12), rising(37.5, 7.5, 9))).toEqual([]);
    expect(blocks(rising(0, 4, 14), rising(53.08, 7, 14))).toEqual([]);
    expect(blocks(rising(0, 5, 12), rising(48, 5, 12))).toEqual([]);
    expect(blocks(rising(0, 5, 12), rising(47.5, 5, 12))).toEqual([]);
    expect(blocks(rising(0, 5, 12), rising(1, 5, 12))).toEqual([]);
    const last = stack([0, 2.5, 5, 7.5], { sliceThicknessMm: 2.5 });
    const block = [...last, slice({ uid: 'thick', z: 12.5, sliceThicknessMm: 5 })];
    expect(codes(only(block))).not.toContain('slices-missing');
  });

  test('only an undisturbed habit shows a hole: any one lost from regular slices is found but for those at the ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 7, max: 40 }),
        fc.double({ min: 0.8, max: 10, noNaN: true }),
        fc.double({ min: -0.03, max: 0.03, noNaN: true }),
        fc.nat(),
        (count, step, jitter, which) => {
          const lost = 1 + (which % (count - 2));
          const all = Array.from({ length: count }, (_, i) => i * step + (i % 3 === 0 ? jitter : 0));
          expect(missing(all)).toEqual([]);
          const series = only(stack(all.filter((_, i) => i !== lost)));
          const holes = series.notices.filter(({ code }) => code === 'slices-missing');
          expect(holes).toHaveLength(1);
          expect(series.missingSlices).toBe(holes.length);
        },
      ),
    );
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

  const noticed = (code: string, slices: readonly Slice[]) =>
    only(slices).notices.filter((notice) => notice.code === code);

  test('slices further apart than they are thick are said, with what nobody sees', () => {
    const [all] = noticed('slices-apart', stack([0, 5, 10], { sliceThicknessMm: 1 }));
    expect(all).toEqual({
      code: 'slices-apart',
      message:
        'All slices lie further apart than they are thick: up to 4.0 mm between two of them is shown by none.',
      sopInstanceUids: [],
    });
    const [some] = noticed('slices-apart', stack([0, 5, 10, 18], { sliceThicknessMm: 5 }));
    expect(some!.message).toContain('At 1 of 3 places');
    expect(some!.sopInstanceUids).toEqual(['3', '4']);
    expect(noticed('slices-apart', stack([0, 5, 10], { sliceThicknessMm: 4 }))).toEqual([]);
    // What is missing is said once.
    expect(noticed('slices-apart', stack([0, 5, 10, 20, 25], { sliceThicknessMm: 5 }))).toEqual([]);
  });

  test('a SpacingBetweenSlices that is none of the distances is said, and the positions are followed', () => {
    const said = (mm: number, zs = [0, 5, 10]) => stack(zs, { spacingBetweenSlicesMm: mm });
    const [notice] = noticed('spacing-contradicted', said(2.5));
    expect(notice!.message).toBe(
      'SpacingBetweenSlices says 2.50 mm, the positions 5.00 mm; the positions were used.',
    );
    expect(only(said(2.5)).positionsMm).toEqual([0, 5, 10]);
    expect(noticed('spacing-contradicted', said(5.1))).toEqual([]);
    expect(noticed('spacing-contradicted', said(7, [0, 4, 8, 15]))).toEqual([]);
    expect(noticed('spacing-contradicted', said(1, [0, 4, 8, 15]))[0]!.message).toContain('4.00 to 7.00 mm');
  });

  test('positions that were only assumed are not judged', () => {
    const bare = { imagePositionPatient: undefined, sliceThicknessMm: 3 };
    expect(codes(only(stack([0, 5, 10], bare)))).toEqual(['order-by-instance-number', 'spacing-assumed']);
  });
});

describe('a hole wider than slices are usually lost', () => {
  const rising = (from: number, step: number, count: number) =>
    Array.from({ length: count }, (_, i) => from + step * i);
  /** Numbered from base to vertex, as if the missing files had never been there or, by `skip`, as they were. */
  const numbered = (zs: readonly number[], skip: (z: number) => number = () => 0): Slice[] =>
    zs.map((z, i) => slice({ uid: `${i}`, z, instanceNumber: i + 1 + skip(z), sliceThicknessMm: 5 }));

  test.each([
    ['the middle', [...rising(0, 5, 12), ...rising(100, 5, 10)], [8]],
    ['two places', [...rising(0, 5, 6), ...rising(75, 5, 4), ...rising(140, 5, 6)], [9, 9]],
    ['three places', [...rising(0, 5, 4), 60, 65, ...rising(110, 5, 3), ...rising(165, 5, 4)], [8, 8, 8]],
    ['the middle, wider than either part', [...rising(0, 5, 4), ...rising(150, 5, 4)], [26]],
    ['the base', [0, ...rising(60, 5, 18)], [11]],
    ['the vertex', [...rising(0, 5, 18), 145], [11]],
    ['both sides of one slice', [...rising(0, 5, 6), 75, ...rising(125, 5, 6)], [9, 9]],
  ])('in %s leaves out nothing, says how many are missing, and claims no more', (_, zs, counts) => {
    const series = only(numbered(zs));
    expect(series.positionsMm).toEqual(zs);
    expect(codes(series).filter((code) => code !== 'spacing-irregular')).toEqual(
      counts.map(() => 'slices-missing'),
    );
    const total = counts.reduce((sum, count) => sum + count);
    expect(series.missingSlices).toBe(total);
    expect(series.unreadableSopInstanceUids).toEqual([]);
    expect(only(numbered(zs).reverse())).toEqual(series);
  });

  test('tells between where', () => {
    const [notice] = only(numbered([...rising(0, 5, 12), ...rising(100, 5, 10)])).notices;
    expect(notice).toEqual({
      code: 'slices-missing',
      message:
        'Between slices 12 and 13 from the skull base, at 55.0 and 100.0 mm, 8 slices seem to be missing: they are 45.00 mm apart, their neighbours 5.00 mm.',
      sopInstanceUids: ['11', '12'],
    });
  });

  test('between blocks of different step is counted by the wider one', () => {
    const series = only(stack([...rising(0, 2.5, 15), ...rising(90, 5, 12)]));
    expect(series.slices).toHaveLength(27);
    expect(series.notices.find(({ code }) => code === 'slices-missing')!.message).toContain(
      'at least 10 slices seem to be missing: they are 55.00 mm apart, their neighbours 2.50 and 5.00 mm',
    );
  });

  test('is found among uneven distances too, however the slices are numbered', () => {
    const uneven = [0, 5.4, 9.9, 15.5, 19.8, 90, 95.6, 100.1, 105.7];
    for (const instanceNumber of [undefined, 7]) {
      const series = only(stack(uneven, { instanceNumber }));
      expect(series.slices).toHaveLength(9);
      expect(series.missingSlices).toBeGreaterThan(8);
    }
  });

  test('in a longer scan is believed where InstanceNumber counts the lost slices', () => {
    const zs = [...rising(0, 2, 60), ...rising(220, 2, 60)];
    const lost = (z: number) => (z >= 220 ? 50 : 0);
    expect(only(numbered(zs, lost)).slices).toHaveLength(120);
    expect(codes(only(numbered(zs)))).toContain('slices-far-away');
  });
});

describe('slices far away from the rest', () => {
  const zs = Array.from({ length: 20 }, (_, i) => 5 * i);

  test('one whose position was mistyped is left out, named, and makes the series incomplete', () => {
    for (const wrong of [9500, -950, 1e7]) {
      const series = only(stack(zs.map((z, i) => (i === 7 ? wrong : z))));
      expect(series.slices).toHaveLength(19);
      expect(series.positionsMm.at(-1)).toBe(95);
      expect(series.unreadableSopInstanceUids).toEqual(['8']);
      expect(codes(series)).toEqual(['slices-far-away', 'slices-missing', 'spacing-irregular']);
      // Its file tells of it; no other slice is missing.
      expect(series.missingSlices).toBe(0);
      expect(series.notices.map(({ message }) => message).join()).not.toMatch(/\d{2,} seem/);
    }
  });

  test('one mistyped to a place within the head is found as a hole and as an overlap', () => {
    const series = only(stack(zs.map((z, i) => (i === 7 ? 61 : z))));
    expect(codes(series)).toEqual(['slices-missing', 'slices-overlap', 'spacing-irregular']);
    expect(series.missingSlices).toBe(1);
  });

  test('one mistyped to a place within reach of a head is told by its number', () => {
    const series = only(stack(zs.map((z, i) => (i === 7 ? 170 : z))));
    expect(series.slices).toHaveLength(19);
    expect(series.unreadableSopInstanceUids).toEqual(['8']);
    expect(series.notices.find(({ code }) => code === 'slices-far-away')!.message).toBe(
      '1 of 20 slices lie 75 mm or more from the rest, and by their places and numbers are no part of the same head: their positions are wrong or they show something else. They were left out.',
    );
  });

  test('of two parts of a body the longer one is read, of equal ones the lower', () => {
    const part = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + 5 * i);
    expect(only(stack([...part(0, 9), ...part(300, 12)])).positionsMm[0]).toBe(300);
    const equal = only(stack([...part(0, 9), ...part(300, 9)]));
    expect(equal.positionsMm).toEqual(part(0, 9));
    expect(equal.unreadableSopInstanceUids).toHaveLength(9);
  });

  test('wide gaps between few slices are no distance', () => {
    expect(codes(only(stack([0, 60, 120])))).toEqual([]);
    expect(codes(only(stack([0, 500])))).toEqual([]);
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

  test('of tilted slices without positions no shear is denied', () => {
    const bare = {
      imagePositionPatient: undefined,
      sliceThicknessMm: 5,
      imageOrientationPatient: tilted(18),
    };
    expect(codes(only(stack([0, 5, 10], bare)))).toEqual([
      'gantry-tilt',
      'order-by-instance-number',
      'spacing-assumed',
    ]);
  });

  test('tilted pictures that are stored transposed are not turned', () => {
    const [a, b, c, d, e, f] = tilted(18)!;
    expect(codes(only(stack([0, 5, 10], { imageOrientationPatient: [d, e, f, a, b, c] })))).toEqual([
      'gantry-tilt',
    ]);
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
      codes(only(stack([0, 5], { imageOrientationPatient: tilted(degrees), header: { gantryTiltDegrees } })));
    expect(of(18.5, -18.5)).toEqual(['gantry-tilt']);
    expect(of(0, 18.5)).toEqual(['gantry-tilt-contradicted']);
    expect(of(0, 0)).toEqual([]);
  });

  test('pixels that are not square are said, with both lengths', () => {
    const [notice] = only(stack([0, 5], { pixelSpacing: [0.5, 0.6] })).notices;
    expect(notice).toMatchObject({ code: 'pixels-not-square', message: expect.stringContaining('0.500 mm') });
  });

  test('a field of view that no head fits is said', () => {
    const of = (mm: number) =>
      codes(
        only(stack([0, 5], { rows: 64, columns: 64, hu: new Int16Array(64 * 64), pixelSpacing: [mm, mm] })),
      );
    expect(of(0.05)).toEqual(['field-of-view-implausible']);
    expect(of(18)).toEqual(['field-of-view-implausible']);
    expect(of(3.5)).toEqual([]);
  });

  test('every position of the patient but head first on the back is told', () => {
    const of = (...terms: string[]) =>
      only(terms.map((patientPosition, i) => slice({ uid: `${i}`, z: 5 * i, header: { patientPosition } })))
        .notices;
    expect(of('HFS', 'HFS')).toEqual([]);
    expect(of('FFP', 'FFP')[0]!.message).toContain('feet first, face down (FFP)');
    expect(of('HFDR')[0]!.message).toContain('on the right side');
    expect(of('HFS', 'FFS')[0]!.code).toBe('patient-position-mixed');
    expect(of('XYZ')).toEqual([]);
  });
});
