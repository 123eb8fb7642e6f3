import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { smallDisk } from '@ichor/testing/small-disk';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { SHIPPED_BUNDLE } from './open-bundle-folder.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const RECIPE = fileURLToPath(new URL('../../../recipes/pretrain-simulated.ts', import.meta.url));
const SLICE = fileURLToPath(new URL('../../../fixtures/dicom/explicit-signed-16.dcm', import.meta.url));
/** Longer than any of it takes, also on a busy machine. */
const PATIENCE_MS = 100_000;
vi.setConfig({ testTimeout: 2 * PATIENCE_MS });
const NOBODY = 65534;

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in a process of its own; one that waits for something is stopped, and has no exit code. */
async function run(
  args: readonly string[],
  { stdout = 'pipe', uid }: { stdout?: 'pipe' | number; uid?: number } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', stdout, 'pipe'],
    timeout: PATIENCE_MS,
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const parts = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    parts.out += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    parts.err += text;
  });
  const [code] = await once(child, 'close');
  return { code, ...parts };
}

/** One sentence or more for a person, and no stack. */
function toldOf({ code, err }: Outcome, subject: string, exitCode: number = EXIT.failed): void {
  expect(err).not.toMatch(/\n\s+at /);
  expect(err).toContain(subject);
  expect(err).toMatch(/^ichor: .*\.$/m);
  expect(code).toBe(exitCode);
}

const folder = temporaryFolder();
const [input, file, pipe, circle] = ['input', 'file', 'pipe', 'circle'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
  string,
];
mkdirSync(input);
copyFileSync(SLICE, join(input, 'slice.dcm'));
writeFileSync(file, 'text');
execFileSync('mkfifo', [pipe]);
symlinkSync(circle, circle);
const truth = join(folder, 'truth');
mkdirSync(truth);
writeFileSync(join(truth, 'truth.csv'), '');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each command that writes, with the place that it is to write to. */
const WRITERS: readonly (readonly [string, (out: string) => string[]])[] = [
  ['analyze', (out) => ['analyze', input, '--out', out]],
  ['simulate', (out) => ['simulate', out, '--studies', '1']],
  ['deidentify', (out) => ['deidentify', input, out]],
  ['watch', (out) => ['watch', input, out]],
  ['evaluate', (out) => ['evaluate', SHIPPED_BUNDLE, truth, '--predictions', join(out, 'scores.csv')]],
  ['train', (out) => ['train', RECIPE, '--runs', out, '--limit', '1']],
  ['bundle make', (out) => ['bundle', 'make', folder, out, '--folds', folder, '--data', folder]],
];

/** Of these, those that find it out in different ways. */
const OF_EACH_KIND = ['analyze', 'watch', 'train'];

describe('a file in the place of the folder to write to', () => {
  test.concurrent.each(WRITERS)('%s', async (_, args) => {
    const outcome = await run(args(file));
    toldOf(outcome, file);
    expect(outcome.err).toMatch(/is there already, and is no folder|is a file, or lies below one/);
  });
});

const canBecomeNobody = process.getuid?.() === 0 && readableByNobody();
describe.skipIf(!canBecomeNobody)('a folder that belongs to another', () => {
  test.concurrent.each(WRITERS.filter(([name]) => OF_EACH_KIND.includes(name)))('%s', async (_, args) => {
    const home = temporaryFolder();
    chmodSync(home, 0o755);
    chmodSync(folder, 0o755);
    const outcome = await run(args(home), { uid: NOBODY });
    toldOf(outcome, home);
    expect(outcome.err).toContain('may not be used so by this user');
    expect(readdirSync(home)).toEqual([]);
  });
});

/** A checkout in a home folder is closed to others. */
function readableByNobody(): boolean {
  try {
    execFileSync(process.execPath, [MAIN, '--help'], { uid: NOBODY, gid: NOBODY, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const disk = smallDisk(64);
afterAll(() => disk?.remove());
describe.skipIf(disk === undefined)('a full disk', () => {
  test('deidentify says it of what it writes, and leaves nothing half', async () => {
    const filling = join(disk!.folder, 'filling');
    expect(() => writeFileSync(filling, new Uint8Array(100_000))).toThrow('ENOSPC');
    const out = join(disk!.folder, 'out');
    const outcome = await run(['deidentify', input, out, '--json']);
    toldOf(outcome, 'has no space left on its disk');
    const { error } = JSON.parse(outcome.out);
    expect(error).toMatchObject({ code: 'disk-full', subject: expect.stringContaining(out) });
    const files = readdirSync(disk!.folder, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    expect(files.map(({ name }) => name)).toEqual(['filling']);
  });
});

describe.skipIf(process.platform !== 'linux')('a full disk behind standard output', () => {
  test.concurrent.each([
    [['pixels', input]],
    [['inspect', input, '--json']],
    [['bundle', 'verify', SHIPPED_BUNDLE]],
    [['analyze', '--help']],
  ])('what nobody could take is a failure: %j', async (args) => {
    const full = openSync('/dev/full', 'w');
    try {
      toldOf(await run(args, { stdout: full }), 'standard output: has no space left');
    } finally {
      closeSync(full);
    }
  });
});

test('a reader that has had enough ends the command without a word', async () => {
  const many = join(folder, 'many');
  mkdirSync(many);
  for (let i = 0; i < 300; i++) symlinkSync(SLICE, join(many, `${i}.dcm`));
  const line = `"${process.execPath}" "${MAIN}" pixels "${many}" | head -n 1; echo "code \${PIPESTATUS[0]}"`;
  const child = spawn('bash', ['-c', line], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  await once(child, 'close');
  expect(err).toBe('');
  expect(out).toMatch(/^.*: Explicit VR Little Endian, .*\ncode 141\n$/);
});

describe('a pipe, a device or a socket in the place of a file is told of, and not waited for', () => {
  const bundle = join(folder, 'bundle');
  mkdirSync(bundle);
  execFileSync('mkfifo', [join(bundle, 'bundle.json')]);
  const out = join(folder, 'out');
  test.concurrent.each<[string, string[], number]>([
    ['analyze', ['analyze', pipe], EXIT.nothing],
    ['pixels', ['pixels', pipe], EXIT.nothing],
    ['inspect', ['inspect', pipe], EXIT.nothing],
    ['pixels, a device', ['pixels', '/dev/zero'], EXIT.nothing],
    ['pixels, in a folder', ['pixels', bundle], EXIT.nothing],
    ['deidentify', ['deidentify', pipe, out], EXIT.nothing],
    ['deidentify, the key', ['deidentify', input, out, '--key-file', pipe], EXIT.usage],
    ['evaluate', ['evaluate', pipe, input], EXIT.failed],
    ['evaluate, what it writes', ['evaluate', SHIPPED_BUNDLE, truth, '--predictions', pipe], EXIT.failed],
    ['train', ['train', pipe], EXIT.failed],
    ['bundle verify', ['bundle', 'verify', bundle], EXIT.failed],
    ['analyze, the bundle', ['analyze', input, '--bundle', bundle], EXIT.failed],
    ['watch', ['watch', pipe, out], EXIT.failed],
  ])('%s', async (_, args, exitCode) => {
    const { code, out: printed, err } = await run(args);
    expect(printed + err).toMatch(/is (a pipe|no file|a file)/);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(exitCode);
  });
});

describe('a path that leads nowhere', () => {
  const long = join(folder, 'x'.repeat(300));
  const paths: [string, string, string][] = [
    ['none', join(folder, 'none'), 'path-not-found'],
    ['below a file', join(file, 'x'), 'not-a-folder'],
    ['too long', long, 'name-too-long'],
    ['links in a circle', circle, 'link-loop'],
  ];
  test.concurrent.each(paths)('%s', async (_, path, code) => {
    const outcomes = [
      await run(['analyze', path, '--json']),
      await run(['deidentify', path, join(folder, 'out'), '--json']),
    ];
    for (const outcome of outcomes) {
      toldOf(outcome, path);
      expect(JSON.parse(outcome.out).error).toMatchObject({ code, subject: path });
    }
    toldOf(await run(['watch', path, join(folder, 'out')]), path);
  });
});

describe('with --json a failure is JSON too', () => {
  test.concurrent.each<[string[], string, number]>([
    [['pixels', '--json', '--nope'], 'usage', EXIT.usage],
    [['pixels', '--json'], 'usage', EXIT.usage],
    [['nope', '--json'], 'usage', EXIT.usage],
    [['bundle', 'RUN', 'OUT', '--json'], 'usage', EXIT.usage],
    [['simulate', folder, '--studies', '0', '--json'], 'usage', EXIT.usage],
    [['bundle', 'verify', folder, '--json'], 'bundle-not-found', EXIT.failed],
    [['evaluate', SHIPPED_BUNDLE, input, '--json'], 'unknown-data', EXIT.failed],
    [['train', file, '--json'], 'recipe-not-found', EXIT.failed],
  ])('%j', async (args, code, exitCode) => {
    const outcome = await run(args);
    expect(JSON.parse(outcome.out)).toEqual({
      error: { code, subject: expect.any(String), problem: expect.any(String), remedy: expect.any(String) },
    });
    toldOf(outcome, '', exitCode);
  });
});
