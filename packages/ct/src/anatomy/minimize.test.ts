import { expect, test } from 'vitest';
import { minimize } from './minimize.ts';

test('finds the bottom of a bowl, and of a bent valley', () => {
  const bowl = minimize(
    ([x, y, z]) => (x! - 1) ** 2 + 4 * (y! + 2) ** 2 + (z! - 3) ** 2,
    [0, 0, 0],
    [1, 1, 1],
  );
  [1, -2, 3].forEach((value, i) => {
    expect(bowl.at[i]).toBeCloseTo(value, 1);
  });
  const valley = ([x, y]: readonly number[]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2;
  const found = minimize(valley, [-1.2, 1], [0.5, 0.5], { tolerance: 1e-4, evaluations: 1000 });
  expect(found.at[0]).toBeCloseTo(1, 2);
  expect(found.at[1]).toBeCloseTo(1, 2);
});

test('of a function with edges too, and never calls it more often than allowed by much', () => {
  let calls = 0;
  const found = minimize(
    ([x, y]) => {
      calls++;
      return Math.abs(x! - 5) + Math.abs(y! - 5);
    },
    [0, 0],
    [2, 2],
    { evaluations: 120 },
  );
  expect(found.value).toBeLessThan(0.2);
  expect(calls).toBeLessThan(125);
});
