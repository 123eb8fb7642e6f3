import { seriesLimit } from '@ichor/intake';
import type { StudySource } from './study-source.ts';

/** The Series Instance UIDs of all series. Volumes have to be opened for it; those that can't be have none. */
export async function seriesUids({ studies }: StudySource, mostHuBytes = seriesLimit()): Promise<string[]> {
  const uids: string[] = [];
  for (const { seriesInstanceUid, open } of studies.flatMap(({ series }) => series)) {
    const uid = seriesInstanceUid ?? (await open({ pixels: false, mostHuBytes })).series?.seriesInstanceUid;
    if (uid !== undefined) uids.push(uid);
  }
  return uids;
}
