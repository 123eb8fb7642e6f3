/**
 * What memory `ichor analyze` takes for a study of 600 slices of 512 x 512, at its most: uncompressed, RLE, JPEG 2000, Enhanced CT in one
 * file, as a zip, with another study beside it, and with a second series in it. What makes compressed forms is skipped where it isn't.
 *
 *     apt-get install python3-pydicom python3-gdcm zip
 *     node bench/study-memory.ts
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Check, runAlone, skipped } from './check.ts';
import { findPython } from './find-python.ts';
import { writeThinStudy } from './thin-study.ts';

const SLICES = 600;
const MOST_MB = 700;
const MAIN = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url));
const PEAK = fileURLToPath(new URL('./peak-memory.ts', import.meta.url));
const COMPRESS = fileURLToPath(new URL('./peers/compress_study.py', import.meta.url));

export async function run(): Promise<Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-memory-'));
  try {
    return prove(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function prove(folder: string): Check[] {
  const at = (name: string): string => join(folder, name);
  writeThinStudy(at('plain'), { seed: 'memory', slices: SLICES });
  const plain = analyzed('uncompressed', at('plain'));
  const checks = [plain.check];
  const same = (name: string, path: string): void => {
    const { check, report } = analyzed(name, path);
    const isSame = report === plain.report;
    const figures = `${check.figures}; its report is ${isSame ? '' : 'NOT '}that of the uncompressed files`;
    checks.push({ ...check, passed: check.passed && isSame, figures });
  };
  if (spawnSync('zip', ['-v']).error === undefined) {
    execFileSync('zip', ['-1', '-q', '-r', at('study.zip'), 'plain'], { cwd: folder });
    same('zip', at('study.zip'));
  } else checks.push(skipped('zip', 'no zip here'));
  const python = findPython('pydicom', 'gdcm');
  if (python === undefined) checks.push(skipped('compressed', 'no Python with pydicom and gdcm here'));
  else {
    const make = (from: string, to: string, form: string): void => {
      execFileSync(python, [COMPRESS, at(from), at(to), form], { stdio: 'ignore' });
    };
    make('plain', 'rle', 'rle');
    same('RLE', at('rle'));
    make('plain', 'jpeg2000', 'jpeg2000');
    same('JPEG 2000', at('jpeg2000'));
    make('plain', 'enhanced', 'enhanced');
    checks.push(analyzed('Enhanced CT, uncompressed', at('enhanced')).check);
    make('jpeg2000', 'enhanced-jpeg2000', 'enhanced');
    checks.push(analyzed('Enhanced CT, JPEG 2000', at('enhanced-jpeg2000')).check);
    for (const name of ['rle', 'jpeg2000', 'enhanced', 'enhanced-jpeg2000'])
      rmSync(at(name), { recursive: true });
  }
  cpSync(at('plain'), at('two/one'), { recursive: true });
  writeThinStudy(at('two/other'), { seed: 'another', slices: SLICES });
  checks.push(analyzed('two studies', at('two')).check);
  rmSync(at('two'), { recursive: true });
  writeThinStudy(join(at('plain'), 'bone'), { seed: 'memory', slices: SLICES, series: 'bone' });
  checks.push(analyzed('two series in one study', at('plain')).check);
  return checks;
}

/** What the process held at its most, MB of 10^6 bytes, and what it printed. */
function analyzed(name: string, path: string): { check: Check; report: string } {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', PEAK, MAIN, 'analyze', path, '--json'],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const mb = (Number(/peak-memory (\d+)/.exec(stderr)?.[1]) * 1024) / 1e6;
  return {
    check: {
      name: `${SLICES} slices, ${name}`,
      passed: status === 0 && mb <= MOST_MB,
      figures: `${mb.toFixed(0)} MB of ${MOST_MB} at most, ${seconds} s${status === 0 ? '' : `, exit code ${status}`}`,
    },
    report: stdout,
  };
}

await runAlone(import.meta.url, run);
