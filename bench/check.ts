/** One thing that was measured: a name, whether it is as it should be, and the figures to quote. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly figures: string;
  /** This machine lacks what it needs, as the figures say: it neither passed nor failed. */
  readonly skipped?: true;
}

/** What could not be measured here, and why. */
export const skipped = (name: string, why: string): Check => ({
  name,
  passed: false,
  figures: why,
  skipped: true,
});

/** Runs a proof by itself when its file is the one that was started, and prints its figures; exit code 1 where one failed. */
export async function runAlone(url: string, run: () => Promise<readonly Check[]>): Promise<void> {
  if (process.argv[1] === undefined || url !== new URL(`file://${process.argv[1]}`).href) return;
  const checks = await run();
  for (const check of checks) console.log(checkLine(check));
  if (tally(checks).failed > 0) process.exitCode = 1;
}

export const checkLine = ({ name, passed, figures, skipped }: Check): string =>
  `${skipped ? 'skip' : passed ? 'pass' : 'FAIL'}  ${name}: ${figures}`;

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** How many checks passed, failed and were skipped: each is counted once. */
export function tally(checks: readonly Check[]): Tally {
  const skipped = checks.filter((check) => check.skipped).length;
  const passed = checks.filter((check) => check.passed && !check.skipped).length;
  return { passed, failed: checks.length - passed - skipped, skipped };
}

export const tallyLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** Whether a run proves what it was asked to: nothing failed and something ran; if strict, nothing was skipped either. */
export const isProved = ({ passed, failed, skipped }: Tally, strict: boolean): boolean =>
  failed === 0 && passed + skipped > 0 && !(strict && skipped > 0);
