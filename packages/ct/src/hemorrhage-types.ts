/** The six labels in the order of RSNA 2019; every label, logit, score and probability array follows it. */
export const HEMORRHAGE_TYPES = [
  'epidural',
  'intraparenchymal',
  'intraventricular',
  'subarachnoid',
  'subdural',
  'any',
] as const;

export type HemorrhageType = (typeof HEMORRHAGE_TYPES)[number];

/** One number for each of {@link HEMORRHAGE_TYPES}. */
export type Scores = Readonly<Record<HemorrhageType, number>>;

/** Names an array of six numbers in the order of {@link HEMORRHAGE_TYPES}. */
export function namedScores(values: ArrayLike<number>): Scores {
  return Object.fromEntries(HEMORRHAGE_TYPES.map((type, i) => [type, values[i] ?? Number.NaN])) as Scores;
}
