import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TAG } from '@ichor/dicom';
import { beforeAll, expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/dicom/${name}`, import.meta.url));

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
  for (const name of ['explicit-signed-16.dcm', 'jpeg-ls-signed-16.dcm', 'no-pixels.dcm', 'not-dicom.txt']) {
    copyFileSync(fixture(name), join(folder, name));
  }
});

/** The fixture's cells are its stored values. */
const sha256 = createHash('sha256')
  .update(readFileSync(fixture('explicit-signed-16.dcm')).subarray(-14 * 18 * 2))
  .digest('hex');

test('pixels says a line a file what its pixels are, or why they are refused', () => {
  const { code, out } = ichor('pixels', folder);
  expect(code).toBe(EXIT.partial);
  const lines = out.trim().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toBe(
    `${join(folder, 'explicit-signed-16.dcm')}: Explicit VR Little Endian, 16 of 16 bits signed, 14 x 18, 1 frame, sha256 ${sha256}`,
  );
  expect(lines[1]).toContain(`JPEG-LS Lossless, 16 of 16 bits signed, 14 x 18, 1 frame, sha256 ${sha256}`);
  expect(lines[2]).toContain('no-pixels.dcm: refused (no-pixel-data): holds no pixels.');
  expect(lines[3]).toContain('not-dicom.txt: is not a DICOM file.');
});

test('pixels --json gives an object a line', () => {
  const objects = ichor('pixels', folder, '--json')
    .out.trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(objects[0]).toEqual({
    path: join(folder, 'explicit-signed-16.dcm'),
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    transferSyntaxName: 'Explicit VR Little Endian',
    frames: 1,
    rows: 14,
    columns: 18,
    bitsAllocated: 16,
    bitsStored: 16,
    signed: true,
    notices: [],
    sha256,
  });
  expect(objects[3]).toMatchObject({ code: 'not-dicom', reason: expect.stringContaining('Give it') });
});

test('pixels ends with 0 where all could be read, and with 4 where nothing could', () => {
  expect(ichor('pixels', fixture('rle-8.dcm')).code).toBe(EXIT.done);
  expect(ichor('pixels', fixture('truncated.dcm')).code).toBe(EXIT.nothing);
});

/** An object without pixels, in Explicit VR Little Endian. */
function report(modality: string, sopClassUid: string): Buffer {
  const element = (tag: number, vr: string, value: string): Buffer => {
    const bytes = Buffer.from(value.length % 2 === 0 ? value : `${value}${vr === 'UI' ? '\0' : ' '}`);
    const head = Buffer.alloc(8);
    head.writeUInt16LE(tag >>> 16, 0);
    head.writeUInt16LE(tag & 0xffff, 2);
    head.write(vr, 4);
    head.writeUInt16LE(bytes.length, 6);
    return Buffer.concat([head, bytes]);
  };
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(TAG.TransferSyntaxUID, 'UI', '1.2.840.10008.1.2.1'),
    element(TAG.SOPClassUID, 'UI', sopClassUid),
    element(TAG.SOPInstanceUID, 'UI', `1.2.3.${modality.length}`),
    element(TAG.Modality, 'CS', modality),
    element(TAG.StudyInstanceUID, 'UI', '1.2.3'),
    element(TAG.SeriesInstanceUID, 'UI', '1.2.3.4'),
  ]);
}

test('objects that have no pixels because of their kind are named, and are no failure of any command', () => {
  const mixed = temporaryFolder();
  copyFileSync(fixture('explicit-signed-16.dcm'), join(mixed, 'ct.dcm'));
  writeFileSync(join(mixed, 'dose.dcm'), report('SR', '1.2.840.10008.5.1.4.1.1.88.67'));
  writeFileSync(join(mixed, 'raw.dcm'), report('CT', '1.2.840.10008.5.1.4.1.1.66'));
  const { code, out } = ichor('pixels', mixed);
  expect(code).toBe(EXIT.done);
  expect(out).toContain('dose.dcm: is an object without pixels (modality "SR").');
  expect(out).toContain('raw.dcm: is an object without pixels (modality "CT").');
  expect(out).not.toContain('corrupt');
  const inspected = ichor('inspect', mixed);
  expect(inspected.code).toBe(EXIT.done);
  expect(inspected.out).toContain('without pictures of its own');
  const left = ichor('deidentify', mixed, temporaryFolder());
  expect(left.out).toContain('dose.dcm: is no CT image');
  expect(left.out).not.toContain('corrupt');
});
