import { expect, test } from 'vitest';
import { distinctName } from './distinct-name.ts';

/** Counts how often it is asked. */
class Asked extends Map<string, number> {
  times = 0;
  override has(name: string): boolean {
    this.times++;
    return super.has(name);
  }
}

test('thousands of files of one name are numbered without counting from the first again for each', () => {
  const taken = new Asked();
  const isTaken = (name: string): boolean => name === 'IM (3).dcm';
  const names = Array.from({ length: 5000 }, () => distinctName('IM.dcm', taken, isTaken));
  expect(names.slice(0, 4)).toEqual(['IM.dcm', 'IM (2).dcm', 'IM (4).dcm', 'IM (5).dcm']);
  expect(new Set(names).size).toBe(names.length);
  expect(taken.times).toBeLessThan(3 * names.length);
});
