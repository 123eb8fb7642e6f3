/**
 * De-identified files beside an independent reading of PS3.15 Table E.1-1: every attribute of it, in five transfer syntaxes,
 * at the top and in sequences, under all four combinations of options. And real files: the same pixels, and nothing of the
 * header that named a person, a place or a day. And words among the pixels, in each transfer syntax.
 *
 *     apt-get install python3-pydicom && pip install --no-deps idiscore==1.2.0
 *     node bench/deidentify.ts
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Check, runAlone, skipped } from './check.ts';

const MAIN = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url));
const JUDGE = fileURLToPath(new URL('./peers/deidentify_judge.py', import.meta.url));
const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../fixtures/dicom/', import.meta.url));
const KINDS = ['shift-replace', 'shift-keep', 'remove-replace', 'remove-keep'] as const;

interface Verdict {
  readonly files: number;
  readonly wrong: number;
  readonly examples: readonly string[];
  readonly leaks: number;
  readonly pseudonyms: boolean;
  readonly shifts: boolean;
  readonly uidsDistinct: boolean;
  readonly met: Readonly<Record<string, number>>;
}

export async function run(): Promise<Check[]> {
  const python = findPython();
  if (python === undefined) {
    return [skipped('Table E.1-1', 'no Python with pydicom and idiscore here')];
  }
  const folder = mkdtempSync(join(tmpdir(), 'ichor-deidentify-'));
  try {
    return [...everyAttribute(python, folder), amongPixels(python, folder), ...realFiles(python, folder)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function everyAttribute(python: string, folder: string): Check[] {
  const input = join(folder, 'in');
  const made = judge<{ files: number; rows: number; held: number }>(python, 'make', input);
  const checks = KINDS.map((kind) => {
    const out = join(folder, kind);
    deidentify(input, out, kind);
    const { files, wrong, examples, leaks, pseudonyms, shifts, uidsDistinct, met } = judge<Verdict>(
      python,
      'judge',
      input,
      out,
      kind,
    );
    const judged = Object.values(met).reduce((sum, count) => sum + count, 0);
    return {
      name: `Table E.1-1, dates and UIDs ${kind}`,
      passed: files === made.files && wrong + leaks === 0 && pseudonyms && shifts && uidsDistinct,
      figures: [
        `${files} of ${made.files} files, ${made.held} of ${made.rows} rows in each, ${judged} attributes judged: ${wrong} wrong, ${leaks} leaks`,
        ...(pseudonyms ? [] : ['a patient with two pseudonyms, or two with one']),
        ...(shifts ? [] : ['a patient with two shifts']),
        ...(uidsDistinct ? [] : ['two UIDs with one name']),
        ...examples,
      ].join('; '),
    };
  });
  const mute = judge<Verdict>(python, 'judge', input, input, 'shift-replace');
  const condemned = {
    name: 'the judge condemns files that were not de-identified',
    passed: mute.wrong > 400 * made.files && mute.leaks === made.files,
    figures: `${mute.wrong} wrong, ${mute.leaks} leaks in ${made.files} files`,
  };
  return [...checks, condemned];
}

/** Words among the pixels of the fixtures, put there by other hands. */
function amongPixels(python: string, folder: string): Check {
  const [input, out] = [join(folder, 'planted'), join(folder, 'cleaned')];
  const made = judge<{ files: number; syntaxes: number }>(python, 'plant', FIXTURES, input);
  const { leftOut } = deidentify(input, out, 'shift-keep');
  const { files, leaks } = judge<{ files: number; leaks: readonly string[] }>(python, 'planted', out);
  const [before, after] = [decodedPixels(FIXTURES), decodedPixels(out)];
  const known = new Set(before.values());
  const changed = [...after].filter(([, sha256]) => !known.has(sha256)).map(([path]) => path);
  const sound = files >= 20 && leaks.length === 0 && changed.length === 0 && after.size >= 40;
  return {
    name: 'words among the pixels',
    passed: sound && made.syntaxes >= 12,
    figures: [
      `${files} of ${made.files} files in ${made.syntaxes} transfer syntaxes, ${leaks.length} leaks, pixels changed in ${changed.length}, ${after.size} decodable`,
      `left out: ${[...Map.groupBy(leftOut, ({ code }) => code)].map(([code, list]) => `${list.length} ${code}`).join(', ')}`,
      ...leaks.slice(0, 5),
      ...changed.slice(0, 5),
    ].join('; '),
  };
}

/** What the stored values of each file are, by its path. */
function decodedPixels(folder: string): Map<string, string> {
  const lines = output(process.execPath, MAIN, 'pixels', '--json', folder).trim().split('\n');
  const all = lines.map((line) => JSON.parse(line) as { readonly path: string; readonly sha256?: string });
  return new Map(all.flatMap(({ path, sha256 }) => (sha256 === undefined ? [] : [[path, sha256]])));
}

function realFiles(python: string, folder: string): Check[] {
  const name = 'real files';
  const input = DATA;
  if (!existsSync(join(input, 'transfer-syntaxes'))) {
    return [skipped(name, 'the collections are not here')];
  }
  const out = join(folder, 'real');
  const { leftOut } = deidentify(input, out, 'shift-replace');
  const decoded = join(folder, 'pixels.jsonl');
  writeFileSync(decoded, output(process.execPath, MAIN, 'pixels', '--json', input, out));
  const real = judge<{
    files: number;
    decodable: number;
    pixels: number;
    leaks: readonly string[];
    syntaxes: number;
  }>(python, 'real', input, out, decoded);
  const reasons = Map.groupBy(leftOut, ({ code }) => code);
  return [
    {
      name,
      passed: real.files >= 50 && real.pixels === real.decodable && real.leaks.length === 0,
      figures: [
        `${real.files} CT images in ${real.syntaxes} transfer syntaxes, decoded pixels the same in ${real.pixels} of ${real.decodable}, ${real.leaks.length} leaks`,
        `left out: ${[...reasons].map(([code, list]) => `${list.length} ${code}`).join(', ')}`,
        ...real.leaks.slice(0, 5),
      ].join('; '),
    },
  ];
}

function deidentify(
  input: string,
  out: string,
  kind: (typeof KINDS)[number],
): { readonly leftOut: readonly { readonly code: string }[] } {
  const [dates = '', uids = ''] = kind.split('-');
  const options = ['--key', 'a key for the judge', '--dates', dates, '--uids', uids, '--json'];
  return JSON.parse(output(process.execPath, MAIN, 'deidentify', input, out, ...options));
}

const judge = <T>(python: string, ...args: string[]): T => JSON.parse(output(python, JUDGE, ...args)) as T;

/** What a program prints; exit code 3 says that files were left out, which is looked at here. */
function output(program: string, ...args: string[]): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
    });
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 3 && 'stdout' in error)
      return String(error.stdout);
    throw error;
  }
}

function findPython(): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => {
    try {
      const test =
        'import pydicom, importlib.util, sys; sys.exit(importlib.util.find_spec("idiscore") is None)';
      execFileSync(python, ['-c', test], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

await runAlone(import.meta.url, run);
