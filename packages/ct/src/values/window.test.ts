import fc from '@ichor/testing/properties';
import { describe, expect, it } from 'vitest';
import { applyVoiWindow, scaleToWindow, type VoiFunction, WINDOWS } from './window.ts';

const grey = (hu: number, center: number, width: number, fn: VoiFunction): number =>
  applyVoiWindow([hu], { center, width }, { function: fn })[0]!;

describe('applyVoiWindow', () => {
  // The standard's own examples: PS3.3 C.11.2.1.2.1.
  it.each([
    [2048, 4096, 0, 0],
    [2048, 4096, 4095, 255],
    [2048, 1, 2047, 0],
    [2048, 1, 2048, 255],
    [0, 100, -50, 0],
    [0, 100, 49, 255],
    [0, 100, -0.5, 128],
  ])('LINEAR at level %d, width %d maps %d to %d, with half-pixel terms', (center, width, hu, expected) => {
    expect(grey(hu, center, width, 'LINEAR')).toBe(expected);
  });

  it.each([
    [2048, 4096, 0, 0],
    [2048, 4096, 4096, 255],
    [2048, 1, 2047.5, 0],
    [2048, 1, 2048.5, 255],
    [0, 100, -50, 0],
    [0, 100, 50, 255],
    [0, 100, 0, 128],
  ])('LINEAR_EXACT at level %d, width %d maps %d to %d', (center, width, hu, expected) => {
    expect(grey(hu, center, width, 'LINEAR_EXACT')).toBe(expected);
  });

  it('SIGMOID is half at the level and falls off symmetrically', () => {
    expect(grey(40, 40, 80, 'SIGMOID')).toBe(128);
    expect(grey(60, 40, 80, 'SIGMOID')).toBe(Math.round(255 / (1 + Math.exp(-1))));
    expect(grey(-1000, 40, 80, 'SIGMOID')).toBe(0);
    expect(grey(3000, 40, 80, 'SIGMOID')).toBe(255);
  });

  it.each(['LINEAR', 'LINEAR_EXACT', 'SIGMOID'] as const)('%s never falls as Hounsfield units rise', (fn) => {
    const anyWindow = {
      center: fc.integer({ min: -1000, max: 3000 }),
      width: fc.integer({ min: 1, max: 4000 }),
    };
    fc.assert(
      fc.property(
        fc.record(anyWindow),
        fc.integer({ min: -2000, max: 4000 }),
        fc.nat(500),
        (window, hu, more) => {
          const [low, high] = applyVoiWindow([hu, hu + more], window, { function: fn });
          expect(high).toBeGreaterThanOrEqual(low!);
        },
      ),
    );
  });

  it('writes into the array it is given', () => {
    const out = new Uint8ClampedArray(2);
    expect(applyVoiWindow([-1000, 1000], WINDOWS.brain, { out })).toBe(out);
    expect([...out]).toEqual([0, 255]);
  });

  it('refuses a width that the standard does not allow', () => {
    expect(() => grey(0, 0, 0.5, 'LINEAR')).toThrow(RangeError);
    expect(() => grey(0, 0, 0, 'LINEAR_EXACT')).toThrow(RangeError);
    expect(() => grey(0, 0, Number.NaN, 'SIGMOID')).toThrow(RangeError);
  });
});

describe('scaleToWindow', () => {
  it('is 0 at the lower end, 1 at the upper, and clipped beyond', () => {
    expect([-10, 0, 20, 40, 80, 90].map((hu) => scaleToWindow(hu, WINDOWS.brain))).toEqual([
      0, 0, 0.25, 0.5, 1, 1,
    ]);
  });
});
