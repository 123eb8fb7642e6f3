import { readFileSync } from 'node:fs';
import { element, open, openItem, part10, text } from '@ichor/testing/elements';
import { expect, test } from 'vitest';
import { readHeader } from '../header/read-header.ts';
import { TAG } from '../tags.ts';
import { scanHeader } from './scan-header.ts';

const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../../fixtures/${name}`, import.meta.url));

test('finds the end of the header, and that part alone is enough for readHeader', () => {
  for (const name of ['dicom/rle-signed-16.dcm', 'dicom/sequences-implicit.dcm', 'deidentify/explicit.dcm']) {
    const bytes = fixture(name);
    const { headerBytes } = scanHeader(bytes, name, true)!;
    expect(headerBytes).toBeLessThan(bytes.length);
    const { damage: _, ...whole } = readHeader(bytes, name);
    const { damage, ...header } = readHeader(bytes.subarray(0, headerBytes), name);
    expect(header).toEqual(whole);
    expect(damage).toBeUndefined();
  }
});

test('asks for more while the bytes end within the header, and never for more than the header', () => {
  const bytes = fixture('dicom/sequences-explicit.dcm');
  const { headerBytes } = scanHeader(bytes, 'a file', true)!;
  for (let length = 140; length < headerBytes; length += 7)
    expect(scanHeader(bytes.subarray(0, length), 'a file', false)).toBeUndefined();
  expect(scanHeader(bytes.subarray(0, headerBytes + 4), 'a file', false)!.headerBytes).toBe(headerBytes);
});

test('reads what the reader reads, a sequence renamed to UN too', () => {
  const renamed = open(0x00091001, openItem(element(TAG.CodeValue, 'SH', text('XX'))), 'UN');
  const pixels = element(TAG.PixelData, 'OW', [0, 0]);
  const bytes = part10('1.2.840.10008.1.2.1\0', [
    ...element(TAG.Modality, 'CS', text('CT')),
    ...renamed,
    ...pixels,
  ]);
  expect(scanHeader(bytes, 'a file', true)?.headerBytes).toBe(bytes.length - pixels.length);
});

test('names the transfer syntax and counts the frames', () => {
  const scan = (name: string) => scanHeader(fixture(name), name, true);
  expect(scan('dicom/rle-8.dcm')).toMatchObject({ transferSyntaxName: 'RLE Lossless', frames: 1 });
  expect(scan('dicom/two-frames.dcm')).toMatchObject({ frames: 2 });
  expect(scan('deidentify/big-endian.dcm')).toMatchObject({ transferSyntaxName: 'Explicit VR Big Endian' });
  expect(scan('deidentify/deflated.dcm')).toMatchObject({ transferSyntaxUid: '1.2.840.10008.1.2.1.99' });
});

test('says what is no DICOM, and takes a file that ends in its header for what it is', () => {
  expect(() => scanHeader(fixture('dicom/not-dicom.txt'), 'a text', true)).toThrow(
    expect.objectContaining({ code: 'not-dicom', subject: 'a text' }),
  );
  const bytes = fixture('dicom/no-pixels.dcm');
  expect(scanHeader(bytes, 'a header', true)!.headerBytes).toBe(bytes.length);
  expect(() => scanHeader(bytes.subarray(0, bytes.length - 3), 'a file', true)).toThrow(
    expect.objectContaining({ code: 'dicom-truncated' }),
  );
});
