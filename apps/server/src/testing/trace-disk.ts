import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** What was asked of the disk; of a rename the new name. */
export interface DiskCall {
  readonly call: 'write' | 'flush' | 'rename';
  readonly path: string;
}

/** Lists what this process writes, flushes and renames from now on: for the order of these, which no test of results shows. */
export function traceDisk(): { readonly calls: readonly DiskCall[]; readonly endTrace: () => void } {
  const calls: DiskCall[] = [];
  const paths = new Map<number, string>();
  const { openSync, writeSync, fsyncSync } = fs;
  const { open, rename } = fs.promises;
  const note = (call: DiskCall['call'], descriptor: number) =>
    calls.push({ call, path: paths.get(descriptor) ?? '' });
  fs.openSync = (path, ...rest) => {
    const descriptor = openSync(path, ...rest);
    paths.set(descriptor, String(path));
    return descriptor;
  };
  fs.writeSync = ((descriptor: number, ...rest: [NodeJS.ArrayBufferView]) => {
    note('write', descriptor);
    return writeSync(descriptor, ...rest);
  }) as typeof fs.writeSync;
  // Noted when it is over.
  fs.fsyncSync = (descriptor) => {
    fsyncSync(descriptor);
    note('flush', descriptor);
  };
  fs.promises.open = async (path, ...rest) => {
    const handle = await open(path, ...rest);
    const sync = handle.sync.bind(handle);
    handle.sync = async () => {
      await sync();
      calls.push({ call: 'flush', path: String(path) });
    };
    return handle;
  };
  fs.promises.rename = async (from, to) => {
    await rename(from, to);
    calls.push({ call: 'rename', path: String(to) });
  };
  syncBuiltinESMExports();
  return {
    calls,
    endTrace() {
      Object.assign(fs, { openSync, writeSync, fsyncSync });
      Object.assign(fs.promises, { open, rename });
      syncBuiltinESMExports();
    },
  };
}
