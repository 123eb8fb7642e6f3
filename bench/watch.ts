/**
 * `ichor watch` behind DCMTK's storescp, killed (kill -9) at random moments while storescu sends studies: every study is read,
 * none twice, report.json is never seen half, and each is what `ichor analyze` says of the same files.
 *
 *     apt-get install dcmtk
 *     node bench/watch.ts [SEED]
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Rng } from '@ichor/ct';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { type Check, runAlone, skipped } from './check.ts';

const STUDIES = 8;
const KILLS = 8;
const QUIET_SECONDS = 1.5;
/** Between two kills: shorter than a start takes, and longer than a study. */
const PAUSE_SECONDS = [0.3, 4] as const;
const PATIENCE_SECONDS = 600;
const MAIN = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url));

interface Sent {
  readonly uid: string;
  readonly patientId: string;
  readonly paths: readonly string[];
}

export async function run(): Promise<Check[]> {
  if (spawnSync('storescp', ['--version']).error !== undefined) {
    return [skipped('watch', 'no storescp of DCMTK here')];
  }
  const folder = mkdtempSync(join(tmpdir(), 'ichor-watch-'));
  try {
    return await prove(folder, Rng.of('watch', process.argv[2] ?? 1));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prove(folder: string, rng: Rng): Promise<Check[]> {
  const [input, output] = ['in', 'out'].map((name) => join(folder, name)) as [string, string];
  mkdirSync(input);
  const studies = Array.from({ length: STUDIES }, (_, i) => makeStudy(join(folder, `sent-${i}`), i));
  const port = await freePort();
  const scp = spawn('storescp', ['--output-directory', input, String(port)], { stdio: 'ignore' });
  await sleep(500);
  const watching = new Watching(input, output);
  try {
    const halves = new AbortController();
    const half = seenHalf(output, halves.signal);
    const sending = (async () => {
      for (const { paths } of studies) {
        await send(port, paths);
        await sleep(1000 * rng.uniform(0, 1.5));
      }
    })();
    for (let kill = 0; kill < KILLS; kill++) {
      watching.start();
      await sleep(1000 * rng.uniform(...PAUSE_SECONDS));
      await watching.kill('SIGKILL');
    }
    await sending;
    watching.start();
    await untilRead(output, studies);
    await sleep(3000 * QUIET_SECONDS);
    const firstRound = watching.count('read');
    const same = studies.filter(({ uid, paths }) => isAsAnalyzed(join(output, uid), paths)).length;
    const grown = await grow(port, output, studies[0]!, watching, folder);
    const signals = await stops(watching);
    halves.abort();
    const halfSeen = await half;
    return [
      {
        name: 'each study is read, and none twice, whatever dies',
        passed: studies.every(({ uid }) => (firstRound.get(uid) ?? 0) <= 1) && same === STUDIES,
        figures: `${same} of ${STUDIES} reports are those of analyze after ${KILLS} kills; read events a study: ${studies.map(({ uid }) => firstRound.get(uid) ?? 0).join(' ')} (0: died between report and event); begun ${[...watching.count('reading').values()].reduce((a, b) => a + b, 0)} times`,
      },
      grown,
      {
        name: 'report.json is never seen half',
        passed: halfSeen.bad === 0 && halfSeen.looks > 50,
        figures: `${halfSeen.bad} of ${halfSeen.looks} looks`,
      },
      signals,
      {
        name: 'no patient in what it prints',
        passed: !studies.some(({ patientId }) => watching.printed.includes(patientId)),
        figures: `${watching.printed.split('\n').length - 1} lines, all of them JSON: ${watching.allJson}`,
      },
    ];
  } finally {
    await watching.kill('SIGKILL');
    scp.kill('SIGKILL');
  }
}

/** The watch as a process, again and again; what all of them print is kept. */
class Watching {
  readonly #arguments: readonly string[];
  #child: ChildProcess | undefined;
  #events: { event: string; studyInstanceUid?: string }[] = [];
  printed = '';
  allJson = true;

  constructor(input: string, output: string) {
    this.#arguments = [MAIN, 'watch', input, output, '--quiet-seconds', String(QUIET_SECONDS)];
  }

  start(): void {
    const child = spawn(process.execPath, this.#arguments, { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.printed += `${line}\n`;
      try {
        this.#events.push(JSON.parse(line));
      } catch {
        this.allJson = false;
      }
    });
    this.#child = child;
  }

  /** The exit code; null where the signal ended it. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }

  said = (event: string): boolean => this.#events.at(-1)?.event === event;

  /** How often an event came, by study. */
  count(event: string): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { event: name, studyInstanceUid: uid } of this.#events)
      if (name === event && uid !== undefined) counts.set(uid, (counts.get(uid) ?? 0) + 1);
    return counts;
  }
}

function makeStudy(folder: string, i: number): Sent {
  mkdirSync(folder);
  const { series, files } = simulateStudy(simulatePatient(`watch ${i}`), {
    rows: 64,
    columns: 64,
    thicknessMm: 10,
    tiltDegrees: 0,
  });
  const paths = files.map(({ name, bytes }) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  });
  return { uid: series.studyInstanceUid, patientId: series.patientId, paths };
}

/** All but the last slice, so that the study can grow. */
const firstPart = (paths: readonly string[]): readonly string[] => paths.slice(0, -1);

async function send(port: number, paths: readonly string[]): Promise<void> {
  const child = spawn('storescu', ['localhost', String(port), ...firstPart(paths)], { stdio: 'ignore' });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`storescu ended with ${code}`);
}

async function untilRead(output: string, studies: readonly Sent[]): Promise<void> {
  const end = performance.now() + 1000 * PATIENCE_SECONDS;
  while (!studies.every(({ uid }) => existsSync(join(output, uid, 'report.json')))) {
    if (performance.now() > end) return;
    await sleep(200);
  }
}

function isAsAnalyzed(folder: string, paths: readonly string[]): boolean {
  const arguments_ = [MAIN, 'analyze', ...firstPart(paths), '--json'];
  const { stdout } = spawnSync(process.execPath, arguments_, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return readFileSync(join(folder, 'report.json'), 'utf8') === stdout;
}

/** The missing slice of a study comes, and its report changes. */
async function grow(
  port: number,
  output: string,
  { uid, paths }: Sent,
  watching: Watching,
  folder: string,
): Promise<Check> {
  const before = watching.count('read').get(uid) ?? 0;
  execFileSync('storescu', ['localhost', String(port), paths.at(-1)!], { stdio: 'ignore' });
  const end = performance.now() + 1000 * PATIENCE_SECONDS;
  while ((watching.count('read').get(uid) ?? 0) === before && performance.now() < end) await sleep(100);
  const report = JSON.parse(readFileSync(join(output, uid, 'report.json'), 'utf8'));
  const slices = report.studies[0].series[0].slices.length as number;
  const others = readdirSync(join(folder, 'in')).length;
  return {
    name: 'a study that grows is read again',
    passed: slices === paths.length,
    figures: `${slices} of ${paths.length} slices in the new report; ${others} files received in all`,
  };
}

/** SIGTERM ends it in good order, and so does SIGINT. */
async function stops(watching: Watching): Promise<Check> {
  const term = await watching.kill('SIGTERM');
  const saidSo = watching.said('stopped');
  watching.start();
  while (!watching.said('watching')) await sleep(50);
  const int = await watching.kill('SIGINT');
  return {
    name: 'SIGTERM and SIGINT stop it cleanly',
    passed: term === 0 && int === 0 && saidSo && watching.said('stopped'),
    figures: `exit codes ${term} and ${int}, last word "stopped" both times: ${saidSo && watching.said('stopped')}`,
  };
}

/** Looks at every report again and again until it is told to stop. */
async function seenHalf(output: string, signal: AbortSignal): Promise<{ looks: number; bad: number }> {
  let [looks, bad] = [0, 0];
  while (!signal.aborted) {
    for (const name of existsSync(output) ? readdirSync(output) : []) {
      const path = join(output, name, 'report.json');
      if (!existsSync(path)) continue;
      looks++;
      try {
        JSON.parse(readFileSync(path, 'utf8'));
      } catch {
        bad++;
      }
    }
    await sleep(50);
  }
  return { looks, bad };
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

await runAlone(import.meta.url, run);
