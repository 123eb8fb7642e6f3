import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { element, item, little, part10, text } from '@ichor/testing/elements';
import { describe, expect, test } from 'vitest';
import { readInstance, readSlices } from '../read-slices.ts';
import { TAG } from '../tags.ts';
import { writeCtImage } from '../write/write-ct-image.ts';
import { readHeader, readHeaders } from './read-header.ts';

const fixture = (name: string): Uint8Array =>
  readFileSync(fileURLToPath(new URL(`../../../../fixtures/dicom/${name}`, import.meta.url)));

const image = writeCtImage({
  sopInstanceUid: '1.2.3',
  seriesInstanceUid: '1.2',
  studyInstanceUid: '1',
  patientId: 'P1',
  rows: 2,
  columns: 3,
  hu: new Int16Array(6),
  pixelSpacing: [0.5, 0.4],
  imagePositionPatient: [1, 2, 3],
  imageOrientationPatient: [1, 0, 0, 0, 1, 0],
  patientName: 'Müller^Zoë',
  patientAge: '063Y',
  patientSex: 'F',
  studyDate: '20260102',
  studyDescription: 'Head',
  seriesNumber: 4,
  seriesDescription: 'Soft',
});

test('says of a file what its slice says, and whose it is', async () => {
  const header = readHeader(image, 'a.dcm');
  expect(header).toMatchObject({
    patientName: 'Müller^Zoë',
    patientAge: '063Y',
    patientSex: 'F',
    studyDate: '20260102',
    studyDescription: 'Head',
    seriesDescription: 'Soft',
    seriesNumber: 4,
    damage: undefined,
  });
  const { hu: _hu, notices: _notices, values: _values, ...slice } = await readInstance(image, 'a.dcm');
  expect(header.slice).toEqual(slice);
  expect(slice.header?.bodyPartExamined).toBe('HEAD');
});

test('a file that is cut off in its pixels still says whose it is, and that it is damaged', () => {
  const cut = readHeader(image.subarray(0, image.length - 3), 'a.dcm');
  expect(cut.instance).toMatchObject({
    studyInstanceUid: '1',
    seriesInstanceUid: '1.2',
    sopInstanceUid: '1.2.3',
  });
  expect(cut.damage).toMatchObject({ code: 'dicom-truncated' });
});

test.each([
  ['not-dicom.txt', 'not-dicom'],
  ['mr.dcm', 'not-ct'],
  ['no-series.dcm', 'missing-uid'],
])('refuses %s as %s', (name, code) => {
  expect(() => readHeader(fixture(name), name)).toThrow(expect.objectContaining({ code }));
});

test('a Modality whose length runs on into the name of the patient does not tell it', () => {
  const bytes = image.slice();
  // The VR, a length of 2 and the value.
  const at = Buffer.from(bytes).indexOf('CS\x02\0CT');
  const end = Buffer.from(bytes).indexOf(' \0\x0d\0UI');
  new DataView(bytes.buffer).setUint16(at + 2, end - at - 4, true);
  expect(Buffer.from(bytes.subarray(at, end)).toString()).toContain('Zoë');
  expect(() => readHeader(bytes, 'a.dcm')).toThrow(
    /^a.dcm: has the modality \(a text of \d+ characters\), not CT/,
  );
});

test.each([
  ['a PhotometricInterpretation', 'MONOCHROME2 ', 'unsupported-pixels'],
  ['a transfer syntax', '1.2.840.10008.1.2.1\0', 'transfer-syntax-unsupported'],
])('%s that is a name is not repeated', async (_, legal, code) => {
  const text = Buffer.from(image).toString('latin1');
  expect(text).toContain(legal);
  const bytes = Buffer.from(text.replace(legal, 'Miller^Zoe'.padEnd(legal.length)), 'latin1');
  const error = await readInstance(bytes, 'a.dcm').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code });
  expect(String(error)).not.toContain('Zoe');
});

test.each(['enhanced-ct.dcm', 'legacy-converted-ct.dcm', 'implicit-bare.dcm'])(
  'says of each frame of %s what its slice says',
  async (name) => {
    const headers = readHeaders(fixture(name), name);
    const slices = await readSlices(fixture(name), name);
    expect(headers.map(({ slice }) => slice)).toEqual(
      slices.map(({ hu: _hu, notices: _notices, values: _values, ...slice }) => slice),
    );
  },
);

test('a file whose frames can not be told apart has one header, with the reason', () => {
  const headers = readHeaders(fixture('two-frames.dcm'), 'a.dcm');
  expect(headers).toHaveLength(1);
  expect(headers[0]!.damage).toMatchObject({ code: 'unsupported-pixels' });
});

test('two UIDs where one must stand name nothing', () => {
  const text = Buffer.from(image).toString('latin1');
  const doubled = Buffer.from(text.replaceAll('1.2.3\0', '1\\2.3\0'), 'latin1');
  expect(doubled).not.toEqual(Buffer.from(image));
  expect(() => readHeader(doubled, 'a.dcm')).toThrow(expect.objectContaining({ code: 'missing-uid' }));
});

describe('a small file that promises much', () => {
  const little16 = (value: number) => little(value, 2);
  const manyFrames = (frames: number, described: number): Uint8Array => {
    const uids = ['1.2.3.4', '1.2', '1.2.3'];
    const groups = Uint8Array.from(Array.from({ length: described }, () => item([])).flat());
    const head = [
      ...element(TAG.SOPClassUID, 'UI', text('1.2.840.10008.5.1.4.1.1.2.1')),
      ...element(TAG.SOPInstanceUID, 'UI', text(uids[0]!)),
      ...element(TAG.Modality, 'CS', text('CT')),
      ...element(TAG.StudyInstanceUID, 'UI', text(uids[1]!)),
      ...element(TAG.SeriesInstanceUID, 'UI', text(uids[2]!)),
      ...element(TAG.NumberOfFrames, 'IS', text(String(frames))),
      ...element(TAG.Rows, 'US', little16(1)),
      ...element(TAG.Columns, 'US', little16(1)),
    ];
    const sequence = [
      ...little16(0x5200),
      ...little16(0x9230),
      ...text('SQ'),
      0,
      0,
      ...little(groups.length, 4),
    ];
    const pixels = element(TAG.PixelData, 'OW', [0, 0]);
    const before = part10('1.2.840.10008.1.2.1', [...head, ...sequence]);
    return Uint8Array.from([...before, ...groups, ...pixels]);
  };

  test.each([
    ['more frames than any image', 100_000, 100_000, 'unsupported-pixels'],
    ['more descriptions than frames', 2, 100_000, 'dicom-corrupt'],
  ])('has one header with what is wrong: %s', (_, frames, described, code) => {
    const headers = readHeaders(manyFrames(frames, described), 'a file');
    expect(headers).toHaveLength(1);
    expect(headers[0]?.damage?.code).toBe(code);
  });
});
