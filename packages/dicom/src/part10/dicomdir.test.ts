import { isIchorError } from '@ichor/notices';
import { type DicomdirImage, makeDicomdir } from '@ichor/testing/make-dicomdir';
import fc from '@ichor/testing/properties';
import { describe, expect, test } from 'vitest';
import { isDicomdir, readDicomdir } from './dicomdir.ts';

const image = (patient: number, study: number, series: number, n: number): DicomdirImage => ({
  fileId: ['DICOM', `ST${study}`, `IM${series}_${n}`],
  sopInstanceUid: `1.2.${patient}.${study}.${series}.${n}`,
  seriesInstanceUid: `1.2.${patient}.${study}.${series}`,
  studyInstanceUid: `1.2.${patient}.${study}`,
  patientId: `P${patient}`,
});
const IMAGES = [1, 2].flatMap((p) =>
  [1, 2].flatMap((st) => [1, 2].flatMap((se) => [1, 2, 3].map((n) => image(p, 10 * p + st, se, n)))),
);
const sorted = <T extends { sopInstanceUid: string }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => (a.sopInstanceUid < b.sopInstanceUid ? -1 : 1));
const EXPECTED = sorted(IMAGES.map((one) => ({ ...one, isCt: true })));

describe('a DICOMDIR', () => {
  test.each([
    ['in the order of its tree', {}],
    ['in any other order, which offsets put right', { reversed: true }],
    ['without offsets, in the order of the file', { noOffsets: true }],
    ['whose offsets lead round in a circle', { loop: true }],
  ])('gives its files with patient, study and series: %s', (_, faults) => {
    const bytes = makeDicomdir(IMAGES, faults);
    expect(isDicomdir(bytes)).toBe(true);
    expect(sorted(readDicomdir(bytes, 'DICOMDIR'))).toEqual(EXPECTED);
  });

  test('tells CT from what is none', () => {
    const mr = { ...image(1, 1, 1, 1), modality: 'MR' };
    expect(readDicomdir(makeDicomdir([mr]), 'x')).toMatchObject([{ isCt: false }]);
  });

  test('may name nothing', () => {
    expect(readDicomdir(makeDicomdir([]), 'x')).toEqual([]);
  });

  test('damaged anywhere gives files or an error, in no time', () => {
    const bytes = makeDicomdir(IMAGES);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        fc.nat(bytes.length),
        (changes, cut) => {
          const damaged = new Uint8Array(bytes);
          for (const [at, value] of changes) damaged[at] = value;
          try {
            const files = readDicomdir(damaged.subarray(0, cut < 1000 ? cut : undefined), 'x');
            expect(files.length).toBeLessThanOrEqual(IMAGES.length);
          } catch (error) {
            if (!isIchorError(error)) throw error;
          }
        },
      ),
    );
  });
});

test('only a DICOMDIR is taken for one', () => {
  expect(isDicomdir(new Uint8Array(0))).toBe(false);
  expect(isDicomdir(makeDicomdir(IMAGES).subarray(0, 150))).toBe(false);
  const text = makeDicomdir(IMAGES)
    .toString('latin1')
    .replace('1.2.840.10008.1.3.10', '1.2.840.10008.1.3.99');
  expect(isDicomdir(Buffer.from(text, 'latin1'))).toBe(false);
});
