import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { isIchorError } from '@ichor/notices';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { describe, expect, it } from 'vitest';
import type { Bundle, Calibration } from './bundle.ts';
import { formatBundle, parseBundle } from './bundle-text.ts';

const errorOf = (run: () => unknown): { code: string; message: string } => {
  try {
    run();
  } catch (error) {
    if (isIchorError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

const first = exampleBundle().operatingPoints[0]!;
const calibration: Calibration = {
  method: 'logistic',
  from: 'a test',
  perType: Object.fromEntries(
    HEMORRHAGE_TYPES.map((type, i) => [type, { slope: 1 + i / 10, intercept: 1 - i }]),
  ) as Calibration['perType'],
};
/** A provenance with one fold of five held out. */
function holdingOut(fold: number): Bundle['provenance'] {
  const { provenance } = exampleBundle();
  const split = { name: 'fifths', sha256: 'a'.repeat(64), folds: 5, heldOut: [fold] };
  return { ...provenance, sources: [{ ...provenance.sources[0]!, split }] };
}

/** As bundle.json has it. */
const stored = () => JSON.parse(formatBundle(exampleBundle()));

describe('bundle.json', () => {
  it('is read back as it was written', () => {
    expect(parseBundle(stored())).toEqual(exampleBundle());
  });

  it('has the same text whatever the order of its keys', () => {
    const bundle = exampleBundle();
    const turned = Object.fromEntries(Object.entries(bundle).reverse()) as typeof bundle;
    const reversed = <T extends object>(value: T) => Object.fromEntries(Object.entries(value).reverse()) as T;
    const operatingPoints = bundle.operatingPoints.map(({ thresholds, ...point }) =>
      reversed({ ...point, thresholds: reversed(thresholds) }),
    );
    const input = reversed({ ...bundle.input, channels: reversed(bundle.input.channels) });
    expect(formatBundle({ ...turned, operatingPoints, input })).toBe(formatBundle(bundle));
  });

  it('is refused by its schema when that is another version', () => {
    const error = errorOf(() => parseBundle({ ...stored(), schema: 'ichor.bundle/3' }, 'b.json'));
    expect(error.code).toBe('bundle-schema');
    expect(error.message).toContain('b.json');
    expect(error.message).toContain('ichor.bundle/3');
    expect(errorOf(() => parseBundle(null)).code).toBe('bundle-schema');
    expect(errorOf(() => parseBundle([1])).code).toBe('bundle-schema');
  });

  it.each([
    ['a missing field', { mirror: undefined }, 'mirror'],
    ['a misspelt field', { thresholdz: 1 }, 'thresholdz'],
    ['labels in another order', { labels: [...exampleBundle().labels].reverse() }, 'labels.0'],
    ['a file outside its folder', { model: { ...exampleBundle().model, file: '../m.onnx' } }, 'model.file'],
    ['a wrong hash', { model: { ...exampleBundle().model, sha256: 'abc' } }, 'model.sha256'],
    [
      'a threshold that is no number',
      { operatingPoints: [{ ...first, thresholds: { ...first.thresholds, any: {} } }] },
      'operatingPoints.0.thresholds.any',
    ],
    ['no operating point', { operatingPoints: [] }, 'operatingPoints'],
    ['two operating points of one name', { operatingPoints: [first, first] }, 'sensitive'],
    ['fields of schema /1', { calibrated: false }, 'calibrated'],
    [
      'a calibration that turns the order of scores',
      {
        calibration: {
          ...calibration,
          perType: { ...calibration.perType, any: { slope: -1, intercept: 0 } },
        },
      },
      'calibration.perType.any.slope',
    ],
    ['a fold that its split does not have', { provenance: holdingOut(5) }, 'fold 5'],
    [
      'an empty range',
      { input: { ...stored().input, channels: { kind: 'neighbours', distanceMm: 5, huRange: [5, 5] } } },
      'huRange',
    ],
    [
      'an aggregation that contradicts the input',
      { aggregation: { ...exampleBundle().aggregation, sliceThicknessMm: 1 } },
      'aggregation',
    ],
  ])('is refused with %s, and the message names it', (_, change, name) => {
    const error = errorOf(() => parseBundle(JSON.parse(JSON.stringify({ ...stored(), ...change }))));
    expect(error.code).toBe('bundle-invalid');
    expect(error.message).toContain(name);
  });

  it('may say of a source how it was split and which folds were held out, and needs not', () => {
    const read = parseBundle(JSON.parse(formatBundle({ ...exampleBundle(), provenance: holdingOut(4) })));
    expect(read.provenance.sources[0]!.split).toEqual({
      name: 'fifths',
      sha256: 'a'.repeat(64),
      folds: 5,
      heldOut: [4],
    });
    expect(stored().provenance.sources[0]).not.toHaveProperty('split');
  });

  it('keeps a calibration, and windows for channels, to the letter', () => {
    const bundle: Bundle = {
      ...exampleBundle(),
      calibration,
      input: {
        ...exampleBundle().input,
        channels: {
          kind: 'windows',
          windows: [
            { center: 40, width: 80 },
            { center: 80, width: 200 },
            { center: 600, width: 2800 },
          ],
        },
      },
    };
    expect(parseBundle(JSON.parse(formatBundle(bundle)))).toEqual(bundle);
    expect(stored()).not.toHaveProperty('calibration');
  });

  it('keeps simulated thresholds from simulated studies alone', () => {
    const bundle = exampleBundle();
    const real = { value: 0.4, from: 'patients', source: 'real-out-of-fold' } as const;
    const [sensitive, simulated] = bundle.operatingPoints.map((point) => ({
      ...point,
      thresholds: { ...point.thresholds, any: real },
    }));
    expect(() => formatBundle({ ...bundle, operatingPoints: [sensitive!] })).not.toThrow();
    expect(() => formatBundle({ ...bundle, operatingPoints: [first, simulated!] })).toThrow(
      'any in operatingPoints.simulated',
    );
  });
});
