/**
 * Kills the server's processes at random moments (kill -9), 200 times over ten seeds, each on a server of its own, while studies are
 * being sent and read: every instance that was acknowledged is there, every study is read in the end, and the list shows no state
 * that is not true.
 *
 *     node bench/server-faults.ts [SEED...]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeriesStack, StudyDetail, Worklist } from '@ichor/api';
import { Rng, type Slice } from '@ichor/ct';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import type { Served } from '@ichor/server/serve';
import { type Check, runAlone } from './check.ts';
import { ask, fetchServed, type NamedFile, sendFile, serveForBench, startUpload } from './serve-for-bench.ts';

const SEEDS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '77'];
const STUDIES = 12;
/** A seed. */
const KILLS = 20;
/** Between two kills: shorter than a start takes, and longer. */
const PAUSE_SECONDS = [0.3, 5] as const;
/** A worker's death is told on the list of a server that answers after this at the latest. */
const TOLD_SECONDS = 20;
const PATIENCE_SECONDS = 600;
/** A file goes in pieces, so slowly that the server is in the middle of one at most moments, until the last kill. */
const PIECES = 4;
const PIECE_SECONDS = 0.07;

interface SentStudy {
  readonly uid: string;
  readonly patientId: string;
  readonly files: readonly NamedFile[];
  readonly slices: readonly Slice[];
  /** Files that the server said it had. */
  readonly acknowledged: Set<string>;
}

/** What one seed came to. */
interface Proof {
  readonly killed: Readonly<Record<ProcessName, number>>;
  readonly cut: number;
  readonly retried: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly there: number;
  readonly unread: number;
  readonly lies: readonly string[];
}

const PROCESSES = ['database', 'server', 'worker'] as const;
type ProcessName = (typeof PROCESSES)[number];

export async function run(seeds: readonly string[] = SEEDS): Promise<Check[]> {
  const proofs: Proof[] = [];
  for (const seed of seeds) {
    const rng = Rng.of('server faults', seed);
    const proof = await serveForBench((served) => prove(served, rng));
    proofs.push({ ...proof, lies: proof.lies.map((lie) => `seed ${seed}: ${lie}`) });
  }
  const sum = (of: (proof: Proof) => number) => proofs.reduce((total, proof) => total + of(proof), 0);
  const kills = PROCESSES.map((name) => [name, sum(({ killed }) => killed[name])] as const);
  const [there, acknowledged, sent] = [
    sum((proof) => proof.there),
    sum((proof) => proof.acknowledged),
    sum((proof) => proof.sent),
  ];
  const [studies, unread] = [STUDIES * seeds.length, sum((proof) => proof.unread)];
  const lies = proofs.flatMap((proof) => proof.lies);
  return [
    {
      name: 'acknowledged instances are there, to the last pixel',
      passed: kills.every(([, count]) => count > 0) && there === acknowledged && acknowledged === sent,
      figures: `${there} of ${acknowledged} after ${KILLS * seeds.length} kills (${kills.map((kill) => kill.join(' ')).join(', ')}), which cut off ${sum((proof) => proof.cut)} files`,
    },
    {
      name: 'studies are read in the end',
      passed: unread === 0,
      figures: `${studies - unread} of ${studies}, ${sum((proof) => proof.retried)} of them after the two kills that mark a study failed, and a retry`,
    },
    {
      name: 'the list shows no state that is not true',
      passed: lies.length === 0,
      figures: lies.length === 0 ? 'none seen, looked at four times a second' : lies.slice(0, 5).join('; '),
    },
  ];
}

async function prove(served: Served, rng: Rng): Promise<Proof> {
  const { address } = served;
  const studies = Array.from({ length: STUDIES }, (_, i) => makeStudy(`fault ${i}`));
  const over = new AbortController();
  const killedAt: KilledAt = { worker: Number.NEGATIVE_INFINITY };
  const watching = watchList(served, studies, killedAt, over.signal);
  const sending = (async () => {
    let cut = 0;
    for (const study of studies) cut += await send(address, study);
    return cut;
  })();
  const killed = await killAtRandom(served, rng, killedAt);
  const cut = await sending;
  const retried = await untilRead(address);
  over.abort();
  const lies = await watching;
  const sent = studies.flatMap(({ files }) => files).length;
  return { killed, cut, retried, sent, lies, ...(await compare(address, studies)) };
}

function makeStudy(seed: string): SentStudy {
  const { series, files } = simulateStudy(simulatePatient(seed), {
    rows: 64,
    columns: 64,
    thicknessMm: 10,
    tiltDegrees: 0,
  });
  return {
    uid: series.studyInstanceUid,
    patientId: series.patientId,
    files,
    slices: series.slices,
    acknowledged: new Set(),
  };
}

/** Sends a study as the page does: what failed is sent again, in a new upload. Returns how many files were cut off. */
async function send(address: string, { files, acknowledged }: SentStudy): Promise<number> {
  let upload: string | undefined;
  let cut = 0;
  while (acknowledged.size < files.length) {
    try {
      upload ??= await startUpload(address);
      for (const { name, bytes } of files) {
        if (acknowledged.has(name)) continue;
        const answer = await sendFile(address, upload, name, inPieces(bytes));
        if (answer.files.every(({ outcome }) => outcome !== 'refused')) acknowledged.add(name);
      }
    } catch {
      if (upload !== undefined) cut++;
      upload = undefined;
      await sleep(200);
    }
  }
  return cut;
}

function inPieces(bytes: Uint8Array): ReadableStream {
  const size = Math.ceil(bytes.length / PIECES);
  let at = 0;
  return new ReadableStream({
    async pull(stream) {
      if (at >= bytes.length) return stream.close();
      stream.enqueue(bytes.slice(at, at + size));
      at += size;
      await sleep(1000 * PIECE_SECONDS);
    },
  });
}

/** When a worker was killed last, ms of `performance.now()`. */
interface KilledAt {
  worker: number;
}

async function killAtRandom(
  served: Served,
  rng: Rng,
  killedAt: KilledAt,
): Promise<Record<ProcessName, number>> {
  const killed = { database: 0, server: 0, worker: 0 };
  for (let done = 0; done < KILLS; ) {
    await sleep(1000 * rng.uniform(...PAUSE_SECONDS));
    const name = rng.pick(PROCESSES);
    const pid = served.pids()[name];
    if (pid === undefined) continue;
    process.kill(pid, 'SIGKILL');
    if (name === 'worker') killedAt.worker = performance.now();
    killed[name]++;
    done++;
  }
  return killed;
}

/** Waits until nothing waits; a study that two kills marked failed is tried again, as a person would. Returns how many. */
async function untilRead(address: string): Promise<number> {
  const until = performance.now() + 1000 * PATIENCE_SECONDS;
  let retried = 0;
  while (performance.now() < until) {
    await sleep(300);
    const list = await ask<Worklist>(`${address}/api/studies`).catch(() => undefined);
    if (list === undefined) continue;
    for (const { id, state } of list.studies) {
      if (state.kind !== 'failed') continue;
      const again = await ask(`${address}/api/studies/${id}/read`, { method: 'POST' }).catch(() => undefined);
      if (again !== undefined) retried++;
    }
    if (list.studies.length > 0 && list.studies.every(({ state }) => state.kind === 'read')) return retried;
  }
  return retried;
}

/** Looks at the list all the time; what it says that can't be true. */
async function watchList(
  served: Served,
  studies: readonly SentStudy[],
  killedAt: Readonly<KilledAt>,
  signal: AbortSignal,
): Promise<string[]> {
  const lies: string[] = [];
  const unchanged = new Map<string, { revision: number; since: number }>();
  /** Since when each look was answered. */
  let answersSince: number | undefined;
  while (!signal.aborted) {
    await sleep(250, undefined, { signal }).catch(() => {});
    const had = studies.map(({ acknowledged }) => acknowledged.size);
    const list = await ask<Worklist>(`${served.address}/api/studies`).catch(() => undefined);
    const now = performance.now();
    answersSince = list && (answersSince ?? now);
    if (list === undefined || answersSince === undefined) continue;
    const total = list.studies.reduce((sum, study) => sum + study.instances, 0);
    const least = had.reduce((sum, count) => sum + count, 0);
    if (total < least) lies.push(`${total} instances listed of ${least} acknowledged`);
    for (const { id, state, revision, patient, instances } of list.studies) {
      if (state.kind === 'failed' && !/stopped the worker twice/.test(state.reason)) lies.push(state.reason);
      // Of a study that the kills held up, what is there may be too little to be read, or lack slices, and the list says so.
      const whole =
        studies.find((study) => study.patientId === patient.patientId)?.files.length === instances;
      if (whole && (state.kind === 'incomplete' || state.kind === 'cannot-analyse')) {
        lies.push(`${state.kind}: ${state.reason}`);
      }
      const before = unchanged.get(id);
      if (before?.revision !== revision) unchanged.set(id, { revision, since: now });
      else if (state.kind === 'reading' && before.since < killedAt.worker) {
        // Its worker is dead. A worker that lives may be slow, as the machine is, and reads it all the same.
        if (now - Math.max(killedAt.worker, answersSince) <= 1000 * TOLD_SECONDS) continue;
        lies.push(`"reading" by a worker that was killed more than ${TOLD_SECONDS} s ago`);
        unchanged.delete(id);
      }
    }
  }
  return lies;
}

async function compare(
  address: string,
  studies: readonly SentStudy[],
): Promise<{ there: number; acknowledged: number; unread: number }> {
  const slices = new Map(
    studies.flatMap((study) => study.slices.map((slice) => [slice.sopInstanceUid, slice])),
  );
  let there = 0;
  let unread = 0;
  const { studies: rows } = await ask<Worklist>(`${address}/api/studies`);
  for (const row of rows) {
    const detail = await ask<StudyDetail>(`${address}/api/studies/${row.id}`);
    const sent = studies.find(({ uid }) => uid === detail.studyInstanceUid);
    const reported = detail.series.reduce((sum, series) => sum + (series.report?.slices.length ?? 0), 0);
    if (row.state.kind !== 'read' || reported !== sent?.files.length) unread++;
    for (const { id } of detail.series) {
      const stack = await ask<SeriesStack>(`${address}/api/series/${id}/stack`);
      for (const { instanceId, sopInstanceUid } of stack.slices) {
        const answer = await fetchServed(`${address}/api/instances/${instanceId}/pixels`);
        const hu = new Int16Array(await answer.arrayBuffer());
        const own = slices.get(sopInstanceUid)?.hu;
        if (own?.length === hu.length && own.every((value, i) => value === hu[i])) there++;
      }
    }
  }
  const acknowledged = studies.reduce((sum, study) => sum + study.acknowledged.size, 0);
  return { there, acknowledged, unread: unread + studies.length - rows.length };
}

const own = process.argv.slice(2);
await runAlone(import.meta.url, () => run(own.length > 0 ? own : SEEDS));
