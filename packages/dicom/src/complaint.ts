import { type NoticeCode, type NoticeParams, noticeText } from '@ichor/notices';

/** A notice before anyone knows which slices it concerns. */
export interface Complaint {
  readonly code: NoticeCode;
  readonly message: string;
}

/** Takes what is found out about a file or a slice while it is read. */
export type Complain = <C extends NoticeCode>(code: C, params: NoticeParams<C>) => void;

export const complaint = <C extends NoticeCode>(code: C, params: NoticeParams<C>): Complaint => ({
  code,
  message: noticeText(code, params),
});

/** Adds to a list. */
export const complainTo =
  (complaints: Complaint[]): Complain =>
  (code, params) => {
    complaints.push(complaint(code, params));
  };

/** Hands on each complaint once, however often it is made. */
export function once(complain: Complain): Complain {
  const said = new Set<string>();
  return (code, params) => {
    const message = noticeText(code, params);
    if (!said.has(message)) complain(code, params);
    said.add(message);
  };
}
