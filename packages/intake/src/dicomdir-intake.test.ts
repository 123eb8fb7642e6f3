import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type DicomdirImage, makeDicomdir } from '@ichor/testing/make-dicomdir';
import { makeZip } from '@ichor/testing/make-zip';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openIntake } from './open-intake.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ichor-intake-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const image = (n: number, ...fileId: string[]): DicomdirImage => ({
  fileId,
  sopInstanceUid: `1.2.${n}`,
  seriesInstanceUid: '1.2',
  studyInstanceUid: '1',
  patientId: 'P',
});
const put = (name: string, bytes: Uint8Array = Buffer.from(name)): string => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
  return path;
};

async function found(path: string) {
  const intake = await openIntake([path]);
  await intake.close();
  return {
    files: intake.files.map(({ name }) => relative(folder, name)),
    unread: intake.unread.map(({ path: of, code }) => [relative(folder, of), code]),
    referenced: intake.referenced.map(({ path: of, code }) => [relative(folder, of), code]),
  };
}

describe('a DICOMDIR', () => {
  test('in a folder is an index, whatever it is called, and what it does not name is read as well', async () => {
    put('cd/index.bin', makeDicomdir([image(1, 'DICOM', 'IM1'), image(2, 'DICOM', 'IM2')]));
    for (const name of ['cd/DICOM/IM1', 'cd/more', 'beside']) put(name);
    expect(await found(folder)).toEqual({
      files: ['beside', 'cd/DICOM/IM1', 'cd/more'],
      unread: [],
      referenced: [
        ['cd/DICOM/IM1', 'dicomdir-file-missing'],
        ['cd/DICOM/IM2', 'dicomdir-file-missing'],
      ],
    });
  });

  test('as the path itself means the files that it names, in either case and with versions behind their names', async () => {
    const index = makeDicomdir([image(1, 'DICOM', 'A', 'IM1'), image(2, 'DICOM', 'IM2'), image(3, 'IM3')]);
    const path = put('cd/DICOMDIR', index);
    for (const name of ['cd/dicom/a/im1', 'cd/dicom/IM2;1', 'cd/im3.;1', 'cd/dicom/other', 'cd/viewer.exe'])
      put(name);
    expect((await found(path)).files).toEqual(['cd/dicom/IM2;1', 'cd/dicom/a/im1', 'cd/im3.;1']);
  });

  test('never leads out of its folder', async () => {
    put('secret');
    put('cd/a');
    const outside = [
      image(1, '..', 'secret'),
      image(2, '../secret'),
      image(3, 'C:', 'secret'),
      image(4, '.', 'a'),
      image(5, '/etc/passwd'),
    ];
    const path = put('cd/DICOMDIR', makeDicomdir([...outside, image(6, 'A')]));
    const { files, referenced } = await found(path);
    expect(files).toEqual(['cd/a']);
    expect(referenced.filter(([, code]) => code === 'dicomdir-path-outside')).toHaveLength(outside.length);
  });

  test('lies in a zip as in a folder', async () => {
    const bytes = makeDicomdir([image(1, 'DICOM', 'IM1')]);
    put(
      'z',
      makeZip([
        { name: 'DICOMDIR', bytes },
        { name: 'dicom/im1', bytes: Buffer.from('a') },
      ]),
    );
    expect(await found(folder)).toEqual({
      files: ['z/dicom/im1'],
      unread: [],
      referenced: [['z/DICOM/IM1', 'dicomdir-file-missing']],
    });
  });

  test('that is damaged is listed, and the files beside it are read', async () => {
    put('DICOMDIR', makeDicomdir([image(1, 'A')]).subarray(0, 400));
    put('A');
    const { files, unread } = await found(folder);
    expect([files, unread]).toEqual([['A'], [['DICOMDIR', 'dicom-truncated']]]);
  });
});
