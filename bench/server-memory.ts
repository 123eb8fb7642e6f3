/**
 * Resident memory of server, worker and database after 5, 25 and 50 studies that were sent, read, listed to a page that
 * listens, and looked through: none of them may keep what it handled.
 *
 *     node bench/server-memory.ts
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeriesStack, StudyDetail } from '@ichor/api';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import type { Served } from '@ichor/server/serve';
import { type Check, runAlone } from './check.ts';
import { ask, fetchServed, residentMb, sendStudy, serveForBench, untilRead } from './serve-for-bench.ts';

const STUDIES = 50;
const LOOKS: readonly number[] = [5, 25, STUDIES];
const ROWS = 256;
/** What is no longer needed is given back in the meantime. */
const REST_SECONDS = 8;
const PROCESSES = ['server', 'worker', 'database'] as const;

export const run = (): Promise<Check[]> => serveForBench(prove);

async function prove(served: Served): Promise<Check[]> {
  const { address } = served;
  const page = await listen(address);
  const looks: Record<(typeof PROCESSES)[number], { now: number; most: number }>[] = [];
  let instances = 0;
  for (let i = 1; i <= STUDIES; i++) {
    const patient = simulatePatient(`memory ${i}`);
    const { files } = simulateStudy(patient, { rows: ROWS, columns: ROWS, tiltDegrees: 0 });
    instances += files.length;
    const id = await sendStudy(address, files);
    await untilRead(address, id);
    await lookThrough(address, id);
    if (!LOOKS.includes(i)) continue;
    await sleep(1000 * REST_SECONDS);
    looks.push({
      server: await residentMb(pidOf(served, 'server')),
      worker: await residentMb(pidOf(served, 'worker')),
      database: await residentMb(pidOf(served, 'database')),
    });
  }
  page.abort();
  const studyMb = ((instances / STUDIES) * ROWS * ROWS * 2) / 2 ** 20;
  return PROCESSES.map((name) => {
    const mb = looks.map((look) => look[name].now);
    const growth = (mb.at(-1)! - mb[0]!) / (STUDIES - LOOKS[0]!);
    const most = looks.at(-1)![name].most;
    return {
      name: `memory of the ${name} after ${STUDIES} studies`,
      // One that kept a study's pixels would grow by that much.
      passed: growth < studyMb / 2,
      figures:
        `${mb.map((value) => value.toFixed(0)).join(', ')} MB after ${LOOKS.join(', ')} ` +
        `(${(instances / STUDIES).toFixed(0)} slices of ${ROWS} x ${ROWS}, ${studyMb.toFixed(1)} MB each); ` +
        `${growth.toFixed(2)} MB a study; at most ${most.toFixed(0)}`,
    };
  });
}

function pidOf(served: Served, name: (typeof PROCESSES)[number]): number {
  const pid = served.pids()[name];
  if (pid === undefined) throw new Error(`the ${name} does not run`);
  return pid;
}

/** Hears the events, as an open page does. */
async function listen(address: string): Promise<AbortController> {
  const over = new AbortController();
  const { body } = await fetchServed(`${address}/api/events`, { signal: over.signal });
  const hear = async () => {
    for await (const _ of body!);
  };
  hear().catch(() => {});
  return over;
}

/** Every slice once, as somebody who scrolls through. */
async function lookThrough(address: string, id: string): Promise<void> {
  const { readSeriesId } = await ask<StudyDetail>(`${address}/api/studies/${id}`);
  const { slices } = await ask<SeriesStack>(`${address}/api/series/${readSeriesId}/stack`);
  for (const { instanceId } of slices) {
    await (await fetchServed(`${address}/api/instances/${instanceId}/pixels`)).arrayBuffer();
  }
}

await runAlone(import.meta.url, run);
