/**
 * The same files in other orders, under other names, in other folders, and given twice: `ichor analyze` with the shipped
 * bundle writes the same bytes. On the real head of the data folder where that is there, and on a simulated study.
 *
 *     node bench/input-order.ts
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng } from '@ichor/ct';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { type Check, runAlone, skipped } from './check.ts';

const ICHOR = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url));
const GE = fileURLToPath(new URL('../../shared/data/dcm_qa_ct/GE_HiSpeed_head_tilt18.5', import.meta.url));

type Named = readonly [name: string, bytes: Uint8Array];

export async function run(): Promise<Check[]> {
  const patient = simulatePatient('input order', { bleeds: [{ type: 'subdural', volumeMl: 40 }] });
  const { files } = simulateStudy(patient, { rows: 256, tiltDegrees: 12 });
  const checks = [
    checkOf(
      'a simulated study',
      files.map(({ name, bytes }) => [name, bytes]),
    ),
  ];
  const name = 'a real head';
  if (!existsSync(GE)) return [...checks, skipped(name, 'the series is not here')];
  const real = readdirSync(GE).map((file): Named => [file, new Uint8Array(readFileSync(join(GE, file)))]);
  return [...checks, checkOf(name, real)];
}

function checkOf(name: string, files: readonly Named[]): Check {
  const rng = Rng.of('input order', name);
  const renamed = (all: readonly Named[]): Named[] =>
    all.map(([, bytes], i) => [`${i % 3}/IM${String(i).padStart(5, '0')}`, bytes]);
  const once = {
    'as they are': files,
    reversed: renamed(files.toReversed()),
    shuffled: renamed(rng.shuffled(files)),
    'shuffled again': renamed(rng.shuffled(files)),
  };
  const twice = {
    twice: [...files, ...files.map(([file, bytes]): Named => [`again/${file}`, bytes])],
    'twice, shuffled': renamed(rng.shuffled([...files, ...files])),
  };
  const [one, two] = [once, twice].map((sets) => new Set(Object.values(sets).map(reportOf)));
  const [first] = one!;
  return {
    name: `${name}: ${files.length} files`,
    passed: one!.size === 1 && two!.size === 1,
    figures: `${Object.keys(once).join(', ')}: ${one!.size} report (SHA-256 ${first!.slice(0, 12)}); ${Object.keys(twice).join(', ')}: ${two!.size} report`,
  };
}

/** SHA-256 of report.json. */
function reportOf(files: readonly Named[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-order-'));
  try {
    for (const [name, bytes] of files) {
      const path = join(folder, 'in', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    execFileSync(process.execPath, [ICHOR, 'analyze', join(folder, 'in'), '--out', join(folder, 'out')]);
    return createHash('sha256')
      .update(readFileSync(join(folder, 'out', 'report.json')))
      .digest('hex');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await runAlone(import.meta.url, run);
