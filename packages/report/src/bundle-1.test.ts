import { readFileSync } from 'node:fs';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { expect, test } from 'vitest';
import { formatBundle, parseBundle } from './bundle-text.ts';

const shipped = () =>
  JSON.parse(readFileSync(new URL('../../../bundle/bundle.json', import.meta.url), 'utf8'));

test('the shipped bundle, which is of schema /1, becomes one of /2, and no number changes', () => {
  const stored = shipped();
  expect(stored.schema).toBe('ichor.bundle/1');
  const bundle = parseBundle(stored);
  expect(bundle.schema).toBe('ichor.bundle/2');
  expect(bundle).not.toHaveProperty('calibration');
  expect(bundle).not.toHaveProperty('calibrated');
  expect(bundle.operatingPoints.map(({ name, thresholds }) => [name, thresholds])).toEqual([
    ['sensitive', stored.thresholds],
    ['simulated', stored.simulatedThresholds],
  ]);
  expect(bundle.input).toEqual({
    size: 128,
    sliceThicknessMm: 5,
    channels: { kind: 'neighbours', distanceMm: 5, huRange: [-20, 100] },
    scaling: 'head-box',
    mean: 0.25,
    standardDeviation: 0.25,
  });
  for (const same of [
    'name',
    'architecture',
    'labels',
    'aggregation',
    'mirror',
    'scores',
    'model',
    'heatmapLabel',
  ] as const)
    expect(bundle[same]).toEqual(stored[same]);
  expect(bundle.labels).toEqual(HEMORRHAGE_TYPES);
  expect(
    bundle.provenance.sources.map(({ patients, publicNames, split }) => [patients, publicNames, split]),
  ).toEqual([
    [62, true, undefined],
    [1260, false, undefined],
    [1200, false, undefined],
  ]);
  expect(parseBundle(JSON.parse(formatBundle(bundle)))).toEqual(bundle);
});

test('a held-out fold of five becomes a fold of the standing split', () => {
  const stored = shipped();
  stored.provenance.sources[0].heldOutFold = 3;
  const [source] = parseBundle(stored).provenance.sources;
  expect(source).toMatchObject({ split: { name: 'five', folds: 5, heldOut: [3] } });
  expect(source).not.toHaveProperty('heldOutFold');
});

test('what does not fit schema /1 is refused by its field', () => {
  expect(() => parseBundle({ ...shipped(), operatingPoints: [] })).toThrow('operatingPoints');
  expect(() => parseBundle({ ...shipped(), calibrated: true })).toThrow('calibrated');
  const stored = shipped();
  stored.provenance.sources[0].heldOutFold = 5;
  expect(() => parseBundle(stored)).toThrow('heldOutFold');
});
