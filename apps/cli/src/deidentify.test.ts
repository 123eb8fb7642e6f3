import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readHeader, readInstance } from '@ichor/dicom';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import type { DeidentifySummary } from '@ichor/studies';
import { expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));
const KEY = ['--key', 'a key for these tests'];

/** Two patients' worth of files under names that betray them, and some that are no CT image. */
function hospital(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'LEAK_Juergen'));
  copyFileSync(fixture('deidentify/explicit.dcm'), join(folder, 'LEAK_Juergen', 'a.dcm'));
  copyFileSync(fixture('dicom/rsna.dcm'), join(folder, 'b.dcm'));
  copyFileSync(fixture('dicom/mr.dcm'), join(folder, 'mr.dcm'));
  writeFileSync(join(folder, 'notes.txt'), 'not DICOM');
  return folder;
}

const filesOf = (folder: string): string[] => globSync(join(folder, '**/*.dcm')).sort();

test('writes CT images under names that tell nothing, leaves out what is none, and counts both', () => {
  const [folder, out] = [hospital(), temporaryFolder()];
  const run = ichor('deidentify', folder, out, ...KEY, '--json');
  expect(run.code).toBe(EXIT.partial);
  const summary = JSON.parse(run.out) as DeidentifySummary;
  expect(summary).toMatchObject({ files: 4, written: 2, patients: 2, studies: 2, series: 2 });
  expect(summary.leftOut.map(({ code }) => code).sort()).toEqual(['not-a-ct-image', 'not-dicom']);
  expect(summary.warnings.map(({ code }) => code)).toEqual(['burned-in-annotation', 'recognizable-features']);
  const files = filesOf(out);
  expect(files).toHaveLength(2);
  for (const file of files) {
    expect(file.slice(out.length)).toMatch(/^\/ICHOR-[2-9A-Z]{14}\/2\.25\.\d+\/2\.25\.\d+\/2\.25\.\d+\.dcm$/);
    expect(readFileSync(file, 'latin1')).not.toContain('LEAK');
  }
});

test('prints no name and no number of a patient', () => {
  const run = ichor('deidentify', fixture('deidentify'), temporaryFolder(), ...KEY);
  expect(run.out + run.err).not.toMatch(/LEAK|4711|1\.2\.826\.0\.1\.999/);
});

test('the same key gives the same files, another key others, and no key others each time', () => {
  const folder = hospital();
  const contents = (...options: string[]): string[] => {
    const out = temporaryFolder();
    ichor('deidentify', folder, out, ...options);
    return filesOf(out).map((path) => `${path.slice(out.length)} ${readFileSync(path).toString('hex')}`);
  };
  const keyFile = join(temporaryFolder(), 'key');
  writeFileSync(keyFile, 'a key for these tests');
  const first = contents(...KEY);
  expect(contents('--key-file', keyFile)).toEqual(first);
  for (const options of [['--key', 'another key, as long'], []])
    expect(contents(...options)).not.toEqual(first);
});

test('what was read before is read after: the same pixels, geometry and order', async () => {
  const [folder, out] = [temporaryFolder(), temporaryFolder()];
  const { files } = simulateStudy(simulatePatient('deidentify'), {
    rows: 32,
    columns: 32,
    thicknessMm: 2.5,
    tiltDegrees: 12,
  });
  for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
  const run = ichor('deidentify', folder, out, ...KEY);
  expect(run.code).toBe(EXIT.done);
  expect(run.out).toContain('warning face');
  const key = ({ imagePositionPatient, hu }: Awaited<ReturnType<typeof readInstance>>) =>
    JSON.stringify([imagePositionPatient, [...hu]]);
  const before = await Promise.all(files.map(({ bytes, name }) => readInstance(bytes, name)));
  const after = await Promise.all(filesOf(out).map((path) => readInstance(readFileSync(path), path)));
  expect(after.map(key).sort()).toEqual(before.map(key).sort());
  const { patientName, patientAge, studyDescription } = readHeader(readFileSync(filesOf(out)[0]!), '');
  expect([patientName, patientAge, studyDescription]).toEqual([
    expect.stringMatching(/^ICHOR-/),
    undefined,
    undefined,
  ]);
});

test('a copy of a file is left out, and a second run over the same folder changes nothing', () => {
  const [folder, out] = [temporaryFolder(), temporaryFolder()];
  for (const name of ['a.dcm', 'b.dcm']) copyFileSync(fixture('deidentify/rle.dcm'), join(folder, name));
  const run = ichor('deidentify', folder, out, ...KEY, '--json');
  expect(run.code).toBe(EXIT.partial);
  expect((JSON.parse(run.out) as DeidentifySummary).leftOut.map(({ code }) => code)).toEqual([
    'duplicate-instance',
  ]);
  const before = filesOf(out).map((path) => readFileSync(path, 'hex'));
  ichor('deidentify', folder, out, ...KEY);
  expect(filesOf(out).map((path) => readFileSync(path, 'hex'))).toEqual(before);
});

test('refuses weak and doubled keys, an output inside the input, and says when there was nothing to write', () => {
  const [folder, out] = [hospital(), temporaryFolder()];
  expect(ichor('deidentify', folder, out, '--key', 'short')).toMatchObject({
    code: EXIT.usage,
    err: expect.stringContaining('can be guessed'),
  });
  expect(ichor('deidentify', folder, out, ...KEY, '--key-file', 'x').code).toBe(EXIT.usage);
  expect(ichor('deidentify', folder, out, '--dates', 'keep').code).toBe(EXIT.usage);
  expect(ichor('deidentify', folder, join(folder, 'out'), ...KEY)).toMatchObject({
    code: EXIT.failed,
    err: expect.stringContaining('inside the folder'),
  });
  expect(ichor('deidentify', temporaryFolder(), out, ...KEY).code).toBe(EXIT.nothing);
});
