import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IchorError } from '@ichor/ct';
import { type OpenBundle, openBundle } from '@ichor/inference';
import { type Bundle, parseBundle } from '@ichor/report';

/** The bundle in this repository. */
export const SHIPPED_BUNDLE = fileURLToPath(new URL('../../../bundle', import.meta.url));

/** Opens the bundle in a folder: bundle.json and the model files that it names. */
export async function openBundleFolder(folder: string, threads = 2): Promise<OpenBundle> {
  return openBundle(await readBundleJson(folder), (name) => readFile(join(folder, name)), { threads });
}

/** What the bundle in a folder says of itself; its network is left alone. */
export async function readBundleFolder(folder: string): Promise<Bundle> {
  return parseBundle(await readBundleJson(folder));
}

async function readBundleJson(folder: string): Promise<unknown> {
  const path = join(folder, 'bundle.json');
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new IchorError({
      code: 'bundle-not-found',
      subject: path,
      problem: 'cannot be read',
      remedy: 'Give --bundle the folder that "ichor train" wrote, the one that holds bundle.json.',
      cause,
    });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new IchorError({
      code: 'bundle-invalid',
      subject: path,
      problem: 'is not JSON',
      remedy: 'Export the bundle again, or check it out anew.',
      cause,
    });
  }
}
