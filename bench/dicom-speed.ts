/**
 * From file paths to ordered Hounsfield units beside pydicom, numpy and GDCM: a simulated head of 40 slices and a real
 * series, in each transfer syntax, both programs in turn (A B A B), each in processes of their own that repeat, files in
 * the cache, on one core where `taskset` is there. What isn't there is skipped, and said to be.
 *
 *     npm run verify -- dicom-speed
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCtImage } from '@ichor/dicom';
import { renderSeries, simulatePatient } from '@ichor/phantom';
import { type Check, runAlone, skipped } from './check.ts';
import { findPython } from './find-python.ts';
import type { Timing } from './time-reading.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const GE = join(HERE, '../../shared/data/dcm_qa_ct/GE_HiSpeed_head_tilt18.5');
/** How many times as fast as the peer we want to be, and passes in a process. */
const SYNTAXES = [
  { folder: 'explicit', name: 'uncompressed', wanted: 3, rounds: 20 },
  { folder: 'rle', name: 'RLE', wanted: 1, rounds: 5 },
  { folder: 'jpeg-lossless', name: 'JPEG lossless', wanted: 0.8, rounds: 5 },
  { folder: 'jpeg-ls', name: 'JPEG-LS', wanted: 0.4, rounds: 5 },
  { folder: 'jpeg-2000', name: 'JPEG 2000', wanted: 0.4, rounds: 3 },
  // GDCM reads no HTJ2K under its own name, but hands the stream to OpenJPEG if it is called JPEG 2000.
  { folder: 'htj2k', name: 'HTJ2K', wanted: 0.4, rounds: 5, peerFolder: 'htj2k-as-jpeg-2000' },
] as const;
const TURNS = 3;

export async function run(): Promise<Check[]> {
  const python = findPython('pydicom', 'numpy', 'gdcm');
  if (python === undefined) {
    return [skipped('reading speed', 'no Python with pydicom and GDCM here')];
  }
  const folder = mkdtempSync(join(tmpdir(), 'ichor-speed-'));
  try {
    const simulated = join(folder, 'simulated');
    simulate(simulated);
    const checks = timed(python, 'a simulated head of 12 bits', simulated, join(folder, 'encoded'));
    if (existsSync(GE))
      checks.push(...timed(python, 'a real series of 16 bits', GE, join(folder, 'encoded-ge')));
    return checks;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** 40 slices of 512 x 512, 12 bits unsigned with an intercept of -1024, as most scanners write them. */
function simulate(folder: string): void {
  mkdirSync(folder);
  const patient = simulatePatient('dicom speed', { bleeds: [{ type: 'subdural', volumeMl: 30 }] });
  const { series } = renderSeries(patient, {
    thicknessMm: 4,
    coverage: [-70, 88],
    offsetMm: 0,
    tiltDegrees: 12,
  });
  if (series.slices.length !== 40) throw new Error(`the head has ${series.slices.length} slices, not 40`);
  for (const [i, slice] of series.slices.entries()) {
    const { pixelSpacing, imagePositionPatient, imageOrientationPatient } = slice;
    const bytes = writeCtImage({
      ...slice.header,
      ...slice,
      hu: slice.hu.map((hu) => Math.max(-1024, Math.min(3071, hu))),
      bitsStored: 12,
      pixelSpacing: pixelSpacing!,
      imagePositionPatient: imagePositionPatient!,
      imageOrientationPatient: imageOrientationPatient!,
    } as Parameters<typeof writeCtImage>[0]);
    // In no order.
    writeFileSync(join(folder, `${(i * 7) % 40}.dcm`), bytes);
  }
}

function timed(python: string, what: string, source: string, encoded: string): Check[] {
  const peer = join(HERE, 'peers/dicom_speed.py');
  execFileSync(python, [peer, 'encode', source, encoded], { stdio: ['ignore', 'ignore', 'inherit'] });
  return SYNTAXES.map((syntax) => {
    const { folder, name, wanted, rounds } = syntax;
    const theirFolder = 'peerFolder' in syntax ? syntax.peerFolder : folder;
    const ours: Timing[] = [];
    const theirs: Timing[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      ours.push(timing(process.execPath, join(HERE, 'time-reading.ts'), join(encoded, folder), `${rounds}`));
      theirs.push(timing(python, peer, 'time', join(encoded, theirFolder), `${rounds}`));
    }
    return judged(`${what}, ${name}`, wanted, ours, theirs);
  });
}

/** On the first core, so that neither uses another one besides. */
const PINNED = process.platform === 'linux' && existsSync('/usr/bin/taskset') ? ['taskset', '-c', '0'] : [];

function timing(...command: readonly string[]): Timing {
  const [program = '', ...args] = [...PINNED, ...command];
  return JSON.parse(execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
}

function judged(name: string, wanted: number, ours: readonly Timing[], theirs: readonly Timing[]): Check {
  const passes = (of: readonly Timing[]) => of.flatMap((one) => one.wall).sort((a, b) => a - b);
  const least = (of: readonly Timing[]) => passes(of)[0] as number;
  const median = (of: readonly Timing[]) => passes(of)[Math.floor(passes(of).length / 2)] as number;
  const processor = (of: readonly Timing[]) => Math.min(...of.map((one) => one.processor));
  const times = (by: typeof least) => (by(theirs) / by(ours)).toFixed(2);
  const figure = (of: readonly Timing[]) =>
    `${least(of).toFixed(2)} ms a slice (median ${median(of).toFixed(2)}, first pass ${of[0]!.first.toFixed(1)}, ` +
    `${Math.max(...of.map((one) => one.megabytes)).toFixed(0)} MB)`;
  const equal = ours[0]!.sha === theirs[0]!.sha;
  return {
    name,
    passed: least(theirs) / least(ours) >= wanted && equal,
    figures:
      `${times(least)} times as fast (${wanted} wanted; median ${times(median)}, processor time ${times(processor)}); ` +
      `ours ${figure(ours)}, pydicom ${figure(theirs)}; ${(1000 / least(ours)).toFixed(0)} slices a second a core` +
      `${equal ? '' : '; Hounsfield units DIFFER'}`,
  };
}

await runAlone(import.meta.url, run);
