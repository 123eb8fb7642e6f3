import { randomBytes, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { fileFailure, isSystemError, writeWhole } from '@ichor/files';
import { IchorError } from '@ichor/notices';

const KEY_BYTES = 32;

/**
 * The key that a data folder's sessions are signed with; made at the first start. Whoever deletes the file ends every session
 * at the next start.
 *
 * @throws IchorError `session-key-refused` where others could know it, or where it is cut short
 */
export async function sessionKey(path: string): Promise<Buffer> {
  return (await readKey(path)) ?? makeKey(path);
}

async function makeKey(path: string): Promise<Buffer> {
  const part = `${path}.${randomUUID()}`;
  await writeWhole(part, randomBytes(KEY_BYTES).toString('base64url'), { mode: 0o600 });
  try {
    // Unlike a renaming, a link never replaces: of two servers that start at once, both take the key of the first.
    await link(part, path).catch((error: unknown) => {
      if (isSystemError(error) && error.code === 'EEXIST') return;
      // A disk that knows no links.
      return rename(part, path);
    });
  } finally {
    await rm(part, { force: true });
  }
  const key = await readKey(path);
  if (key === undefined) throw refused(path, 'went away while it was being made');
  return key;
}

async function readKey(path: string): Promise<Buffer | undefined> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // Never by way of a link, which somebody else may have laid.
    file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    if (isSystemError(error) && error.code === 'ELOOP') throw refused(path, 'is a link');
    throw fileFailure(error, path);
  }
  try {
    const { uid, mode } = await file.stat();
    if (process.getuid && (uid !== process.getuid() || (mode & 0o077) !== 0)) {
      throw refused(path, 'may be known to others: it is not yours alone');
    }
    const key = Buffer.from(await file.readFile('utf8'), 'base64url');
    if (key.length !== KEY_BYTES) throw refused(path, 'is not a key');
    return key;
  } finally {
    await file.close();
  }
}

const refused = (path: string, problem: string): IchorError =>
  new IchorError({
    code: 'session-key-refused',
    subject: path,
    problem,
  });
