/**
 * Ends "ichor serve" as people and service managers do, however it was started, by a signal to whichever of its processes they
 * may know: after ten seconds none of them is left.
 *
 *     node bench/stop-signals.ts
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Check, runAlone } from './check.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PATIENCE_SECONDS = 10;
const START_SECONDS = 180;

const STARTS: Readonly<Record<string, readonly string[]>> = {
  'npx ichor serve': ['npx', 'ichor', 'serve'],
  'npm start': ['npm', 'start', '--', '--no-open'],
  'bin/ichor.js': [process.execPath, 'apps/cli/bin/ichor.js', 'serve'],
};
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** The one that was started, the one that started database, server and worker, and all at once. */
const TARGETS = ['first', 'server’s parent', 'group'] as const;

/**
 * npm hands SIGINT to its shell, which waits whether what it runs ends by it too, and tells nobody: as with any program under npx,
 * all of it runs on. A terminal's Ctrl-C goes to the group.
 */
const isLost = (signal: string, target: string, command: readonly string[]): boolean =>
  signal === 'SIGINT' && target === 'first' && command[0] !== process.execPath;

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly command: string;
}

export async function run(): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [name, command] of Object.entries(STARTS)) {
    const left: string[] = [];
    let ways = 0;
    let slowest = 0;
    for (const signal of SIGNALS) {
      for (const target of TARGETS) {
        if (isLost(signal, target, command)) continue;
        ways++;
        const { seconds, still } = await stopOnce(command, signal, target);
        slowest = Math.max(slowest, seconds);
        if (still.length > 0) left.push(`${signal} to ${target}: ${still.join(', ')}`);
      }
    }
    checks.push({
      name: `${name}: no process is left ${PATIENCE_SECONDS} s after a signal`,
      passed: left.length === 0,
      figures: left.join('; ') || `${ways} ways to tell it; at most ${slowest.toFixed(1)} s`,
    });
  }
  return checks;
}

async function stopOnce(
  command: readonly string[],
  signal: NodeJS.Signals,
  target: (typeof TARGETS)[number],
) {
  const folder = await mkdtemp(join(tmpdir(), 'ichor-stop-'));
  const [program = '', ...args] = command;
  // A group of its own, as a terminal gives each command; nothing of npm's that runs this bench.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const child = spawn(program, [...args, '--data', folder, '--port', '0'], {
    cwd: ROOT,
    detached: true,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let started: readonly RunningProcess[] = [];
  try {
    await untilServed(child, folder);
    started = (await processes()).filter(({ group }) => group === child.pid);
    const parent = started.find(({ command: line }) => / server --data /.test(line))?.parent;
    if (parent === undefined) throw new Error('no server process was found');
    const pid = { first: child.pid!, 'server’s parent': parent, group: -child.pid! }[target];
    const at = performance.now();
    process.kill(pid, signal);
    for (;;) {
      const still = (await processes()).filter((one) => started.some((each) => isSame(each, one)));
      const seconds = (performance.now() - at) / 1000;
      if (still.length === 0 || seconds > PATIENCE_SECONDS) {
        return { seconds, still: still.map(({ command: line }) => line.trim().slice(0, 60)) };
      }
      await sleep(200);
    }
  } finally {
    for (const each of await processes()) {
      if (started.some((one) => isSame(one, each))) process.kill(each.pid, 'SIGKILL');
    }
    await rm(folder, { recursive: true, force: true });
  }
}

const isSame = (a: RunningProcess, b: RunningProcess): boolean => a.pid === b.pid && a.group === b.group;

/** A server leaves a file in its data folder when it listens. */
async function untilServed(child: ChildProcess, folder: string): Promise<void> {
  let said = '';
  child.stdout?.on('data', (bytes) => {
    said += bytes;
  });
  child.stderr?.on('data', (bytes) => {
    said += bytes;
  });
  for (const until = performance.now() + 1000 * START_SECONDS; performance.now() < until; await sleep(200)) {
    if ((await readdir(folder)).some((name) => /^server-\d+\.json$/.test(name))) return;
    if (child.exitCode !== null) break;
  }
  throw new Error(`not started: ${said}`);
}

/** All that run on this machine; those that ended and were not yet waited for don't. */
async function processes(): Promise<RunningProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, group, state, command] = /^ *(\d+) +(\d+) +(\d+) +(\S+) (.*)$/.exec(line) ?? [];
    if (state === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), command: command ?? '' }];
  });
}

await runAlone(import.meta.url, run);
