import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IchorError } from '@ichor/ct';
import { type OpenBundle, openBundle } from '@ichor/inference';

/** The bundle in this repository. */
export const SHIPPED_BUNDLE = fileURLToPath(new URL('../../../bundle', import.meta.url));

/** Opens the bundle in a folder: bundle.json and the model files that it names. */
export async function openBundleFolder(folder: string, threads = 2): Promise<OpenBundle> {
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
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new IchorError({
      code: 'bundle-invalid',
      subject: path,
      problem: 'is not JSON',
      remedy: 'Export the bundle again, or check it out anew.',
      cause,
    });
  }
  return openBundle(json, (name) => readFile(join(folder, name)), { threads });
}
