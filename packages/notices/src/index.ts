/**
 * What a person must be told, in one place: notices of what was read, and errors with their cause and remedy. Each code has its
 * title, meaning and remedy here, and a notice its sentence, made from typed parameters; a misspelt code does not compile.
 *
 * @example notice('gantry-tilt', { degrees: 12.5 }, uids).message // 'The slices are tilted by 12.5 degrees.'
 */

export type { ErrorEntry } from './error-entry.ts';
export { ERRORS, type ErrorCode } from './errors.ts';
export { IchorError, isIchorError, toldError } from './ichor-error.ts';
export { Malformed } from './malformed.ts';
export { mergeNotices } from './merge-notices.ts';
export { type Notice, notice, noticeRemedy, noticeText, noticeTitle } from './notice.ts';
export type { NoticeEffect } from './notice-entry.ts';
export type { NoPositions, VertexSeen } from './notices/order-notices.ts';
export { NOTICES, type NoticeCode, type NoticeParams, type RefusingCode } from './notices.ts';
export { replaceNotice, withoutNotices } from './replace-notice.ts';
