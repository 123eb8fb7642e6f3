/**
 * The exact interval of a share: `successes` of `trials` (Clopper and Pearson 1934), each end where the binomial tail beyond
 * what was seen is half of 1 - level.
 *
 * @throws RangeError where there are no trials, or more successes than trials.
 */
export function exactInterval(
  successes: number,
  trials: number,
  level = 0.95,
): { low: number; high: number } {
  if (!(trials > 0 && successes >= 0 && successes <= trials && Number.isInteger(successes + trials)))
    throw new RangeError(`exactInterval: ${successes} of ${trials}`);
  const tail = (1 - level) / 2;
  return {
    low: successes === 0 ? 0 : root((share) => atLeast(successes, trials, share) - tail),
    high: successes === trials ? 1 : root((share) => tail - (1 - atLeast(successes + 1, trials, share))),
  };
}

/** Where a function that rises from 0 to 1 passes zero. */
function root(rising: (share: number) => number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The chance of at least so many successes. */
function atLeast(successes: number, trials: number, share: number): number {
  if (share === 0) return successes === 0 ? 1 : 0;
  if (share === 1) return 1;
  let logTerm = trials * Math.log1p(-share);
  let below = 0;
  for (let k = 0; k < successes; k++) {
    below += Math.exp(logTerm);
    logTerm += Math.log((trials - k) / (k + 1)) + Math.log(share) - Math.log1p(-share);
  }
  return 1 - Math.min(1, below);
}
