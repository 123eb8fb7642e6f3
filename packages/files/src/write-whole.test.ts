import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { chmod, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { smallDisk } from '@ichor/testing/small-disk';
import { afterAll, describe, expect, it } from 'vitest';
import { isFileFailure } from './file-failure.ts';
import { writeWhole } from './write-whole.ts';

const MODULE = fileURLToPath(new URL('./write-whole.ts', import.meta.url));
const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'ichor-files-'));
const small = smallDisk(64);
afterAll(() => small?.remove());

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error,
  );

describe('writeWhole', () => {
  it('writes text, bytes and pieces, and makes the folders', async () => {
    const folder = join(temporaryFolder(), 'a', 'b');
    await writeWhole(join(folder, 'text'), 'text');
    await writeWhole(join(folder, 'bytes'), Uint8Array.of(1, 2));
    await writeWhole(join(folder, 'pieces'), [Uint8Array.of(1), Uint8Array.of(2)]);
    expect(readdirSync(folder)).toEqual(['bytes', 'pieces', 'text']);
    expect(readFileSync(join(folder, 'pieces'))).toEqual(readFileSync(join(folder, 'bytes')));
  });

  it('gives the file the permissions that were asked for', async () => {
    const path = join(temporaryFolder(), 'secret');
    await writeWhole(path, 'x', { mode: 0o600 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('leaves the old file, and nothing else, where what is written fails half way', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileSync(path, 'old');
    const pieces = async function* () {
      yield new Uint8Array(100);
      throw new RangeError('half way');
    };
    expect(await failure(writeWhole(path, pieces()))).toBeInstanceOf(RangeError);
    expect(readdirSync(folder)).toEqual(['file']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('leaves the old file where its process is killed while it writes, and the next removes the rest', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileSync(path, 'old');
    const program = `import { writeWhole } from ${JSON.stringify(MODULE)};
      async function* pieces() {
        yield new Uint8Array(1000);
        console.log('half way');
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      }
      await writeWhole(${JSON.stringify(path)}, pieces());`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readFileSync(path, 'utf8')).toBe('old');
    // Hidden, so that it is no file to anybody.
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\.ichor-.*\.part$/), 'file']);
    await writeWhole(path, 'new');
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('leaves what another process, and another machine, is writing', async () => {
    const folder = temporaryFolder();
    const others = ['.ichor-00000000-999999999-0123456789ab.part', '.ichor-notes', 'x.part'];
    for (const name of others) writeFileSync(join(folder, name), '');
    await writeWhole(join(folder, 'file'), 'x');
    expect(readdirSync(folder)).toEqual([...others, 'file'].sort());
  });

  it.skipIf(small === undefined)('says that the disk is full of the file, and leaves nothing', async () => {
    const path = join(small!.folder, 'file');
    await writeWhole(path, 'old');
    const error = await failure(writeWhole(path, new Uint8Array(100_000)));
    expect(error).toMatchObject({ code: 'disk-full', subject: path, systemCode: 'ENOSPC' });
    expect(readdirSync(small!.folder)).toEqual(['file']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it.each([
    ['a folder that is a file', 'file/under', 'not-a-folder'],
    ['a file that is a folder', 'folder', 'is-a-folder'],
    ['a name too long', 'x'.repeat(300), 'name-too-long'],
    ['a folder with a name too long', join('x'.repeat(300), 'file'), 'name-too-long'],
    ['links in a circle', join('circle', 'file'), 'link-loop'],
    ['a folder that is a link to nowhere', join('nowhere', 'file'), 'not-a-folder'],
    ['a folder below a link to nowhere', join('nowhere', 'folder', 'file'), 'not-a-folder'],
  ])('says what is wrong with %s', async (_, path, code) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'folder'));
    symlinkSync(join(folder, 'circle'), join(folder, 'circle'));
    symlinkSync(join(folder, 'gone'), join(folder, 'nowhere'));
    const error = await failure(writeWhole(join(folder, path), 'x'));
    expect(error).toMatchObject({ code });
    expect(isFileFailure(error)).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')('says where no folder can be made, and ends', async () => {
    const error = await failure(writeWhole('/proc/ichor/file', 'x'));
    expect(error).toMatchObject({ code: 'not-a-folder', subject: '/proc/ichor' });
  });

  it('does not put a file in the place of a device or a socket', async () => {
    expect(await failure(writeWhole('/dev/null', 'x'))).toMatchObject({ code: 'not-a-file' });
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    const path = join(temporaryFolder(), 'socket');
    const server = createServer().listen(path);
    await once(server, 'listening');
    expect(await failure(writeWhole(path, 'x'))).toMatchObject({ code: 'not-a-file', subject: path });
    server.close();
  });

  it.skipIf(process.getuid?.() !== 0).each([
    ['written to', 0o755],
    ['entered', 0o744],
  ])('names the file in a folder that may not be %s', async (_, mode) => {
    const folder = temporaryFolder();
    await chmod(folder, mode);
    const program = `process.setgid(65534); process.setuid(65534);
      const { writeWhole } = await import(${JSON.stringify(MODULE)});
      await writeWhole(${JSON.stringify(join(folder, 'file'))}, 'x').catch((error) => console.log(error.code, error.subject));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    const [text] = await once(child.stdout, 'data');
    expect(String(text).trim()).toBe(`permission-denied ${join(folder, 'file')}`);
  });
});
