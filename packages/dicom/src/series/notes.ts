import type { Slice } from '@ichor/ct';
import {
  mergeNotices,
  type Notice,
  type NoticeCode,
  type NoticeParams,
  notice,
  type RefusingCode,
} from '@ichor/notices';

/** Takes what is to be said of slices, or without any of the whole series. */
type Take<Codes extends NoticeCode> = <C extends Codes>(
  code: C,
  params: NoticeParams<C>,
  of?: readonly Slice[],
) => void;

/** Of what a series can be read in spite of. */
export type Note = Take<Exclude<NoticeCode, RefusingCode>>;

/** What is told of one series while it is put together. A code that refuses it can't be noted, nor the other way round. */
export class Notes {
  readonly #notices: Notice[];
  readonly #refusals: Notice<RefusingCode>[];

  constructor(notices: readonly Notice[] = [], refusals: readonly Notice<RefusingCode>[] = []) {
    this.#notices = [...notices];
    this.#refusals = [...refusals];
  }

  /** With all that was told so far; what either is told from now on the other does not know. */
  copy(): Notes {
    return new Notes(this.#notices, this.#refusals);
  }

  readonly note: Note = (code, params, of = []) => {
    this.#notices.push(notice(code, params, uidsOf(of)));
  };

  /** Of what makes the series one that can't be relied on. */
  readonly refuse: Take<RefusingCode> = (code, params, of = []) => {
    this.#refusals.push(notice(code, params, uidsOf(of)));
  };

  /** Takes what was told of slices before anyone knew their series. */
  add(notices: readonly Notice[]): void {
    this.#notices.push(...notices);
  }

  /** Sorted; `refusals` stand among all of them too. */
  told(): { readonly notices: Notice[]; readonly refusals: Notice<RefusingCode>[] } {
    return {
      notices: mergeNotices([...this.#notices, ...this.#refusals]),
      refusals: mergeNotices(this.#refusals),
    };
  }
}

const uidsOf = (slices: readonly Slice[]): string[] => slices.map((slice) => slice.sopInstanceUid);
