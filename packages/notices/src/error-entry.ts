/** All that is known of one code of errors. */
export interface ErrorEntry {
  readonly meaning: string;
  /** What the user can do about it: a sentence. An error may say a better one for its case. */
  readonly remedy: string;
}
