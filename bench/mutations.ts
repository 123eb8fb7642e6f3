/**
 * Do the tests see what they are there to see? Each fault of mutation-list.ts is put into a copy of the tree; the test file
 * beside it has to fail there, and to pass where nothing is changed. A fault that no test sees is a survivor.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type Check, runAlone } from './check.ts';
import { MUTATIONS, type Mutation } from './mutation-list.ts';
import { ROOT, runTests } from './run-tests.ts';

export async function run(): Promise<Check[]> {
  const root = copyOfTree();
  try {
    const tests = [...new Set(MUTATIONS.map(({ test }) => test))];
    const { tests: count, failures } = runTests(root, tests);
    const whole: Check = {
      name: 'the tests pass where nothing is changed',
      passed: failures.length === 0 && count > 0,
      figures: [`${tests.length} files, ${count} tests`, ...failures.map((one) => one.test)].join('; '),
    };
    return whole.passed ? [whole, ...MUTATIONS.map((mutation) => judge(root, mutation))] : [whole];
  } finally {
    rmSync(root, { recursive: true });
  }
}

function judge(root: string, { name, file, from, to, test }: Mutation): Check {
  const path = join(root, file);
  const source = readFileSync(path, 'utf8');
  const places = source.split(from).length - 1;
  if (places !== 1)
    return { name, passed: false, figures: `its text stands ${places} times in ${file}, not once` };
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  try {
    const { failures } = runTests(root, [test]);
    return {
      name,
      passed: failures.length > 0,
      figures: failures[0] ? `seen by "${failures[0].test.split('\n', 1)[0]}"` : `survives ${test}`,
    };
  } finally {
    writeFileSync(path, source);
  }
}

/** What git tracks or would track, with the installed packages; the workspaces' own names lead into the copy. */
function copyOfTree(): string {
  const root = mkdtempSync(join(tmpdir(), 'ichor-mutations-'));
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  for (const file of execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' }).split('\0')) {
    // git also lists what was just deleted.
    if (file === '' || !existsSync(join(ROOT, file))) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(ROOT, file), join(root, file));
  }
  linkPackages(join(ROOT, 'node_modules'), join(root, 'node_modules'), root);
  return root;
}

function linkPackages(from: string, to: string, root: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from)) {
    if (entry === '.cache' || entry === '.vite') continue;
    if (entry.startsWith('@') && to.endsWith('node_modules')) {
      linkPackages(join(from, entry), join(to, entry), root);
      continue;
    }
    const real = realpathSync(join(from, entry));
    const inTree = relative(realpathSync(ROOT), real);
    const isWorkspace = !inTree.startsWith('..') && !inTree.startsWith('node_modules');
    symlinkSync(isWorkspace ? join(root, inTree) : real, join(to, entry));
  }
}

await runAlone(import.meta.url, run);
