import { isIchorError } from '@ichor/notices';
import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { parsePart10 } from '../part10/parse-part10.ts';
import { readInstance } from '../read-slices.ts';
import { TAG } from '../tags.ts';
import { decimalString } from './encode-part10.ts';
import { makeUid } from './make-uid.ts';
import { type CtImage, writeCtImage } from './write-ct-image.ts';

const image = (of: Partial<CtImage> = {}): CtImage => ({
  sopInstanceUid: '2.25.1',
  seriesInstanceUid: '2.25.2',
  studyInstanceUid: '2.25.3',
  patientId: 'SIM-1',
  rows: 2,
  columns: 3,
  hu: new Int16Array([-1000, 0, 40, 80, 1500, 3000]),
  pixelSpacing: [0.45, 0.45],
  imagePositionPatient: [-115, -112.5, 12.34],
  imageOrientationPatient: [1, 0, 0, 0, 1, 0],
  ...of,
});

test('what is written reads back with the same Hounsfield units and geometry', async () => {
  const decimal = fc.integer({ min: -30_000_000, max: 30_000_000 }).map((n) => n / 100_000);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.infiniteStream(fc.integer({ min: -1024, max: 3071 })),
      fc.tuple(decimal, decimal, decimal),
      fc.double({ min: -0.7, max: 0.7, noNaN: true }),
      fc.record({
        style: fc.constantFrom('complete' as const, 'rsna' as const),
        layout: fc.constantFrom<Partial<CtImage>>(
          {},
          { bitsStored: 12 },
          { bitsStored: 16, pixelRepresentation: 1, rescaleIntercept: 0 },
          { bitsStored: 13, pixelRepresentation: 1, rescaleIntercept: 0 },
        ),
      }),
      async (rows, columns, stream, position, tilt, { style, layout }) => {
        const hu = Int16Array.from({ length: rows * columns }, () => stream.next().value as number);
        const orientation = [1, 0, 0, 0, Math.cos(tilt), -Math.sin(tilt)] as const;
        const bytes = writeCtImage(
          image({
            rows,
            columns,
            hu,
            imagePositionPatient: position,
            imageOrientationPatient: orientation,
            style,
            ...layout,
          }),
        );
        const slice = await readInstance(bytes, 'written');
        expect(slice.hu).toEqual(hu);
        expect([slice.rows, slice.columns]).toEqual([rows, columns]);
        expect(slice.imagePositionPatient).toEqual(position);
        slice.imageOrientationPatient?.forEach((cosine, i) => {
          expect(cosine).toBeCloseTo(orientation[i] as number, 12);
        });
        expect(slice.notices).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

test("RSNA's style writes its header and nothing more", () => {
  const { dataSet } = parsePart10(
    writeCtImage(image({ style: 'rsna', instanceNumber: 4, patientName: 'A^B' })),
  );
  const tags = [...dataSet.elements.keys()].map((tag) => tag.toString(16).padStart(8, '0'));
  expect(tags).toEqual(
    `00080018 00080060 00100020 0020000d 0020000e 00200010 00200032 00200037 00280002 00280004 00280010 00280011
     00280030 00280100 00280101 00280102 00280103 00281050 00281051 00281052 00281053 7fe00010`.split(/\s+/),
  );
  expect(dataSet.unsigned(TAG.BitsStored)).toBe(12);
});

test('values that do not fit are refused, not wrapped', () => {
  const write = () => writeCtImage(image({ style: 'rsna', hu: new Int16Array([0, 0, 0, 0, 0, 3072]) }));
  expect(write).toThrow(/3072 HU, which does not fit 12 unsigned bits/);
  try {
    write();
  } catch (error) {
    expect(isIchorError(error)).toBe(true);
  }
  expect(() => writeCtImage(image({ rows: 3 }))).toThrow(/6 values for 3 x 3 pixels/);
});

test('UIDs are legal, and the same for the same seed', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.integer())), (seed) => {
      const uid = makeUid(...seed);
      expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
      expect(uid.length).toBeLessThanOrEqual(64);
      expect(makeUid(...seed)).toBe(uid);
      expect(makeUid(...seed, 'another')).not.toBe(uid);
    }),
  );
});

test('decimal strings have at most 16 characters and lose no more than that costs', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (number) => {
      const text = decimalString(number);
      expect(text.length).toBeLessThanOrEqual(16);
      expect(Math.abs(Number(text) - number)).toBeLessThanOrEqual(Math.abs(number) * 1e-8);
    }),
  );
});
