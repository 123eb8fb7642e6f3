/**
 * Every transfer syntax at every bit depth, written by DCMTK, GDCM and OpenJPH, beside the values that went in or, with
 * loss, that their own decoders give; HTJ2K beside NEMA's uncompressed images; and how long it takes beside pydicom with
 * GDCM. What isn't there is skipped, and said to be.
 *
 *     node bench/dicom-syntaxes.ts
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSlices, readStoredValues } from '@ichor/dicom';
import { isIchorError } from '@ichor/notices';
import { type Check, runAlone, skipped } from './check.ts';
import { findPython } from './find-python.ts';

const COLLECTION = fileURLToPath(new URL('../../shared/data/transfer-syntaxes/', import.meta.url));
const PEER = fileURLToPath(new URL('./peers/dicom_syntaxes.py', import.meta.url));
/** One image in each syntax; MR is timed as stored values only, so CT alone. */
const TIMED = ['CT2_UNC', 'CT2_RLE', 'CT2_JPLL', 'CT2_JLSL', 'CT2_JLSN', 'CT2_J2KR', 'CT2_J2KI'];
const ROUNDS = 20;

interface Entry {
  readonly file: string;
  readonly syntax: string;
  readonly bits: number;
  readonly signed: boolean;
  readonly judge: string;
  readonly reference: string;
  readonly within: number;
}

export async function run(): Promise<Check[]> {
  const python = findPython('pydicom', 'numpy', 'gdcm');
  if (python === undefined) {
    return [skipped('syntaxes', 'no Python with pydicom and GDCM here')];
  }
  const folder = mkdtempSync(join(tmpdir(), 'ichor-syntaxes-'));
  const peer = (...args: string[]): unknown =>
    JSON.parse(
      execFileSync(python, [PEER, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
    );
  try {
    const checks = [await judged('syntaxes at every bit depth', peer('depths', folder) as Entry[])];
    if (existsSync(COLLECTION)) {
      const wrapped = peer('wrap', folder, COLLECTION) as Entry[];
      checks.push(await judged("HTJ2K beside NEMA's uncompressed images", wrapped));
      checks.push(await speed(wrapped, (files) => peer('time', ...files) as Record<string, number>));
    }
    return checks;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Largest difference by syntax; the table's rows. */
async function judged(name: string, entries: readonly Entry[]): Promise<Check> {
  const wrong: string[] = [];
  const bySyntax = new Map<string, { count: number; largest: number; judge: string }>();
  for (const { file, syntax, bits, signed, judge, reference, within } of entries) {
    const difference = await differenceOf(file, reference);
    const row = bySyntax.get(syntax) ?? { count: 0, largest: 0, judge };
    bySyntax.set(syntax, { count: row.count + 1, largest: Math.max(row.largest, difference), judge });
    if (!(difference <= within)) wrong.push(`${syntax} ${bits} bits ${signed ? 'signed' : 'unsigned'}`);
  }
  const rows = [...bySyntax].map(
    ([syntax, { count, largest, judge }]) =>
      `${count} x ${syntax} (${judge}) ${largest === 0 ? 'equal' : `within ${largest}`}`,
  );
  const figures = `${rows.join(', ')}${wrong.length > 0 ? `; wrong: ${wrong.join(', ')}` : ''}`;
  return { name, passed: wrong.length === 0 && entries.length > 0, figures };
}

async function differenceOf(file: string, reference: string): Promise<number> {
  const read = await readStoredValues(new Uint8Array(readFileSync(file)), file).catch((error: unknown) => {
    if (isIchorError(error)) return undefined;
    throw error;
  });
  if (read === undefined) return Number.POSITIVE_INFINITY;
  const { values } = read;
  const bytes = new Uint8Array(readFileSync(reference));
  const Values = values instanceof Int16Array ? Int16Array : Uint16Array;
  const wanted = new Values(bytes.buffer);
  if (wanted.length !== values.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (const [i, value] of values.entries()) most = Math.max(most, Math.abs(value - (wanted[i] as number)));
  return most;
}

/** Milliseconds a slice from file path to HU, in turn with pydicom: its ratio to ours by syntax. */
async function speed(
  wrapped: readonly Entry[],
  theirs: (files: readonly string[]) => Record<string, number>,
): Promise<Check> {
  const files = TIMED.map((name) => join(COLLECTION, 'nema-wg04', name));
  const htj2k = wrapped.find(({ file }) => file.endsWith('CT2.dcm'))?.file;
  const ours = async (file: string): Promise<number> => {
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      await readSlices(new Uint8Array(readFileSync(file)), file);
      least = Math.min(least, performance.now() - start);
    }
    return least;
  };
  const peers = theirs(files);
  const rows: string[] = [];
  for (const file of files) {
    const ms = await ours(file);
    const peer = peers[file] as number;
    rows.push(`${file.slice(file.lastIndexOf('/') + 1)} ${ms.toFixed(1)} (${(peer / ms).toFixed(2)})`);
  }
  if (htj2k !== undefined) rows.push(`HTJ2K ${(await ours(htj2k)).toFixed(1)} (GDCM reads none)`);
  return {
    name: 'milliseconds a slice of 512 x 512, and how many times as fast as pydicom with GDCM',
    passed: true,
    figures: rows.join(', '),
  };
}

await runAlone(import.meta.url, run);
