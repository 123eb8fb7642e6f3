/**
 * Cuts the power twenty times at random moments, from the first start on, while studies are being sent: every instance that was
 * acknowledged by then is there, to the last pixel, when the server is started on what the disk had.
 *
 *     node bench/power-failure.ts [SEED]
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeriesStack, StudyDetail, Worklist } from '@ichor/api';
import { Rng } from '@ichor/ct';
import { readInstance } from '@ichor/dicom';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { type Check, runAlone, skipped } from './check.ts';
import { type CutDisk, makeCutDisk, withMounted } from './cut-disk.ts';
import {
  ask,
  fetchServed,
  type NamedFile,
  sendFile,
  serveFolder,
  serveHere,
  startUpload,
} from './serve-for-bench.ts';

const NAME = 'acknowledged instances outlive a power failure, to the last pixel';
const CUTS = 20;
/** So many of them before the first server stands. */
const CUTS_AT_START = 3;
const START_SECONDS = 6;
const PAUSE_SECONDS = [0.1, 2.5] as const;
/** Nothing is to be read in the meantime. */
const QUIET_SECONDS = 3600;
const SENDERS = 2;

/** What was sent, by SOPInstanceUID. */
type Sent = Map<string, NamedFile & { readonly hu: Int16Array }>;

interface Cut {
  readonly image: string;
  /** What was acknowledged before it. */
  readonly acknowledged: readonly string[];
}

export async function run(): Promise<Check[]> {
  const home = await mkdtemp(join(tmpdir(), 'ichor-power-'));
  try {
    const disk = await makeCutDisk(home);
    if (typeof disk === 'string') return [skipped(NAME, disk)];
    const sent: Sent = new Map();
    let cuts: Cut[];
    try {
      cuts = await cutWhileSending(disk, home, sent);
    } finally {
      await disk.remove();
    }
    return [await judge(cuts, join(home, 'copy'), sent)];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function cutWhileSending(disk: CutDisk, home: string, sent: Sent): Promise<Cut[]> {
  const rng = Rng.of('power failure', process.argv[2] ?? 1);
  const acknowledged: string[] = [];
  const cuts: Cut[] = [];
  const cut = async () => {
    const image = join(home, `cut-${cuts.length}.img`);
    cuts.push({ image, acknowledged: [...acknowledged] });
    await disk.cut(image);
  };
  const starting = serveFolder(join(disk.folder, 'data'), { quietSeconds: QUIET_SECONDS });
  for (let i = 0; i < CUTS_AT_START; i++) {
    await sleep((1000 * rng.uniform(0, START_SECONDS)) / CUTS_AT_START);
    await cut();
  }
  const served = await starting;
  const over = new AbortController();
  const senders = Array.from({ length: SENDERS }, (_, i) =>
    sendStudies(served.address, `${i}`, sent, acknowledged, over.signal),
  );
  try {
    while (cuts.length < CUTS) {
      await Promise.race([...senders, sleep(1000 * rng.uniform(...PAUSE_SECONDS))]);
      await cut();
    }
  } finally {
    over.abort();
    await Promise.allSettled(senders);
    await served.stop();
  }
  await Promise.all(senders);
  return cuts;
}

/** Sends small studies, one after the other, until it is over. */
async function sendStudies(
  address: string,
  seed: string,
  sent: Sent,
  acknowledged: string[],
  signal: AbortSignal,
): Promise<void> {
  for (let i = 0; !signal.aborted; i++) {
    const shape = { rows: 64, columns: 64, thicknessMm: 10, tiltDegrees: 0 };
    const { files } = simulateStudy(simulatePatient(`power ${seed} ${i}`), shape);
    const upload = await startUpload(address);
    for (const { name, bytes } of files) {
      if (signal.aborted) return;
      const { sopInstanceUid, hu } = await readInstance(bytes, name);
      sent.set(sopInstanceUid, { name, bytes, hu });
      const { files: outcomes } = await sendFile(address, upload, name, new Uint8Array(bytes));
      if (outcomes[0]?.outcome !== 'stored') throw new Error(`${name}: ${outcomes[0]?.outcome}`);
      acknowledged.push(sopInstanceUid);
    }
  }
}

async function judge(cuts: readonly Cut[], folder: string, sent: Sent): Promise<Check> {
  let total = 0;
  let seen = 0;
  const faults: string[] = [];
  for (const [i, { image, acknowledged }] of cuts.entries()) {
    total += acknowledged.length;
    try {
      const found = await withMounted(image, folder, () => compare(join(folder, 'data'), acknowledged, sent));
      seen += found.seen;
      faults.push(...found.faults.map((fault) => `cut ${i + 1}: ${fault}`));
    } catch (error) {
      faults.push(
        `cut ${i + 1}, ${acknowledged.length} acknowledged: ${error instanceof Error ? error.message : error}`,
      );
    }
    await rm(image);
  }
  return {
    name: NAME,
    passed: faults.length === 0 && total > 0,
    figures:
      `${cuts.length} cuts, ${total} instances acknowledged before them in all ` +
      `(${cuts.map(({ acknowledged }) => acknowledged.length).join(', ')}), the pixels of ${seen} seen in stacks; ` +
      `${faults.length} faults${faults.length > 0 ? `: ${faults.slice(0, 5).join('; ')}` : ''}`,
  };
}

/** Starts a server on a data folder: it knows each instance, and shows of those that are in a stack the pixels that were sent. */
async function compare(
  dataFolder: string,
  acknowledged: readonly string[],
  sent: Sent,
): Promise<{ seen: number; faults: string[] }> {
  const faults: string[] = [];
  let seen = 0;
  const { address, stop } = await serveHere(dataFolder);
  try {
    const { studies } = await ask<Worklist>(`${address}/api/studies`);
    for (const { id } of studies) {
      const { series } = await ask<StudyDetail>(`${address}/api/studies/${id}`);
      for (const { id: seriesId } of series) {
        const stack = await ask<SeriesStack>(`${address}/api/series/${seriesId}/stack`);
        for (const { instanceId, sopInstanceUid } of stack.slices) {
          const answer = await fetchServed(`${address}/api/instances/${instanceId}/pixels`);
          const pixels = answer.ok ? new Int16Array(await answer.arrayBuffer()) : undefined;
          if (!isEqual(sent.get(sopInstanceUid)?.hu, pixels))
            faults.push(`${sopInstanceUid}: ${answer.status}, other pixels`);
          seen++;
        }
      }
    }
    // Known is what the database has a row of and the store the same bytes, which is looked at here too.
    const upload = await startUpload(address);
    for (const uid of acknowledged) {
      const { name, bytes } = sent.get(uid)!;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const stored = await readFile(join(dataFolder, 'store', sha256.slice(0, 2), sha256)).catch(
        () => undefined,
      );
      if (stored === undefined || !stored.equals(bytes)) faults.push(`${uid} is not in the store`);
      const { files } = await sendFile(address, upload, name, new Uint8Array(bytes));
      if (files[0]?.outcome !== 'known') faults.push(`${uid} is ${files[0]?.outcome} when it is sent again`);
    }
    return { seen, faults };
  } finally {
    await stop();
  }
}

const isEqual = (a: Int16Array | undefined, b: Int16Array | undefined): boolean =>
  a !== undefined && a.length === b?.length && a.every((value, i) => value === b[i]);

await runAlone(import.meta.url, run);
