/** Two-sided standard normal quantiles of the levels that are asked for. */
const Z = new Map([
  [0.9, 1.6448536269514722],
  [0.95, 1.959963984540054],
  [0.99, 2.5758293035489004],
]);

/**
 * Wilson's score interval of a share: `successes` of `trials` (Wilson 1927; no continuity correction).
 *
 * @param level 0.9, 0.95 or 0.99
 * @throws RangeError where there are no trials, more successes than trials, or another level.
 */
export function wilsonInterval(
  successes: number,
  trials: number,
  level = 0.95,
): { low: number; high: number } {
  const z = Z.get(level);
  if (z === undefined) throw new RangeError(`wilsonInterval: level ${level} is none of ${[...Z.keys()]}`);
  if (!(trials > 0 && successes >= 0 && successes <= trials))
    throw new RangeError(`wilsonInterval: ${successes} of ${trials}`);
  const share = successes / trials;
  const middle = share + (z * z) / (2 * trials);
  const half = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  // At the ends the formula gives 0 and 1 but for rounding.
  return {
    low: successes === 0 ? 0 : (middle - half) / scale,
    high: successes === trials ? 1 : (middle + half) / scale,
  };
}
