/** What a notice leads to: nothing but its sentence, an answer that stays incomplete, or no answer. */
export type NoticeEffect = 'note' | 'incomplete' | 'refused';

/** All that is known of one code of notices. */
export interface NoticeEntry {
  /** A few words, for lists. */
  readonly title: string;
  readonly effect: NoticeEffect;
  readonly meaning: string;
  /** What to do about it: a sentence. */
  readonly remedy: string;
  /** What happened in the case at hand: one plain sentence, without patient data. */
  readonly text: (params: never) => string;
}
