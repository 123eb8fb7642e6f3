import type { Notice } from './notice.ts';
import type { NoticeCode } from './notices.ts';

/** The notices but those of some codes, as where what they told of was put right. */
export const withoutNotices = <C extends NoticeCode>(
  notices: readonly Notice<C>[],
  codes: readonly NoticeCode[],
): Notice<C>[] => notices.filter(({ code }) => !codes.includes(code));

/** The notices, one of which gives way to another of its code that says more. */
export const replaceNotice = <C extends NoticeCode, Own extends C>(
  notices: readonly Notice<C>[],
  other: Notice<Own>,
): Notice<C>[] => notices.map((one) => (one.code === other.code ? other : one));
