import { expect, test } from 'vitest';
import { inventIdentity, inventUid } from './identity.ts';

test('UIDs are valid under 2.25, repeatable and different', () => {
  const uids = Array.from({ length: 200 }, (_, i) => inventUid('seed', i));
  for (const uid of uids) {
    expect(uid).toMatch(/^2\.25\.[1-9][0-9]*$/);
    expect(uid.length).toBeLessThanOrEqual(64);
    const value = BigInt(uid.slice(5));
    expect((value >> 76n) & 0xfn).toBe(4n);
    expect((value >> 62n) & 3n).toBe(2n);
  }
  expect(new Set(uids).size).toBe(200);
  expect(inventUid('seed', 3)).toBe(uids[3]);
});

test('an identity follows from the seed and the sex', () => {
  expect(inventIdentity('a', 'F')).toEqual(inventIdentity('a', 'F'));
  expect(inventIdentity('a', 'F').id).not.toBe(inventIdentity('b', 'F').id);
  expect(inventIdentity('a', 'M').name).toMatch(/^[A-Z][a-z]+\^[A-Z][a-z]+$/);
});
