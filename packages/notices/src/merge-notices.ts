import type { Notice } from './notice.ts';
import type { NoticeCode } from './notices.ts';

/** One notice for all that have the same code and message, with their instances; sorted by code, then message. */
export function mergeNotices<C extends NoticeCode>(notices: readonly Notice<C>[]): Notice<C>[] {
  const groups = Map.groupBy(notices, ({ code, message }) => `${code}\0${message}`);
  return [...groups.keys()].sort().map((key) => {
    const alike = groups.get(key)!;
    const uids = new Set(alike.flatMap(({ sopInstanceUids }) => sopInstanceUids));
    return { ...alike[0]!, sopInstanceUids: [...uids].sort() };
  });
}
