import { type OpenBundle, openBundle } from '@ichor/inference';
import { loadBundle } from '@ichor/training/load-bundle';

export { loadBundle, SHIPPED_BUNDLE } from '@ichor/training/load-bundle';

/** Opens the bundle in a folder, which must be as it was made. */
export async function openBundleFolder(folder: string, threads = 2): Promise<OpenBundle> {
  return openBundle(await loadBundle(folder), { threads });
}
