import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { type BleedType, simulatePatient, simulateStudy } from '@ichor/phantom';
import { formatBundle, parseBundle } from '@ichor/report';
import { SHIPPED_BUNDLE } from './open-bundle-folder.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Runs the command line as a user does, in a process of its own. */
export function ichor(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'ichor-cli-'));

/** Writes a small simulated study (192 x 192) as DICOM into a folder; returns the paths in series order. */
export function writeStudy(
  folder: string,
  seed: string,
  bleed?: { type: BleedType; volumeMl: number },
): string[] {
  const patient = simulatePatient(seed, { bleeds: bleed ? [bleed] : [] });
  const { files } = simulateStudy(patient, { rows: 192, columns: 192 });
  return files.map(({ name, bytes }) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  });
}

/** The shipped bundle with thresholds that no score reaches: what is said of a study without calls must not hang on the network. */
export function bundleThatCallsNothing(): string {
  const folder = temporaryFolder();
  const bundle = parseBundle(JSON.parse(readFileSync(join(SHIPPED_BUNDLE, 'bundle.json'), 'utf8')));
  const threshold = { value: 1, from: 'a test', source: 'simulated-validation' } as const;
  const thresholds = Object.fromEntries(HEMORRHAGE_TYPES.map((type) => [type, threshold]));
  writeFileSync(
    join(folder, 'bundle.json'),
    formatBundle({ ...bundle, thresholds: thresholds as typeof bundle.thresholds }),
  );
  symlinkSync(join(SHIPPED_BUNDLE, bundle.model.file), join(folder, bundle.model.file));
  return folder;
}
