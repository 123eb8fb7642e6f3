import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Module, readModule } from './read-module.ts';

/** What a package.json says that the walls need to know. */
export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  /** Whether npm may run a package's script while installing it, by package. */
  readonly allowScripts?: Readonly<Record<string, boolean>>;
  /** File by sub-path, or one file. */
  readonly exports?: string | Readonly<Record<string, string>>;
  /** File by condition, by `#name`. */
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The whole tree, as far as the walls need to know it. Paths are relative to its root, with slashes. */
export interface House {
  /** Text of docs/architecture.md. */
  readonly plan: string;
  readonly modules: ReadonlyMap<string, Module>;
  /** package.json by folder; the root's under ''. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** The commands that each installed package brings, by package. */
  readonly commands: ReadonlyMap<string, readonly string[]>;
  /** The packages of which package-lock.json says that a script runs while they are installed. */
  readonly scripted: readonly string[];
}

/** What a file of a room is to it: its product, a proof of it, or a tool that is run by hand. */
export type Kind = 'source' | 'test' | 'script';

/** Reads the house that lies in a folder: every file of TypeScript or JavaScript that git knows of or would take up. */
export function readHouse(root: string): House {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const paths = listed.split('\n').filter((path) => existsSync(join(root, path)));
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const modules = new Map<string, Module>();
  const manifests = new Map<string, Manifest>();
  for (const path of paths) {
    if (/\.[jt]sx?$/.test(path) && !path.endsWith('.d.ts')) modules.set(path, readModule(path, read(path)));
    if (/^(.+\/)?package\.json$/.test(path))
      manifests.set(path.replace(/\/?package\.json$/, ''), JSON.parse(read(path)));
  }
  const commands = new Map<string, string[]>();
  for (const { dependencies, devDependencies } of manifests.values()) {
    for (const name of Object.keys({ ...dependencies, ...devDependencies }))
      commands.set(name, commandsOf(root, name));
  }
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const scripted = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  return { plan: read('docs/architecture.md'), modules, manifests, commands, scripted };
}

/** The house with one module written anew, or added. */
export function withModule(house: House, path: string, text: string): House {
  return { ...house, modules: new Map(house.modules).set(path, readModule(path, text)) };
}

/** The folder of the room in which a file lies: packages/ct, apps/cli, bench; `scripts` for what lies at the root. */
export function roomFolderOf(path: string): string {
  const [first, second] = path.split('/') as [string, string | undefined];
  if (first === 'packages' || first === 'apps') return `${first}/${second}`;
  return second === undefined ? 'scripts' : first;
}

/** The room's name in the table: the last part of its folder. */
export const roomOf = (path: string) => roomFolderOf(path).split('/').at(-1) as string;

const TOOL_ROOMS: ReadonlySet<string> = new Set(['bench', 'fixtures', 'scripts']);

/**
 * By names alone: `x.test.ts`, `testing.ts` and all in a folder `testing` are tests; a room's `scripts/`, vite.config.ts
 * and the rooms that are run by hand are scripts.
 */
export function kindOf(path: string): Kind {
  const folder = roomFolderOf(path);
  const within = path.slice(folder.length);
  if (/\.test\.tsx?$|\/testing(\/|\.tsx?$)/.test(within)) return 'test';
  return TOOL_ROOMS.has(folder) || /^\/scripts\/|\/vite\.config\.ts$/.test(within) ? 'script' : 'source';
}

function commandsOf(root: string, name: string): string[] {
  const file = join(root, 'node_modules', name, 'package.json');
  if (!existsSync(file)) return [];
  const { bin } = JSON.parse(readFileSync(file, 'utf8')) as { bin?: string | Record<string, string> };
  return typeof bin === 'string' ? [name.split('/').at(-1) as string] : Object.keys(bin ?? {});
}
