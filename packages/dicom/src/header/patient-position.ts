/** The defined terms of PatientPosition (PS3.3 C.7.3.1.1.2) for a patient on a table. */
const ENTRY: Readonly<Record<string, string>> = {
  HF: 'head first',
  FF: 'feet first',
  LF: 'left side first',
  RF: 'right side first',
};
const POSTURE: Readonly<Record<string, string>> = {
  S: 'on the back',
  P: 'face down',
  DR: 'on the right side',
  DL: 'on the left side',
};

/** "HFP" -> "head first, face down"; undefined for a term that the standard doesn't have. */
export function describePatientPosition(term: string): string | undefined {
  const [entry, posture] = [ENTRY[term.slice(0, 2)], POSTURE[term.slice(2)]];
  return entry === undefined || posture === undefined ? undefined : `${entry}, ${posture}`;
}

/** As most heads are scanned. */
export const USUAL_POSITION = 'HFS';
