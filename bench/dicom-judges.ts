/**
 * The DICOM reader and writer beside independent judges: pydicom with GDCM, and the SHA-256 sums that came with a
 * collection of real files. What isn't there is skipped, and said to be.
 *
 *     node bench/dicom-judges.ts
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng, type Slice } from '@ichor/ct';
import { buildSeries, makeUid, readInstance, readStoredValues, writeCtImage } from '@ichor/dicom';
import { isIchorError } from '@ichor/notices';
import { type Check, runAlone, skipped } from './check.ts';
import { findPython } from './find-python.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/dicom/', import.meta.url));
const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const JUDGE = fileURLToPath(new URL('./peers/dicom_judge.py', import.meta.url));
const GE = join(DATA, 'dcm_qa_ct/GE_HiSpeed_head_tilt18.5');
const ROUNDS = 4;

interface Verdict {
  readonly stored?: string;
  readonly hu?: string;
  readonly position?: number[];
  readonly error?: string;
}

export async function run(): Promise<Check[]> {
  const python = findPython('pydicom', 'numpy');
  return [
    ...(await manifest()),
    ...(python === undefined
      ? [skipped('pydicom', 'no Python with pydicom here')]
      : [await fixtures(python), await written(python), await geSeries(python)]),
  ];
}

const judge = (python: string, ...args: string[]): unknown =>
  JSON.parse(
    execFileSync(python, [JUDGE, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );

const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(path));

const sha = (values: Int16Array | Uint16Array | Uint8Array): string =>
  createHash('sha256').update(values).digest('hex');

/** The retired ones of the collection, which are refused by their names. */
const REFUSED = ['JPEG spectral sel (ret)', 'JPEG progressive (ret)'];

/** Every real file hashes to the sum listed, those with loss too; the retired syntaxes are refused by name. */
async function manifest(): Promise<Check[]> {
  const folder = join(DATA, 'transfer-syntaxes');
  if (!existsSync(folder)) return [skipped('hashes of real files', 'the collection is not here')];
  const lines = readFileSync(join(folder, 'MANIFEST.csv'), 'utf8').trim().split(/\r?\n/).slice(1);
  const equal = new Map<string, number>();
  const refused: string[] = [];
  const wrong: string[] = [];
  for (const line of lines) {
    const [file = '', , name = ''] = line.split(',');
    try {
      const { values, bitsAllocated } = await readStoredValues(bytesOf(join(folder, file)), file);
      // The collection's sums are those of the values as they are allocated.
      const allocated = bitsAllocated === 8 ? Uint8Array.from(values) : values;
      if (sha(allocated) === line.split(',').at(-1)) equal.set(name, (equal.get(name) ?? 0) + 1);
      else wrong.push(file);
    } catch (error) {
      if (isIchorError(error) && error.code === 'transfer-syntax-unsupported') refused.push(name);
      else wrong.push(`${file} (${String(error)})`);
    }
  }
  const figures = [
    `equal: ${[...equal].map(([name, count]) => `${count} x ${name}`).join(', ')}`,
    `refused by name: ${refused.join(', ')}`,
    ...(wrong.length > 0 ? [`wrong: ${wrong.join(', ')}`] : []),
  ];
  const passed = wrong.length === 0 && refused.every((name) => REFUSED.includes(name));
  return [{ name: 'hashes of real files', passed, figures: figures.join('; ') }];
}

/** GDCM 3.0 aborts the process where 16 coded bits hold 12 stored ones at the top; DCMTK reads it as we do. */
const GDCM_ABORTS = 'jpeg-lossless-70-12-in-high-bits.dcm';
/** pydicom 2.3 doesn't swap the bytes of 8-bit pixels that big endian writes as words; DCMTK's dcmconv does. */
const PYDICOM_IS_WRONG = ['big-endian-8.dcm'];

/** The fixtures' stored values, as pydicom and GDCM decode them. */
async function fixtures(python: string): Promise<Check> {
  const files = readdirSync(FIXTURES).filter((name) => name.endsWith('.dcm') && name !== GDCM_ABORTS);
  const verdicts = judge(python, 'hashes', ...files.map((name) => join(FIXTURES, name))) as Record<
    string,
    Verdict
  >;
  const different: string[] = [];
  let equal = 0;
  for (const name of files) {
    const verdict = verdicts[join(FIXTURES, name)];
    const ours = await readStoredValues(bytesOf(join(FIXTURES, name)), name).catch(() => undefined);
    if (ours === undefined || verdict?.stored === undefined || PYDICOM_IS_WRONG.includes(name)) continue;
    if (sha(ours.values) === verdict.stored) equal++;
    else different.push(name);
  }
  return {
    name: 'stored values of the fixtures, beside pydicom and GDCM',
    passed: different.length === 0 && equal >= 25,
    figures: `${equal} equal${different.length > 0 ? `; different: ${different.join(', ')}` : ''}`,
  };
}

/** What we write, pydicom reads with the same Hounsfield units in the same place. */
async function written(python: string): Promise<Check> {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-judges-'));
  try {
    const rng = Rng.of('dicom judges');
    const slices = Array.from({ length: 20 }, (_, i) => ({
      path: join(folder, `${i}.dcm`),
      hu: Int16Array.from({ length: 30 * 20 }, () => rng.integer(4096) - 1024),
      position: [rng.normal(0, 100), rng.normal(0, 100), i * 5.1] as const,
      style: i % 2 === 0 ? ('complete' as const) : ('rsna' as const),
    }));
    for (const { path, hu, position, style } of slices) {
      const bytes = writeCtImage({
        style,
        sopInstanceUid: makeUid(path),
        seriesInstanceUid: makeUid('series'),
        studyInstanceUid: makeUid('study'),
        patientId: 'JUDGED',
        rows: 30,
        columns: 20,
        hu,
        pixelSpacing: [0.45, 0.45],
        imagePositionPatient: position,
        imageOrientationPatient: [1, 0, 0, 0, 1, 0],
      });
      writeFileSync(path, bytes);
    }
    const verdicts = judge(python, 'hashes', ...slices.map(({ path }) => path)) as Record<string, Verdict>;
    const equal = slices.filter(({ path, hu, position }) => {
      const verdict = verdicts[path];
      const placed = verdict?.position?.every((mm, i) => Math.abs(mm - (position[i] as number)) < 1e-9);
      return verdict?.hu === sha(hu) && placed === true;
    });
    return {
      name: 'what we write, read by pydicom',
      passed: equal.length === slices.length,
      figures: `${equal.length} of ${slices.length} with equal Hounsfield units and positions, both styles`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The real tilted series: pydicom's order, and its speed in turn with ours. */
async function geSeries(python: string): Promise<Check> {
  const name = 'a real tilted series, beside pydicom';
  if (!existsSync(GE)) return skipped(name, 'the series is not here');
  const files = readdirSync(GE).reverse();
  let ours = Number.POSITIVE_INFINITY;
  let theirs = Number.POSITIVE_INFINITY;
  let sameOrder = true;
  let version = '';
  for (let round = 0; round < ROUNDS; round++) {
    for (let again = 0; again < 5; again++) {
      const start = performance.now();
      const slices: Slice[] = [];
      for (const file of files) slices.push(await readInstance(bytesOf(join(GE, file)), file));
      const [series] = buildSeries(slices);
      ours = Math.min(ours, (performance.now() - start) / files.length);
      const fileOf = new Map(slices.map((slice, i) => [slice.sopInstanceUid, files[i]]));
      const order = series?.slices.map((slice) => fileOf.get(slice.sopInstanceUid));
      sameOrder &&= order?.join() === [...files].sort().join();
    }
    const peer = judge(python, 'time', GE) as { order: string[]; ms: number; version: string };
    theirs = Math.min(theirs, peer.ms);
    version = peer.version;
    sameOrder &&= peer.order.join() === [...files].sort().join();
  }
  return {
    name,
    passed: sameOrder && ours < theirs,
    figures: `${files.length} slices in ${sameOrder ? 'the same' : 'another'} order; ${ours.toFixed(2)} ms a slice from file to ordered HU, pydicom ${version} ${theirs.toFixed(2)}: ${(theirs / ours).toFixed(1)} times as fast`,
  };
}

await runAlone(import.meta.url, run);
