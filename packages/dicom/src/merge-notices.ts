import type { Notice } from '@ichor/ct';

/** One notice for all that have the same code and message, with their instances; sorted by code, then message. */
export function mergeNotices(notices: readonly Notice[]): Notice[] {
  const merged = new Map<string, { code: string; message: string; uids: Set<string> }>();
  for (const { code, message, sopInstanceUids } of notices) {
    const key = `${code}\0${message}`;
    const one = merged.get(key) ?? { code, message, uids: new Set() };
    merged.set(key, one);
    for (const uid of sopInstanceUids) one.uids.add(uid);
  }
  return [...merged.keys()].sort().map((key) => {
    const { code, message, uids } = merged.get(key) as { code: string; message: string; uids: Set<string> };
    return { code, message, sopInstanceUids: [...uids].sort() };
  });
}
