interface Corner {
  readonly at: readonly number[];
  readonly value: number;
}

/**
 * The place where a function of a few numbers is smallest, near `start`: Nelder and Mead's simplex, which needs no
 * gradient (Computer Journal 7, 1965).
 *
 * @param steps how far the first corners lie from `start`, by number
 * @param tolerance it ends when the simplex is smaller than this share of its first size
 */
export function minimize(
  cost: (at: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
  { tolerance = 0.005, evaluations = 400 } = {},
): Corner {
  let left = evaluations;
  const corner = (at: readonly number[]): Corner => {
    left--;
    return { at, value: cost(at) };
  };
  const simplex = [
    corner(start),
    ...steps.map((step, i) => corner(start.map((x, k) => (k === i ? x + step : x)))),
  ];
  while (left > 0) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex.at(-1)!;
    const spread = Math.max(
      ...simplex.flatMap(({ at }) => at.map((x, k) => Math.abs((x - best.at[k]!) / steps[k]!))),
    );
    if (spread < tolerance) break;
    const others = simplex.slice(0, -1);
    const middle = start.map((_, k) => others.reduce((sum, { at }) => sum + at[k]!, 0) / others.length);
    /** On the line from the worst corner through the middle of the others: 1 is the middle, 2 as far again. */
    const beyond = (share: number): Corner =>
      corner(middle.map((x, k) => worst.at[k]! + share * (x - worst.at[k]!)));
    const reflected = beyond(2);
    let better = reflected;
    if (reflected.value < best.value) {
      const expanded = beyond(3);
      if (expanded.value < reflected.value) better = expanded;
    } else if (reflected.value >= others.at(-1)!.value) {
      better = reflected.value < worst.value ? beyond(1.5) : beyond(0.5);
    }
    if (better.value < worst.value) simplex[simplex.length - 1] = better;
    else {
      for (let i = 1; i < simplex.length; i++) {
        simplex[i] = corner(simplex[i]!.at.map((x, k) => (x + best.at[k]!) / 2));
      }
    }
  }
  return simplex.reduce((a, b) => (b.value < a.value ? b : a));
}
