import { readFileSync } from 'node:fs';

/** So often it is looked at. */
const LOOK_MS = 500;
/** npm starts a shell, and that starts this process, unless the shell gives way to it. */
const MOST_LEVELS = 3;

/**
 * Ends this process, as by SIGTERM, when the `npx` or `npm start` that started it is gone. npm hands a signal on to its shell,
 * which dies of it and tells nobody: what runs in it would be left behind, and go on.
 */
export function endWithLauncher(): void {
  // npm says so to what it starts; a child of "ichor serve" inherits that, and is told by its own parent.
  if (process.env.npm_execpath === undefined || process.send !== undefined) return;
  const launchers = launchersOf(process.ppid);
  const look = setInterval(() => {
    if (process.ppid === launchers[0] && launchers.every(hasItsParent)) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  look.unref();
}

/** The processes from the parent up to npm itself; the parent alone where others can't be looked at. */
function launchersOf(parent: number): number[] {
  const pids: number[] = [];
  for (let pid: number | undefined = parent; pid !== undefined && pids.length < MOST_LEVELS; ) {
    pids.push(pid);
    if (isNpm(pid)) return pids;
    pid = parentOf(pid);
  }
  return [parent];
}

const hasItsParent = (pid: number, i: number, all: readonly number[]): boolean =>
  i === all.length - 1 ? isThere(pid) : parentOf(pid) === all[i + 1];

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** npm names its process after what it does ("npm exec ichor"); without that, by its program. */
const isNpm = (pid: number): boolean =>
  /^npm\b|[/\\]np[mx](-cli\.js)?\0/.test(procFile(pid, 'cmdline') ?? '');

/** proc(5): the second field may hold spaces and parentheses, and the fourth is the parent. */
function parentOf(pid: number): number | undefined {
  const stat = procFile(pid, 'stat');
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** undefined where the process is gone, and where there is no /proc. */
function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
