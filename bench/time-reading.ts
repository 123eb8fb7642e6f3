/**
 * Times one process that reads the files of a folder to ordered Hounsfield units again and again, as its peer
 * (peers/dicom_speed.py) does; dicom-speed.ts runs both in turn.
 *
 *     node bench/time-reading.ts FOLDER ROUNDS
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Series, Slice } from '@ichor/ct';
import { buildSeries, readSlices } from '@ichor/dicom';

/** Milliseconds are a slice's. */
export interface Timing {
  readonly slices: number;
  /** The first pass, in which all is loaded and nothing compiled. */
  readonly first: number;
  /** Each pass after it. */
  readonly wall: readonly number[];
  /** Processor time of those passes, of all threads, in user mode and the system's. */
  readonly processor: number;
  /** SHA-256 of the Hounsfield units in order. */
  readonly sha: string;
  /** The most memory that was resident. */
  readonly megabytes: number;
}

const [folder = '.', rounds = '5'] = process.argv.slice(2);
const files = readdirSync(folder)
  .sort()
  .map((name) => join(folder, name));

async function read(): Promise<Series> {
  const slices: Slice[] = [];
  for (const file of files) slices.push(...(await readSlices(readFileSync(file), file)));
  return buildSeries(slices)[0] as Series;
}

const wall: number[] = [];
let before = process.cpuUsage();
let series: Series | undefined;
for (let round = 0; round <= Number(rounds); round++) {
  const start = performance.now();
  series = await read();
  wall.push((performance.now() - start) / files.length);
  if (round === 0) before = process.cpuUsage();
}
const { user, system } = process.cpuUsage(before);
const hash = createHash('sha256');
for (const { hu } of series?.slices ?? []) hash.update(hu);
const timing: Timing = {
  slices: files.length,
  first: wall[0] as number,
  wall: wall.slice(1),
  processor: (user + system) / 1000 / files.length / Number(rounds),
  sha: hash.digest('hex'),
  megabytes: process.resourceUsage().maxRSS / 1000,
};
console.log(JSON.stringify(timing));
