import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Puts a folder and all below it on the disk; what is there already costs little. Meanwhile the process does nothing else. */
export function flushTree(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() && !entry.isDirectory()) continue;
    flush(join(entry.parentPath, entry.name), entry.isDirectory());
  }
  flush(folder, true);
}

function flush(path: string, isFolder: boolean): void {
  // Windows can't flush folders, and flushes only files that are open for writing.
  if (isFolder && process.platform === 'win32') return;
  const descriptor = openSync(path, isFolder ? 'r' : 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
