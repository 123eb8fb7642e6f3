import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWhole } from '@ichor/files';
import { type ReadBundle, readBundle, SHIPPED_BUNDLE_SHA256 } from '@ichor/report';

/** The bundle in this repository. */
export const SHIPPED_BUNDLE = fileURLToPath(new URL('../../../bundle', import.meta.url));

/**
 * Reads the bundle in a folder. Every way from a folder to a bundle goes through here, so that none is used that is not as it
 * was made.
 *
 * @throws IchorError as `readBundle` does
 */
export async function loadBundle(folder: string): Promise<ReadBundle> {
  const where = await realpath(folder).catch(() => folder);
  return readBundle((name) => readWhole(join(folder, name)), {
    where: folder.replace(/(?<=.)[/\\]+$/, ''),
    expected:
      where === (await realpath(SHIPPED_BUNDLE).catch(() => SHIPPED_BUNDLE))
        ? SHIPPED_BUNDLE_SHA256
        : undefined,
  });
}
