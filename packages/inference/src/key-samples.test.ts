import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { describe, expect, it } from 'vitest';
import { keySamples } from './key-samples.ts';

/** Rows from the scores of epidural and of any. */
const table = (...rows: [epidural: number, any: number][]) => rows.flatMap(([e, a]) => [e, 0, 0, 0, 0, a]);

describe('keySamples', () => {
  it('are the samples that made the score, in order of position', () => {
    const scores = table([0.1, 0], [0.9, 0], [0.2, 0], [0.8, 0], [0.7, 0]);
    expect(keySamples(scores, ['epidural'], 3)).toEqual(
      [1, 3, 4].map((sample) => ({ sample, types: ['epidural'] })),
    );
  });

  it('name every type a sample is shown for', () => {
    const scores = table([0.9, 0.1], [0.8, 0.9], [0, 0.8]);
    expect(keySamples(scores, ['epidural', 'any'], 2)).toEqual([
      { sample: 0, types: ['epidural'] },
      { sample: 1, types: ['epidural', 'any'] },
      { sample: 2, types: ['any'] },
    ]);
  });

  it('are four at most, but every type has its highest among them', () => {
    const scores = Array.from({ length: 20 }, (_, n) =>
      HEMORRHAGE_TYPES.map((_, type) => (n % 7 === type ? n / 20 : 0)),
    );
    const keys = keySamples(scores.flat(), HEMORRHAGE_TYPES, 3);
    expect(keys).toHaveLength(6);
    expect(keySamples(scores.flat(), ['epidural', 'subdural'], 3)).toHaveLength(4);
    expect(new Set(keys.flatMap(({ types }) => types))).toEqual(new Set(HEMORRHAGE_TYPES));
  });

  it('are all samples where there are fewer, and the lower ones of equals', () => {
    expect(keySamples(table([0.5, 0], [0.5, 0]), ['epidural'], 3).map(({ sample }) => sample)).toEqual([
      0, 1,
    ]);
    expect(keySamples(table([0.5, 0], [0.5, 0]), ['epidural'], 1).map(({ sample }) => sample)).toEqual([0]);
  });
});
