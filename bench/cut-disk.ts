import { execFile } from 'node:child_process';
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

const DISK_MB = 768;

/** A disk with a file system of its own, of which can be kept what had reached it at a moment. */
export interface CutDisk {
  readonly folder: string;
  /**
   * Copies what reached the disk until this moment to a file, as the power was cut: nothing that the disk's file system still
   * has in memory is in it, and nothing that it writes meanwhile.
   */
  cut(image: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * The disk is a file on a second file system in a file: to freeze that one stops every write to the disk at one moment, also amid
 * a flush, and the disk's own file system knows nothing of it, as of a power failure. Its journal is not written by time, but
 * only where somebody flushes.
 *
 * @returns why there is none, where loop devices or the right to mount are missing
 */
export async function makeCutDisk(home: string): Promise<CutDisk | string> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs Linux and root';
  const below = join(home, 'below');
  const folder = join(home, 'disk');
  const disk = join(below, 'disk.img');
  try {
    await mountNew(join(home, 'below.img'), 2 * DISK_MB, below, 'loop');
  } catch (error) {
    return `no file system in a file can be mounted here (${String(error).split('\n')[0]})`;
  }
  await mountNew(disk, DISK_MB, folder, 'loop,commit=3600');
  return {
    folder,
    async cut(image) {
      // In one command, which thaws what it froze even where this process ends.
      const command =
        'fsfreeze -f "$1" && { cp --sparse=always "$2" "$3"; ended=$?; fsfreeze -u "$1"; exit $ended; }';
      await exec('sh', ['-c', command, 'sh', below, disk, image]);
    },
    async remove() {
      await unmount(folder);
      await unmount(below);
      await rm(join(home, 'below.img'));
    },
  };
}

/** Uses a copy as a machine would that starts again: its file system is brought in order by its journal. */
export async function withMounted<T>(image: string, folder: string, use: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  await exec('mount', ['-o', 'loop', image, folder]);
  try {
    return await use();
  } finally {
    // As soon as nobody uses it: what failed on it may still hold its files.
    await exec('umount', ['--lazy', folder]);
  }
}

async function mountNew(image: string, megabytes: number, folder: string, options: string): Promise<void> {
  await mkdir(folder);
  await writeFile(image, '');
  await truncate(image, megabytes * 2 ** 20);
  // All of it now, nothing by the kernel in the background.
  await exec('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image]);
  await exec('mount', ['-o', options, image, folder]);
}

const unmount = (folder: string): Promise<unknown> => exec('umount', [folder]);
