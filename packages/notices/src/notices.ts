import { CHOOSING_NOTICES } from './notices/choosing-notices.ts';
import { DATA_SET_NOTICES } from './notices/data-set-notices.ts';
import { DEIDENTIFICATION_NOTICES } from './notices/deidentification-notices.ts';
import { FILE_NOTICES } from './notices/file-notices.ts';
import { GEOMETRY_NOTICES } from './notices/geometry-notices.ts';
import { IDENTITY_NOTICES } from './notices/identity-notices.ts';
import { NIFTI_NOTICES } from './notices/nifti-notices.ts';
import { ORDER_NOTICES } from './notices/order-notices.ts';
import { PICTURE_NOTICES } from './notices/picture-notices.ts';
import { STORE_NOTICES } from './notices/store-notices.ts';
import { VALUE_NOTICES } from './notices/value-notices.ts';

/** Every notice that a room raises, by its code: programs depend on the codes. */
export const NOTICES = {
  ...GEOMETRY_NOTICES,
  ...ORDER_NOTICES,
  ...IDENTITY_NOTICES,
  ...VALUE_NOTICES,
  ...FILE_NOTICES,
  ...NIFTI_NOTICES,
  ...PICTURE_NOTICES,
  ...STORE_NOTICES,
  ...CHOOSING_NOTICES,
  ...DEIDENTIFICATION_NOTICES,
  ...DATA_SET_NOTICES,
} as const;

export type NoticeCode = keyof typeof NOTICES;

/** Codes after which a series can't be relied on. */
export type RefusingCode = {
  [C in NoticeCode]: (typeof NOTICES)[C]['effect'] extends 'refused' ? C : never;
}[NoticeCode];

/** What the sentence of a code is made from; `{}` where it is always the same. */
export type NoticeParams<C extends NoticeCode> =
  Parameters<(typeof NOTICES)[C]['text']> extends [infer Params] ? Params : Record<string, never>;
