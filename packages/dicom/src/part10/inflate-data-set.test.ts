import { element, part10 as file, little, text } from '@ichor/testing/elements';
import { deflateSync } from 'fflate';
import { expect, test } from 'vitest';
import { readHeader } from '../header/read-header.ts';
import { readSlices } from '../read-slices.ts';
import { TAG } from '../tags.ts';
import { inflateDataSet } from './inflate-data-set.ts';
import { readHeaderBytes } from './read-header-bytes.ts';

const DEFLATED = '1.2.840.10008.1.2.1.99';
const MIB = 2 ** 20;
const SIZE = 64;

const HEADER = [
  ...element(TAG.SOPClassUID, 'UI', text('1.2.840.10008.5.1.4.1.1.2')),
  ...element(TAG.SOPInstanceUID, 'UI', text('1.2.3.4')),
  ...element(TAG.Modality, 'CS', text('CT')),
  ...element(TAG.StudyInstanceUID, 'UI', text('1.2')),
  ...element(TAG.SeriesInstanceUID, 'UI', text('1.2.3')),
  ...element(TAG.Rows, 'US', little(SIZE, 2)),
  ...element(TAG.Columns, 'US', little(SIZE, 2)),
  ...element(TAG.BitsAllocated, 'US', little(16, 2)),
];

/** A data set whose pixels, or an element before them, is so many zeros. */
function dataSet(pixelBytes: number, beforeBytes = 0): Uint8Array {
  const zeros = (tag: number, bytes: number) => {
    const out = new Uint8Array(12 + bytes);
    const view = new DataView(out.buffer);
    view.setUint16(0, tag >>> 16, true);
    view.setUint16(2, tag & 0xffff, true);
    out.set([0x4f, 0x57], 4);
    view.setUint32(8, bytes, true);
    return out;
  };
  const parts = [
    Uint8Array.from(HEADER),
    ...(beforeBytes > 0 ? [zeros(0x00289000, beforeBytes)] : []),
    zeros(TAG.PixelData, pixelBytes),
  ];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

const bomb = deflateSync(dataSet(80 * MIB));

test('what the header promises is inflated, and all of it', () => {
  const plain = dataSet(2 * SIZE * SIZE);
  const { bytes, stoppedBy } = inflateDataSet(deflateSync(plain));
  expect([bytes, stoppedBy]).toEqual([plain, undefined]);
});

test('for its header no more than the first pixels are inflated', async () => {
  expect(inflateDataSet(bomb, { headerOnly: true }).bytes.length).toBeLessThan(4 * MIB);
  const bytes = Uint8Array.from(file(DEFLATED, []));
  const whole = new Uint8Array(bytes.length + bomb.length);
  whole.set(bytes);
  whole.set(bomb, bytes.length);
  let read = 0;
  const source = {
    bytes: whole.length,
    read: async (offset = 0, length = whole.length) => {
      read = Math.max(read, length);
      return whole.subarray(offset, offset + length);
    },
  };
  const { bytes: first } = await readHeaderBytes(source, 'a file');
  expect(readHeader(first, 'a file').slice).toMatchObject({ rows: SIZE, columns: SIZE });
  expect(read).toBeLessThanOrEqual(2 ** 16);
  await expect(readSlices(whole, 'a file')).rejects.toMatchObject({ code: 'dicom-corrupt' });
});

test('no more is inflated than the pixels can need, and nothing of the rest is kept', () => {
  const { bytes, stoppedBy } = inflateDataSet(bomb);
  expect(bytes).toHaveLength(0);
  expect(stoppedBy?.problem).toMatch(/^inflates to more than the \d+ bytes that its pixels can need$/);
});

test('a header that is a bomb is refused', () => {
  const { bytes, stoppedBy } = inflateDataSet(deflateSync(dataSet(2 * SIZE * SIZE, 80 * MIB)), {
    headerOnly: true,
  });
  expect(bytes).toHaveLength(0);
  expect(stoppedBy?.problem).toContain('a header that inflates to more than any has');
});

test('what is no data set at all is inflated no further than a header', () => {
  expect(inflateDataSet(deflateSync(new Uint8Array(80 * MIB))).bytes.length).toBeLessThan(20 * MIB);
});
