import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { type ServerFile, writeDoor } from '@ichor/server/server-file';

/**
 * Opens a server's page in the browser where there is a screen; where there is none, or no browser, nothing happens. By a file
 * that leads there: every user of the machine sees what a browser was started with, and the address holds the token.
 */
export async function openBrowser(
  dataFolder: string,
  server: Pick<ServerFile, 'address' | 'token'>,
): Promise<void> {
  if (!hasScreen()) return;
  const [program, ...args] = opener(pathToFileURL(await writeDoor(dataFolder, server)).href);
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  // The address is printed: without a browser to start, a person can still go there.
  child.on('error', () => {});
  child.unref();
}

function hasScreen(): boolean {
  const { SSH_CONNECTION, DISPLAY, WAYLAND_DISPLAY, CI } = process.env;
  if (SSH_CONNECTION || CI || !process.stdout.isTTY) return false;
  return process.platform === 'darwin' || process.platform === 'win32' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

function opener(address: string): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', address];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '', address];
  return ['xdg-open', address];
}
