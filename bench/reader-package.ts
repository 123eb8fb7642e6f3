/**
 * The reader as a stranger gets it: packed, installed in an empty folder from the registry's dependencies, and asked for a folder of
 * DICOM with the lines of its README, by plain Node and by TypeScript.
 *
 *     node bench/reader-package.ts
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { type Check, runAlone } from './check.ts';

const ROOT = resolve(import.meta.dirname, '..');

export async function run(): Promise<readonly Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-reader-'));
  try {
    return proof(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function proof(folder: string): Check[] {
  const call = (command: string, args: readonly string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const packer = join(ROOT, 'packages/dicom/scripts/pack-reader.ts');
  const tarball = call(process.execPath, [packer, join(folder, 'packed')]).trim();
  const bytes = readFileSync(tarball).length;
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}');
  call('npm', ['install', '--silent', '--no-audit', '--no-fund', tarball]);
  const ichor = join(ROOT, 'apps/cli/src/main.ts');
  call(process.execPath, [ichor, 'simulate', 'simulated', '--studies', '1', '--seed', '3']);
  const simulated = call('find', ['simulated', '-name', '*.dcm']).trim().split('\n');
  mkdirSync(join(folder, 'study'));
  for (const path of simulated) copyFileSync(join(folder, path), join(folder, 'study', basename(path)));
  const example = readFileSync(join(ROOT, 'packages/dicom/README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .map((line) => line.trim());
  writeFileSync(join(folder, 'five.js'), example.join('\n'));
  const printed = call(process.execPath, ['five.js']);
  const count = Number(/^\d+/.exec(printed)?.[0]);
  writeFileSync(
    join(folder, 'typed.ts'),
    "import { buildSeries, readSlices } from '@ichor/dicom';\nexport const hu: Promise<Int16Array> = readSlices(new Uint8Array(), 'x').then((s) => buildSeries(s)[0]!.slices[0]!.hu);\n",
  );
  const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', 'typed.ts'];
  call(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...strict]);
  return [
    {
      name: 'the reader is installed in an empty folder and orders a folder of DICOM',
      passed: count > 0 && count === simulated.length && example.length === 5,
      figures: `${count} of ${simulated.length} slices in ${example.length} lines; tarball ${(bytes / 1024).toFixed(0)} KB; its types compile`,
    },
  ];
}

await runAlone(import.meta.url, run);
