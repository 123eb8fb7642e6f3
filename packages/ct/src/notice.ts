/**
 * Something about the input that a reader must know: a repair, a gap, a refusal. (What is seen in the patient
 * is a finding; one word never stands for the other.)
 */
export interface Notice {
  /** Stable, kebab-case: programs may depend on it. */
  readonly code: string;
  /** One plain sentence, without patient data. */
  readonly message: string;
  /** The slices it concerns; empty when it concerns the whole series. */
  readonly sopInstanceUids: readonly string[];
}
