import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeZip, type ZipSource } from '@ichor/testing/make-zip';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openIntake } from './open-intake.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ichor-bombs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entry = (name: string, bytes: Uint8Array = Buffer.from(name)): ZipSource => ({ name, bytes });
const MIB = 2 ** 20;

/** What of a zip is offered to be read, in bytes, and the codes of what isn't. */
async function offered(zip: Uint8Array, standardInput = false) {
  const path = join(folder, 'the.zip');
  writeFileSync(path, zip);
  const input = (async function* () {
    yield readFileSync(path);
  })();
  const intake = await openIntake([standardInput ? '-' : path], { standardInput: input });
  try {
    return {
      bytes: intake.files.reduce((sum, file) => sum + file.bytes, 0),
      files: intake.files.length,
      codes: [...new Set(intake.unread.map(({ code }) => code))],
      refused: intake.unread.length,
    };
  } finally {
    await intake.close();
  }
}

test.each([false, true])(
  'zips in a zip share what the outer one may unpack to (standard input: %s)',
  async (stdin) => {
    const inner = makeZip([entry('zeros', new Uint8Array(15 * MIB))]);
    const bomb = makeZip(Array.from({ length: 40 }, (_, i) => entry(`${i}.zip`, inner)));
    expect(bomb.length).toBeLessThan(100_000);
    const { bytes, codes, refused } = await offered(bomb, stdin);
    expect(bytes).toBeLessThanOrEqual(16 * MIB);
    expect([codes, refused]).toEqual([['zip-bomb'], 39]);
  },
);

test('a zip of zips may grow as much as any other of its size', async () => {
  const noise = randomBytes(300_000);
  const inner = makeZip([entry('noise', noise), entry('zeros', new Uint8Array(10 * MIB))]);
  const study = makeZip([entry('1.zip', inner), entry('2.zip', inner)]);
  expect(await offered(study)).toMatchObject({ files: 4, refused: 0 });
});

test('entries that share their bytes are refused, quoted or not', async () => {
  const zeros = new Uint8Array(2 * MIB);
  const first = entry('a', zeros);
  const shared = makeZip([first, { ...entry('b', zeros), declaredOffset: 0 }]);
  expect(await offered(shared)).toMatchObject({ files: 0, codes: ['zip-overlapping'] });
  const within = makeZip([first, { ...entry('b', zeros), declaredOffset: 100 }]);
  expect(await offered(within)).toMatchObject({ files: 0, codes: ['zip-overlapping'] });
});

test('only so many zips are taken in one, and their entries count together', async () => {
  const small = makeZip([entry('a')]);
  const thousands = makeZip(Array.from({ length: 1200 }, (_, i) => entry(`${i}.zip`, small)));
  expect(await offered(thousands)).toMatchObject({ files: 1000, codes: ['zip-too-many'], refused: 200 });
});

test('what had to be unpacked and is refused is not left behind', async () => {
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary);
  vi.stubEnv('TMPDIR', temporary);
  const inner = makeZip([entry('zeros', new Uint8Array(15 * MIB))]);
  await offered(makeZip([entry('1.zip', inner), entry('2.zip', inner)]));
  vi.unstubAllEnvs();
  expect(readdirSync(temporary)).toEqual([]);
});
