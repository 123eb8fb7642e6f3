import { Rng } from '@ichor/ct';
import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { holdOutShare, type ShareToHoldOut } from './hold-out-share.ts';

const TYPES = 3;

/** Patients with three slices each, some of which show types of unlike rarity; slices of one patient differ. */
function slices(patients: number, seed: number): Pick<ShareToHoldOut, 'patients' | 'labels' | 'types'> {
  const rng = Rng.of(seed, 'hold out test');
  const names = Array.from({ length: 3 * patients }, (_, row) => `p${Math.floor(row / 3)}`);
  const labels = names.flatMap(() => [0.05, 0.15, 0.3].map((rate) => (rng.chance(rate) ? 1 : 0)));
  return { patients: names, labels, types: TYPES };
}

const drawn = fc.record({
  patients: fc.integer({ min: 4, max: 60 }),
  share: fc.double({ min: 0.2, max: 0.5, noNaN: true }),
  stratified: fc.boolean(),
  seed: fc.nat(99),
});

test('so many patients are held out as come closest to the share, and the same ones for the same seed', () => {
  fc.assert(
    fc.property(drawn, ({ patients, share, stratified, seed }) => {
      const given = { ...slices(patients, seed), share, stratified, seed };
      const held = holdOutShare(given);
      expect(Math.abs(held.size - share * patients)).toBeLessThanOrEqual(stratified ? 1 + TYPES : 0.5 + 1e-9);
      expect(holdOutShare(given)).toEqual(held);
      expect(holdOutShare({ ...given, ...reversed(given) })).toEqual(held);
    }),
  );
});

/** The same rows from the last to the first. */
function reversed({ patients, labels, types }: ShareToHoldOut) {
  const order = patients.map((_, row) => row).reverse();
  return {
    patients: order.map((row) => patients[row]!),
    labels: order.flatMap((row) => Array.from(labels).slice(row * types, (row + 1) * types)),
  };
}

test('patients of one group stay together', () => {
  fc.assert(
    fc.property(drawn, ({ patients, share, stratified, seed }) => {
      const all = slices(2 * patients, seed);
      const groups = all.patients.map((name) => `g${Number(name.slice(1)) % patients}`);
      const held = holdOutShare({ ...all, groups, share, stratified, seed });
      for (const name of held) {
        const other = (Number(name.slice(1)) + patients) % (2 * patients);
        expect(held.has(`p${other}`)).toBe(true);
      }
    }),
  );
});

test('stratified, each type is nearer to its share of patients than in a plain draw', () => {
  const share = 0.1;
  const missed = (stratified: boolean): number => {
    let sum = 0;
    for (let seed = 0; seed < 20; seed++) {
      const all = slices(200, seed);
      const held = holdOutShare({ ...all, share, stratified, seed });
      for (let type = 0; type < TYPES; type++) {
        const showing = new Set(all.patients.filter((_, row) => all.labels[row * TYPES + type] === 1));
        const among = [...showing].filter((name) => held.has(name)).length;
        sum += Math.abs(among - share * showing.size) / (share * showing.size);
      }
    }
    return sum / (20 * TYPES);
  };
  expect(missed(true)).toBeLessThan(0.1);
  expect(missed(true)).toBeLessThan(missed(false) / 2);
});

test('a rare type is dealt out by its own share: of ten patients with it, one of ten is held out', () => {
  const patients = Array.from({ length: 100 }, (_, i) => `p${i}`);
  const labels = patients.map((_, i) => (i % 10 === 0 ? 1 : 0));
  for (let seed = 0; seed < 10; seed++) {
    const held = holdOutShare({ patients, labels, types: 1, share: 0.1, stratified: true, seed });
    expect(held.size).toBe(10);
    expect([...held].filter((name) => Number(name.slice(1)) % 10 === 0)).toHaveLength(1);
  }
});

test('a side that would have nobody is refused', () => {
  const one = { ...slices(1, 1), share: 0.5, seed: 1 };
  for (const stratified of [false, true])
    expect(() => holdOutShare({ ...one, stratified })).toThrow(/would hold out \d of 1 groups/);
});
