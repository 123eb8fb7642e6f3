/**
 * Media whose DICOMDIR others made, pydicom and DCMTK's dcmmkdir, of a real series: `ichor analyze` of the medium, and of its DICOMDIR, says
 * what it says of the plain files, and calls the series incomplete when one of them is taken away. What isn't there is skipped.
 *
 *     apt-get install python3-pydicom dcmtk
 *     node bench/dicomdir.ts
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDicomdir } from '@ichor/dicom';
import { parseStudyReport } from '@ichor/report';
import { type Check, runAlone, skipped } from './check.ts';
import { findPython } from './find-python.ts';

const MAIN = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url));
const FILESET = fileURLToPath(new URL('./peers/fileset.py', import.meta.url));
const GE = fileURLToPath(new URL('../../shared/data/dcm_qa_ct/GE_HiSpeed_head_tilt18.5', import.meta.url));

export async function run(): Promise<Check[]> {
  if (!existsSync(GE)) return [skipped('DICOMDIR', 'the series is not here')];
  const folder = mkdtempSync(join(tmpdir(), 'ichor-dicomdir-'));
  const paths = readdirSync(GE).map((name) => join(GE, name));
  const plain = analyze(GE);
  try {
    const python = findPython('pydicom');
    return [
      python === undefined
        ? skipped('DICOMDIR of pydicom', 'no Python with pydicom here')
        : proved('DICOMDIR of pydicom', join(folder, 'pydicom'), plain.out, (medium) => {
            execFileSync(python, [FILESET, medium, ...paths], { stdio: 'ignore' });
          }),
      spawnSync('dcmmkdir', ['--version']).error !== undefined
        ? skipped('DICOMDIR of DCMTK', 'no dcmmkdir here')
        : proved('DICOMDIR of DCMTK', join(folder, 'dcmtk'), plain.out, (medium) => {
            mkdirSync(join(medium, 'IMAGES'), { recursive: true });
            paths.forEach((path, i) => {
              copyFileSync(path, join(medium, 'IMAGES', `IM${i}`));
            });
            const options = ['--recurse', '--general-purpose', '--input-directory', medium, '--invent'];
            execFileSync('dcmmkdir', [...options, '--output-file', join(medium, 'DICOMDIR')], {
              cwd: medium,
              stdio: 'ignore',
            });
          }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function proved(name: string, medium: string, plain: string, make: (medium: string) => void): Check {
  make(medium);
  const index = join(medium, 'DICOMDIR');
  const named = readDicomdir(readFileSync(index), index);
  const [byFolder, byIndex] = [analyze(medium), analyze(index)];
  const victim = join(medium, ...named[5]!.fileId);
  rmSync(victim);
  const lacking = analyze(medium);
  const [series] = parseStudyReport(JSON.parse(lacking.out)).studies[0]!.series;
  const isNamed = series!.notices.some(
    ({ code, sopInstanceUids }) =>
      code === 'slice-unreadable' && sopInstanceUids.join() === named[5]!.sopInstanceUid,
  );
  const same = [byFolder, byIndex].map(({ out }) => out === plain);
  return {
    name,
    passed: same.every(Boolean) && series!.status === 'incomplete' && isNamed && lacking.code === 3,
    figures: `${named.length} files named; the report of the folder and of the DICOMDIR as of the plain files: ${same.join(', ')}; with one gone: ${series!.status}, slice named: ${isNamed}, exit code ${lacking.code}`,
  };
}

function analyze(path: string): { code: number | null; out: string } {
  const { status, stdout } = spawnSync(process.execPath, [MAIN, 'analyze', path, '--json'], {
    encoding: 'utf8',
  });
  return { code: status, out: stdout };
}

await runAlone(import.meta.url, run);
