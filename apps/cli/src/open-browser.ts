import { spawn } from 'node:child_process';

/** Opens an address in the browser where there is a screen; where there is none, or no browser, nothing happens. */
export function openBrowser(address: string): void {
  const command = opener(address);
  if (command === undefined) return;
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  // The address is printed: without a browser to start, a person can still go there.
  child.on('error', () => {});
  child.unref();
}

function opener(address: string): [string, ...string[]] | undefined {
  const { SSH_CONNECTION, DISPLAY, WAYLAND_DISPLAY, CI } = process.env;
  if (SSH_CONNECTION || CI || !process.stdout.isTTY) return undefined;
  if (process.platform === 'darwin') return ['open', address];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '', address];
  return DISPLAY || WAYLAND_DISPLAY ? ['xdg-open', address] : undefined;
}
