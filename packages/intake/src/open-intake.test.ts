import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeZip, type ZipSource } from '@ichor/testing/make-zip';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { INTAKE_LIMITS, type IntakeOptions, openIntake } from './open-intake.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ichor-intake-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (value: string): Uint8Array => Buffer.from(value);
const put = (name: string, bytes: Uint8Array = text(name)): string => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
  return path;
};
const entry = (name: string, bytes: Uint8Array = text(name)): ZipSource => ({ name, bytes });
/** What was found, by names relative to the folder: contents, and codes of what isn't read. */
async function found(paths = [folder], options: IntakeOptions = {}) {
  const intake = await openIntake(paths, options);
  try {
    const files: [string, string][] = [];
    for (const file of intake.files) {
      const content = await file.read().then(
        (bytes) => Buffer.from(bytes).toString(),
        (error: { code: string }) => `error ${error.code}`,
      );
      files.push([relative(folder, file.name), content]);
    }
    const unread = intake.unread.map(({ path, code }) => [relative(folder, path), code]);
    return { files, unread };
  } finally {
    await intake.close();
  }
}
const names = ({ files }: Awaited<ReturnType<typeof found>>): string[] => files.map(([name]) => name);

describe('folders', () => {
  test('gives the files of a folder of any depth by name, each once, and the parts of each', async () => {
    put('b/c/d');
    const a = put('a', text('abcdef'));
    expect(await found([folder, join(folder, 'b'), a])).toEqual({
      files: [
        ['a', 'abcdef'],
        ['b/c/d', 'b/c/d'],
      ],
      unread: [],
    });
    const [file] = (await openIntake([a])).files;
    expect(Buffer.from(await file!.read(2, 3)).toString()).toBe('cde');
    expect(Buffer.from(await file!.read(4, 10)).toString()).toBe('ef');
  });

  test('passes over what systems leave behind and what is hidden, and lists what is empty', async () => {
    for (const name of ['.DS_Store', '__MACOSX/._a', 'Thumbs.db', 'x/desktop.ini', '.hidden/a', 'a'])
      put(name);
    put('empty', text(''));
    expect(await found()).toEqual({ files: [['a', 'a']], unread: [['empty', 'file-empty']] });
  });

  test('follows links, each folder once, so that a loop ends; a link to nowhere is listed', async () => {
    put('real/a');
    mkdirSync(join(folder, 'x'));
    symlinkSync(folder, join(folder, 'x/loop'));
    symlinkSync(join(folder, 'real/a'), join(folder, 'x/link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'x/dangling'));
    expect(await found()).toEqual({
      files: [
        ['real/a', 'real/a'],
        ['x/link', 'real/a'],
      ],
      unread: [['x/dangling', 'ENOENT']],
    });
  });

  test.skipIf(process.platform === 'win32')('never opens a pipe or a socket in a folder', async () => {
    put('a');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const { unread } = await found();
    server.close();
    expect(unread).toEqual([
      ['pipe', 'not-a-file'],
      ['socket', 'not-a-file'],
    ]);
  });

  // The superuser reads everything.
  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'lists a folder and a file that may not be read, and goes on',
    async () => {
      put('a');
      chmodSync(put('secret'), 0);
      put('closed/b');
      chmodSync(join(folder, 'closed'), 0);
      const result = await found();
      chmodSync(join(folder, 'closed'), 0o700);
      expect(result).toEqual({
        files: [['a', 'a']],
        unread: [
          ['closed', 'EACCES'],
          ['secret', 'EACCES'],
        ],
      });
    },
  );

  test('a file that goes away in the middle gives its error when it is read', async () => {
    const intake = await openIntake([put('a'), put('b')]);
    renameSync(join(folder, 'a'), join(folder, 'c'));
    await expect(intake.files[0]!.read()).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(intake.files[1]!.read()).resolves.toEqual(new Uint8Array(text('b')));
  });

  test('a path that is not there is an error', async () => {
    await expect(openIntake([join(folder, 'nowhere')])).rejects.toMatchObject({ code: 'path-not-found' });
  });
});

describe('zips', () => {
  test('gives the files of a zip, whatever it is called, and of a zip in it, without clutter', async () => {
    const inner = makeZip([entry('c'), entry('__MACOSX/._c')]);
    put(
      'x/study',
      makeZip([
        entry('a'),
        entry('folder/', text('')),
        entry('folder/b'),
        entry('.DS_Store'),
        entry('i', inner),
      ]),
    );
    expect((await found()).files).toEqual([
      ['x/study/a', 'a'],
      ['x/study/folder/b', 'folder/b'],
      ['x/study/i/c', 'c'],
    ]);
  });

  test('gives any part of a file in it, again and again', async () => {
    const long = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
    const intake = await openIntake([put('z', makeZip([entry('long', long)]))]);
    const [file] = intake.files;
    for (const [offset, length] of [
      [0, 10],
      [200_000, 50],
      [0, 300_000],
      [299_990, 100],
      [1, 70_000],
    ] as const) {
      expect(Buffer.from(await file!.read(offset, length))).toEqual(long.subarray(offset, offset + length));
    }
    await intake.close();
  });

  test.each([
    ['zip-path-outside', entry('../a')],
    ['zip-path-outside', entry('/etc/a')],
    ['zip-path-outside', entry('C:\\a')],
    ['zip-encrypted', { ...entry('a'), encrypted: true }],
    ['zip-method', { ...entry('a'), method: 93 }],
  ])('refuses an entry (%s), and reads those beside it', async (code, bad) => {
    put('z', makeZip([bad, entry('good')]));
    const { files, unread } = await found();
    expect(files).toEqual([['z/good', 'good']]);
    expect(unread.map(([, of]) => of)).toEqual([code]);
  });

  test.each([
    ['its checksum', { ...entry('a', text('abc')), declaredCrc: 1 }],
    ['a size that is too small', { ...entry('a', new Uint8Array(2 ** 20)), declaredBytes: 2000 }],
    ['a size that is too large', { ...entry('a', text('abc')), declaredBytes: 10 }],
  ])('never gives an entry that is not what was zipped: %s', async (_, bad) => {
    put('z', makeZip([bad, entry('good')]));
    const { files, unread } = await found();
    expect(
      [
        ...files.map(([name, content]) => `${name} ${content}`),
        ...unread.map((of) => of.join(' error ')),
      ].sort(),
    ).toEqual(['z/a error zip-damaged', 'z/good good']);
  });

  test('refuses bombs before a byte is unpacked, too many files, and a zip in a zip in a zip', async () => {
    put('bomb', makeZip([entry('zeros', new Uint8Array(20 * 2 ** 20))]));
    put('deep', makeZip([entry('2', makeZip([entry('3', makeZip([entry('x')]))]))]));
    put('many', makeZip([entry('a'), entry('b'), entry('c')]));
    put('cut', makeZip([entry('a', text('a'.repeat(5000)))]).subarray(0, -30));
    const limits = { ...INTAKE_LIMITS, zipEntries: 2 };
    const { files, unread } = await found([folder], { limits });
    expect(files).toEqual([]);
    expect(unread.sort()).toEqual([
      ['bomb', 'zip-bomb'],
      ['cut', 'zip-damaged'],
      ['deep/2/3', 'zip-nested'],
      ['many', 'zip-too-many'],
    ]);
  });

  test('counts what zips within a zip hold against the limits of the outer one', async () => {
    const inner = makeZip([entry('a'), entry('b')]);
    put('z', makeZip([entry('1', inner), entry('2', inner), entry('3', inner)]));
    const limits = { ...INTAKE_LIMITS, zipEntries: 6 };
    const { files, unread } = await found([folder], { limits });
    expect([files.length, unread]).toEqual([
      2,
      [
        ['z/2', 'zip-too-many'],
        ['z/3', 'zip-too-many'],
      ],
    ]);
  });

  test('reads zip64, and names in the code page of old zips', async () => {
    put(
      'z',
      makeZip([
        { ...entry('a'), zip64: true },
        { name: new Uint8Array([0x81, 0x62]), bytes: text('ü') },
      ]),
    );
    expect((await found()).files).toEqual([
      ['z/a', 'a'],
      ['z/üb', 'ü'],
    ]);
  });

  test('leaves nothing behind: what had to be unpacked has no name', async () => {
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
    const intake = await openIntake([put('z', makeZip([entry('i', makeZip([entry('a')]))]))]);
    await intake.files[0]!.read(1, 0);
    await intake.close();
    vi.unstubAllEnvs();
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('standard input', () => {
  async function* stream(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < bytes.length; i += 100) yield bytes.subarray(i, i + 100);
  }

  test('is a zip or one file', async () => {
    const intake = await openIntake(['-'], { standardInput: stream(makeZip([entry('a'), entry('b')])) });
    expect(intake.files.map(({ name }) => name)).toEqual(['standard input/a', 'standard input/b']);
    expect(Buffer.from(await intake.files[1]!.read()).toString()).toBe('b');
    await intake.close();
    const one = await openIntake(['-'], { standardInput: stream(text('some bytes')) });
    expect(Buffer.from(await one.files[0]!.read(5)).toString()).toBe('bytes');
    await one.close();
  });

  test('is listed where it is empty, and refused where it does not end', async () => {
    expect(await found(['-'], { standardInput: stream(text('')) })).toMatchObject({ files: [] });
    const limits = { ...INTAKE_LIMITS, fileBytes: 1000 };
    const endless = openIntake(['-'], { standardInput: stream(new Uint8Array(5000)), limits });
    await expect(endless).rejects.toMatchObject({ code: 'too-large' });
  });

  test.skipIf(process.platform !== 'linux')('a pipe that a shell hands over is read like it', async () => {
    const index = JSON.stringify(fileURLToPath(new URL('./index.ts', import.meta.url)));
    const program = `const { openIntake } = await import(${index});
      const intake = await openIntake([process.argv[1]]);
      process.stdout.write(await intake.files[0].read());
      await intake.close();`;
    const line = `"${process.execPath}" --input-type=module -e '${program}' <(printf hello)`;
    expect(execFileSync('bash', ['-c', line], { encoding: 'utf8' })).toBe('hello');
  });

  test.skipIf(process.platform === 'win32')('a pipe with a name is told of, and not waited for', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const { files, unread } = await openIntake([pipe]);
    expect(files).toEqual([]);
    expect(unread).toMatchObject([{ code: 'not-a-file', reason: expect.stringContaining('- < PIPE') }]);
  });
});

test('names are as the user gave them, in any order of paths', async () => {
  const paths = [put('b'), put('a')];
  expect(names(await found(paths))).toEqual(['a', 'b']);
  expect(await found([...paths].reverse())).toEqual(await found(paths));
});
