import { BASIC_PROFILE, MODIFIED_DATES, RETAINED_UIDS } from './confidentiality-profile.ts';
import { STANDARD_ATTRIBUTES } from './standard-attributes.ts';
import { PLAIN_VRS, STANDING_EMPTY, STANDING_TEXTS, STANDING_UIDS } from './standing-attributes.ts';

/** The options of the profile that can be chosen; 'remove' and 'replace' are the Basic Profile alone. */
export interface ProfileOptions {
  /** 'shift': Retain Longitudinal Temporal Information with Modified Dates. */
  readonly dates: 'shift' | 'remove';
  /** 'keep': Retain UIDs. */
  readonly uids: 'replace' | 'keep';
}

/** 'own-uid': replaced unless DICOM itself has registered it. */
type BasicAction = 'remove' | 'empty' | 'dummy' | 'uid' | 'own-uid' | 'keep';

/** What becomes of an attribute. `otherwise` is for a date that can't be moved, because it is none. */
export type Action =
  | { readonly kind: BasicAction }
  | { readonly kind: 'date'; readonly otherwise: BasicAction }
  /** Not in the standard, private, of a group that goes as a whole, or words that a CT image does not need. */
  | { readonly kind: 'remove'; readonly why: 'private' | 'graphics' | 'unknown' | 'unneeded' };

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
  /** What the table lets stand though it may hold words. */
  readonly standing: ReadonlySet<number>;
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
    standing: new Set(tagsIn([...Object.values(STANDING_TEXTS), STANDING_UIDS].join(' '))),
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
  const basic = known.basic.get(tag);
  if (uids === 'keep' && known.uids.has(tag)) return { kind: 'keep' };
  if (dates === 'shift' && known.dates.has(tag)) return { kind: 'date', otherwise: basic ?? 'keep' };
  return basic === undefined ? standing(tag, { dates, uids }) : { kind: basic };
}

/** What becomes of an attribute of which the table says nothing. */
function standing(tag: number, { dates, uids }: ProfileOptions): Action {
  const known = loaded();
  const vr = known.vrs.get(tag) ?? 'UN';
  if (tag === Number.parseInt(STANDING_EMPTY, 16)) return { kind: 'empty' };
  if (PLAIN_VRS.has(vr) || known.standing.has(tag)) return { kind: 'keep' };
  if (vr === 'UI') return { kind: uids === 'keep' ? 'keep' : 'own-uid' };
  if (dates === 'shift' && ['DA', 'DT', 'TM'].includes(vr)) return { kind: 'date', otherwise: 'remove' };
  return { kind: 'remove', why: 'unneeded' };
}
