import { NOTICES, type NoticeCode, type NoticeParams } from './notices.ts';

/**
 * Something about the input that a reader must know: a repair, a gap, a refusal. (What is seen in the patient
 * is a finding; one word never stands for the other.)
 */
export interface Notice<C extends NoticeCode = NoticeCode> {
  /** Stable, kebab-case: programs may depend on it. */
  readonly code: C;
  /** One plain sentence, without patient data. */
  readonly message: string;
  /** The slices it concerns; empty when it concerns the whole series. */
  readonly sopInstanceUids: readonly string[];
}

/**
 * A notice of the catalogue.
 *
 * @param params what its sentence is made from
 * @param sopInstanceUids of the slices it concerns; none where it concerns the whole series
 *
 * @example notice('gantry-tilt', { degrees: 12.5 }).message // 'The slices are tilted by 12.5 degrees.'
 */
export const notice = <C extends NoticeCode>(
  code: C,
  params: NoticeParams<C>,
  sopInstanceUids: readonly string[] = [],
): Notice<C> => ({ code, message: noticeText(code, params), sopInstanceUids });

/** The sentence of a notice, before anyone knows which slices it concerns. */
export function noticeText<C extends NoticeCode>(code: C, params: NoticeParams<C>): string {
  // Each code's text takes the parameters of that code, which the type of `params` says and no union can.
  const { text } = NOTICES[code] as { readonly text: (params: NoticeParams<C>) => string };
  return text(params);
}

/** Short title of a notice; a code that nobody knows (of another version's report) is shown as it is. */
export const noticeTitle = (code: string): string => (isNoticeCode(code) ? NOTICES[code].title : code);

/** What to do about a notice of this code; undefined for a code that nobody knows. */
export const noticeRemedy = (code: string): string | undefined =>
  isNoticeCode(code) ? NOTICES[code].remedy : undefined;

const isNoticeCode = (code: string): code is NoticeCode => Object.hasOwn(NOTICES, code);
