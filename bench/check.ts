/** One thing that was measured: a name, whether it is as it should be, and the figures to quote. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly figures: string;
}

/** Runs a proof by itself when its file is the one that was started, and prints its figures. */
export async function runAlone(url: string, run: () => Promise<readonly Check[]>): Promise<void> {
  if (process.argv[1] === undefined || url !== new URL(`file://${process.argv[1]}`).href) return;
  for (const check of await run()) console.log(checkLine(check));
}

export const checkLine = ({ name, passed, figures }: Check): string =>
  `${passed ? 'pass' : 'FAIL'}  ${name}: ${figures}`;
