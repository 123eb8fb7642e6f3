import { expect, test } from 'vitest';
import { readInstance } from '../read-slices.ts';
import { writeCtImage } from '../write/write-ct-image.ts';
import { garbageBehind } from './garbage-behind.ts';

const EXPLICIT = { explicit: true, littleEndian: true };
const IMPLICIT = { explicit: false, littleEndian: true };
/** Data Set Trailing Padding, the one element that usually follows. */
const PADDING = [0xfc, 0xff, 0xfc, 0xff, 0x4f, 0x42, 0, 0, 2, 0, 0, 0, 0, 0];

test('an element behind the pixels is none, nor are zeros', () => {
  expect(garbageBehind(Uint8Array.of(1, ...PADDING), 1, EXPLICIT)).toBe(false);
  expect(garbageBehind(Uint8Array.of(0xfc, 0xff, 0xfc, 0xff, 2, 0, 0, 0, 7, 7), 0, IMPLICIT)).toBe(false);
  expect(garbageBehind(new Uint8Array(100), 10, EXPLICIT)).toBe(false);
  expect(garbageBehind(new Uint8Array(100), 100, EXPLICIT)).toBe(false);
});

test('anything else is', () => {
  expect(garbageBehind(Uint8Array.of(0, 0, 7), 0, EXPLICIT)).toBe(true);
  expect(
    garbageBehind(
      Uint8Array.from(PADDING, (byte) => byte ^ 32),
      0,
      EXPLICIT,
    ),
  ).toBe(true);
  // A tag that would have to stand before the pixels, and a value longer than the file.
  expect(garbageBehind(Uint8Array.of(8, 0, 5, 0, 0x43, 0x53, 0, 0), 0, EXPLICIT)).toBe(true);
  expect(garbageBehind(Uint8Array.of(0xfc, 0xff, 0xfc, 0xff, 9, 0, 0, 0), 0, IMPLICIT)).toBe(true);
});

test('bytes put among the pixels displace them, which a notice says', async () => {
  const bytes = writeCtImage({
    sopInstanceUid: '1.2.3',
    seriesInstanceUid: '1.2',
    studyInstanceUid: '1',
    patientId: 'P1',
    rows: 4,
    columns: 4,
    hu: Int16Array.from({ length: 16 }, (_, i) => i),
    pixelSpacing: [0.5, 0.5],
    imagePositionPatient: [0, 0, 0],
    imageOrientationPatient: [1, 0, 0, 0, 1, 0],
  });
  const displaced = Uint8Array.from([...bytes.subarray(0, -10), 1, 2, 3, 4, ...bytes.subarray(-10)]);
  const { notices } = await readInstance(displaced, 'a.dcm');
  expect(notices.map(({ code }) => code)).toEqual(['pixel-data-long']);
  expect((await readInstance(Uint8Array.from([...bytes, ...PADDING]), 'a.dcm')).notices).toEqual([]);
});
