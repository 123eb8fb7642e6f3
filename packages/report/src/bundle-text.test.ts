import { isIchorError } from '@ichor/ct';
import { describe, expect, it } from 'vitest';
import { formatBundle, parseBundle } from './bundle-text.ts';
import { exampleBundle } from './example-bundle.ts';

const errorOf = (run: () => unknown): { code: string; message: string } => {
  try {
    run();
  } catch (error) {
    if (isIchorError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('bundle.json', () => {
  it('is read back as it was written', () => {
    expect(parseBundle(JSON.parse(formatBundle(exampleBundle())))).toEqual(exampleBundle());
  });

  it('has the same text whatever the order of its keys', () => {
    const bundle = exampleBundle();
    const turned = Object.fromEntries(Object.entries(bundle).reverse()) as typeof bundle;
    const thresholds = Object.fromEntries(
      Object.entries(bundle.thresholds).reverse(),
    ) as typeof bundle.thresholds;
    expect(formatBundle({ ...turned, thresholds })).toBe(formatBundle(bundle));
  });

  it('is refused by its schema when that is another version', () => {
    const error = errorOf(() => parseBundle({ ...exampleBundle(), schema: 'ichor.bundle/2' }, 'b.json'));
    expect(error.code).toBe('bundle-schema');
    expect(error.message).toContain('b.json');
    expect(error.message).toContain('ichor.bundle/2');
    expect(errorOf(() => parseBundle(null)).code).toBe('bundle-schema');
    expect(errorOf(() => parseBundle([1])).code).toBe('bundle-schema');
  });

  it.each([
    ['a missing field', { mirror: undefined }, 'mirror'],
    ['a misspelt field', { thresholdz: 1 }, 'thresholdz'],
    ['labels in another order', { labels: [...exampleBundle().labels].reverse() }, 'labels.0'],
    ['a file outside its folder', { model: { ...exampleBundle().model, file: '../m.onnx' } }, 'model.file'],
    ['a wrong hash', { model: { ...exampleBundle().model, sha256: 'abc' } }, 'model.sha256'],
    ['a threshold that is no number', { thresholds: { ...exampleBundle().thresholds, any: {} } }, 'any'],
    ['an empty range', { input: { ...exampleBundle().input, huRange: [5, 5] } }, 'huRange'],
    [
      'an aggregation that contradicts the input',
      { aggregation: { ...exampleBundle().aggregation, sliceThicknessMm: 1 } },
      'aggregation',
    ],
  ])('is refused with %s, and the message names it', (_, change, name) => {
    const error = errorOf(() => parseBundle(JSON.parse(JSON.stringify({ ...exampleBundle(), ...change }))));
    expect(error.code).toBe('bundle-invalid');
    expect(error.message).toContain(name);
  });

  it('may say of a source which of the five folds was held out, and needs not', () => {
    const { provenance, ...bundle } = exampleBundle();
    const holdingOut = (heldOutFold: number) => ({
      ...bundle,
      provenance: { ...provenance, sources: [{ ...provenance.sources[0]!, heldOutFold }] },
    });
    const read = parseBundle(JSON.parse(formatBundle(holdingOut(4))));
    expect(read.provenance.sources[0]!.heldOutFold).toBe(4);
    expect(errorOf(() => parseBundle(holdingOut(5))).code).toBe('bundle-invalid');
  });

  it('keeps simulated thresholds from simulated studies alone', () => {
    const bundle = exampleBundle();
    const real = { value: 0.4, from: 'patients', source: 'real-out-of-fold' } as const;
    expect(() => formatBundle({ ...bundle, thresholds: { ...bundle.thresholds, any: real } })).not.toThrow();
    expect(() =>
      formatBundle({ ...bundle, simulatedThresholds: { ...bundle.thresholds, any: real } }),
    ).toThrow('simulatedThresholds.any');
  });
});
