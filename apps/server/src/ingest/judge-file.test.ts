import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { TAG } from '@ichor/dicom';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { niftiOf } from '@ichor/testing/nifti-of';
import { expect, test } from 'vitest';
import type { Incoming } from '../store/store.ts';
import { judgeFile } from './judge-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'ichor-judge-'));
let files = 0;
function incoming(bytes: Uint8Array): Incoming {
  const path = join(folder, String(files++));
  writeFileSync(path, bytes);
  return { path, bytes: statSync(path).size, sha256: '', keep: async () => {}, discard: async () => {} };
}

const { series, files: slices } = simulateStudy(simulatePatient('judge'), {
  rows: 64,
  columns: 64,
  thicknessMm: 15,
  tiltDegrees: 0,
});

/** A header of explicit VR before pixels of so many zeros, deflated. */
function deflatedBomb(pixelBytes: number): Uint8Array {
  const element = (tag: number, vr: string, value: string | Buffer): Buffer => {
    const bytes = Buffer.from(value as string);
    const head = Buffer.alloc(vr === 'OW' ? 12 : 8);
    head.writeUInt16LE(tag >>> 16, 0);
    head.writeUInt16LE(tag & 0xffff, 2);
    head.write(vr, 4);
    if (vr === 'OW') head.writeUInt32LE(bytes.length, 8);
    else head.writeUInt16LE(bytes.length, 6);
    return Buffer.concat([head, bytes]);
  };
  const meta = element(TAG.TransferSyntaxUID, 'UI', '1.2.840.10008.1.2.1.99');
  const header = [
    element(TAG.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.2\0'),
    element(TAG.SOPInstanceUID, 'UI', '1.2.34'),
    element(TAG.Modality, 'CS', 'CT'),
    element(TAG.StudyInstanceUID, 'UI', '1.2.31'),
    element(TAG.SeriesInstanceUID, 'UI', '1.2.32'),
    element(TAG.Rows, 'US', Buffer.from([0, 2])),
    element(TAG.Columns, 'US', Buffer.from([0, 2])),
  ];
  const dataSet = Buffer.concat([...header, element(TAG.PixelData, 'OW', Buffer.alloc(pixelBytes))]);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), meta, deflateRawSync(dataSet)]);
}

test('slices, volumes, pictures and what is packed are told from each other', async () => {
  const one = await judgeFile('a', incoming(slices[0]!.bytes));
  expect(one).toMatchObject({ name: 'a', slices: [{ frame: 1, header: { slice: { rows: 64 } } }] });
  const volume = await judgeFile('b', incoming(niftiOf(series)));
  expect('slices' in volume && volume.slices.map(({ frame }) => frame)).toEqual(
    series.slices.map((_, i) => i + 1),
  );
  expect(await judgeFile('c', incoming(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')))).toMatchObject({
    code: 'picture',
  });
  expect(await judgeFile('d.7z', incoming(Buffer.from('no')))).toMatchObject({ code: 'packed' });
  expect(await judgeFile('e', incoming(gzipSync('a')))).toMatchObject({ code: 'packed' });
  await expect(judgeFile('f', { ...incoming(Buffer.from('a')), path: join(folder, 'gone') })).rejects.toThrow(
    'ENOENT',
  );
});

test('while a file is looked through that takes long, others are served: the event loop is free', async () => {
  const bomb = incoming(deflatedBomb(150 * 2 ** 20));
  let turns = 0;
  let judging = true;
  const turn = (): void => {
    turns++;
    if (judging) setImmediate(turn);
  };
  turn();
  const judged = await Promise.all(['a', 'b', 'c'].map((name) => judgeFile(name, bomb)));
  judging = false;
  expect(judged.map((one) => 'slices' in one)).toEqual([true, true, true]);
  // Were it done here, the loop would turn a few times for each file.
  expect(turns).toBeGreaterThan(1000);
});
