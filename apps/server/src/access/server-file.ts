import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure, isSystemError, writeWhole } from '@ichor/files';
import { isAlive } from '../processes/is-alive.ts';
import { isToken } from './secret.ts';

/** What a server that runs leaves in its data folder for its owner: `server-PORT.json`. */
export interface ServerFile {
  readonly address: string;
  readonly token: string;
  readonly pid: number;
}

const NAME = /^server-(\d{1,5})\.json$/;
const pathOf = (root: string, port: number) => join(root, `server-${port}.json`);

const doorOf = (root: string, port: number) => join(root, `open-${port}.html`);

export const portOfAddress = (address: string): number => Number(new URL(address).port || 80);

/** The address that lets its reader in. */
export const entryAddress = ({ address, token }: Pick<ServerFile, 'address' | 'token'>): string =>
  `${address}/?token=${token}`;

/** Writes a server's file; what it gives takes it away again. */
export async function announceServer(root: string, server: ServerFile): Promise<() => Promise<void>> {
  const port = portOfAddress(server.address);
  await writeWhole(pathOf(root, port), `${JSON.stringify(server)}\n`, { mode: 0o600 });
  return async () => {
    // Another may have taken the port since.
    if ((await readServerFile(root, port))?.pid !== server.pid) return;
    await rm(pathOf(root, port), { force: true });
    await rm(doorOf(root, port), { force: true });
  };
}

/** A file for its owner's browser alone, which leads to the page and lets it in. Gives its path. */
export async function writeDoor(
  root: string,
  server: Pick<ServerFile, 'address' | 'token'>,
): Promise<string> {
  const path = doorOf(root, portOfAddress(server.address));
  // Both are made of letters, digits and signs that mean nothing in HTML.
  await writeWhole(
    path,
    `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">` +
      `<title>Ichor</title><meta http-equiv="refresh" content="0; url=${entryAddress(server)}">\n`,
    { mode: 0o600 },
  );
  return path;
}

/** The servers of a data folder whose processes are there. What killed ones left behind is passed over. */
export async function runningServers(root: string): Promise<ServerFile[]> {
  const names = await readdir(root).catch((error: unknown) => {
    if (isSystemError(error) && error.code === 'ENOENT') return [];
    throw fileFailure(error, root);
  });
  const found = await Promise.all(
    names.map((name) => {
      const port = NAME.exec(name)?.[1];
      return port === undefined ? undefined : readServerFile(root, Number(port));
    }),
  );
  return found.filter((file) => file !== undefined).filter(({ pid }) => isAlive(pid));
}

async function readServerFile(root: string, port: number): Promise<ServerFile | undefined> {
  const path = pathOf(root, port);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw fileFailure(error, path);
  });
  if (text === undefined) return undefined;
  try {
    const { address, token, pid } = JSON.parse(text) as Partial<ServerFile>;
    if (typeof address !== 'string' || typeof pid !== 'number' || !isToken(token)) return undefined;
    return { address, token, pid };
  } catch {
    // Written by hand: written by a server it is whole.
    return undefined;
  }
}
