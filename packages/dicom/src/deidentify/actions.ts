import { BASIC_PROFILE, MODIFIED_DATES, RETAINED_UIDS } from './confidentiality-profile.ts';
import { STANDARD_ATTRIBUTES } from './standard-attributes.ts';

/** The options of the profile that can be chosen; 'remove' and 'replace' are the Basic Profile alone. */
export interface ProfileOptions {
  /** 'shift': Retain Longitudinal Temporal Information with Modified Dates. */
  readonly dates: 'shift' | 'remove';
  /** 'keep': Retain UIDs. */
  readonly uids: 'replace' | 'keep';
}

type BasicAction = 'remove' | 'empty' | 'dummy' | 'uid' | 'keep';

/** What becomes of an attribute. `otherwise` is for a date that can't be moved, because it is none. */
export type Action =
  | { readonly kind: BasicAction }
  | { readonly kind: 'date'; readonly otherwise: BasicAction }
  /** Not in the standard, private, or of a group that goes as a whole. */
  | { readonly kind: 'remove'; readonly why: 'private' | 'graphics' | 'unknown' };

const KINDS = { X: 'remove', Z: 'empty', D: 'dummy', U: 'uid', S: 'keep' } as const;

const tagsIn = (list: string): number[] =>
  list
    .trim()
    .split(/\s+/)
    .map((tag) => Number.parseInt(tag, 16));

interface Tables {
  readonly basic: ReadonlyMap<number, BasicAction>;
  readonly dates: ReadonlySet<number>;
  readonly uids: ReadonlySet<number>;
  readonly vrs: ReadonlyMap<number, string>;
}

let tables: Tables | undefined;

/** The tables' text, taken apart once. */
function loaded(): Tables {
  tables ??= {
    basic: new Map(
      Object.entries(BASIC_PROFILE).flatMap(([letter, list]) =>
        tagsIn(list).map((tag) => [tag, KINDS[letter as keyof typeof KINDS]] as const),
      ),
    ),
    dates: new Set(tagsIn(MODIFIED_DATES)),
    uids: new Set(tagsIn(RETAINED_UIDS)),
    vrs: new Map(
      Object.entries(STANDARD_ATTRIBUTES).flatMap(([group, list]) =>
        list
          .trim()
          .split(/\s+/)
          .map((word) => [Number.parseInt(group + word.slice(0, 4), 16), word.slice(4)] as const),
      ),
    ),
  };
  return tables;
}

/** The VR that the standard gives an attribute; undefined where it doesn't know it. */
export const standardVr = (tag: number): string | undefined => loaded().vrs.get(tag);

/** What PS3.15 Table E.1-1 and the options chosen make of an attribute of a CT image, at any depth. */
export function actionOf(tag: number, { dates, uids }: ProfileOptions): Action {
  const group = tag >>> 16;
  if (group % 2 === 1) return { kind: 'remove', why: 'private' };
  if ((group & 0xff00) === 0x5000 || (group & 0xff00) === 0x6000) return { kind: 'remove', why: 'graphics' };
  const known = loaded();
  // Command, file meta and directory groups have no place in a data set, and group lengths are no longer right.
  if (group < 8 || (tag & 0xffff) === 0 || !known.vrs.has(tag)) return { kind: 'remove', why: 'unknown' };
  const basic = known.basic.get(tag) ?? 'keep';
  if (uids === 'keep' && known.uids.has(tag)) return { kind: 'keep' };
  if (dates === 'shift' && known.dates.has(tag)) return { kind: 'date', otherwise: basic };
  return { kind: basic };
}
