import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { adam, adamW } from './adam.ts';
import type { Optimizer, Values } from './optimizer.ts';
import { sgd } from './sgd.ts';

/** PyTorch's parameters after each of five steps, in float64. */
const golden: Record<string, { options: { lr: number }; after: number[][] }> = JSON.parse(
  gunzipSync(
    readFileSync(new URL('../../../../fixtures/golden/optimizers.json.gz', import.meta.url)),
  ).toString(),
);

const OPTIMIZERS: Record<string, Optimizer> = {
  adam: adam(),
  adamWithL2: adam({ weightDecay: 0.01 }),
  adamW: adamW({ weightDecay: 0.05 }),
  sgdMomentum: sgd({ momentum: 0.9 }),
  sgdNesterov: sgd({ momentum: 0.9, nesterov: true, weightDecay: 1e-4 }),
};

/** The hash of the reference: FNV-1a of the name, murmur3's finalizer of each index, to [0, 1). */
function hashed(name: string, count: number): number[] {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`a/${name}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  return Array.from({ length: count }, (_, i) => {
    let x = (hash + Math.imul(i, 0x9e3779b9)) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  });
}

function largestError(name: string, make: (values: number[]) => Values): number {
  const { options, after } = golden[name] ?? { options: { lr: 0 }, after: [] };
  const optimizer = OPTIMIZERS[name] as Optimizer;
  const parameter = make(hashed('p', 64).map((u) => 2 * u - 1));
  const slots = Array.from({ length: optimizer.slots }, () => make(Array(64).fill(0)));
  let error = 0;
  after.forEach((expected, k) => {
    const gradient = make(hashed(`g${k}`, 64).map((u, i) => (2 * u - 1) * 10 ** -(i % 5)));
    optimizer.update(parameter, gradient, slots, { rate: options.lr, step: k + 1 });
    expected.forEach((value, i) => {
      error = Math.max(error, Math.abs(value - (parameter[i] as number)));
    });
  });
  return error;
}

test.each(Object.keys(OPTIMIZERS))("%s takes PyTorch's steps", (name) => {
  expect(golden[name]?.after.length).toBe(5);
  expect(largestError(name, Float64Array.from.bind(Float64Array))).toBeLessThan(1e-12);
});

test.each(Object.keys(OPTIMIZERS))('%s in float32 rounds once a step', (name) => {
  // A parameter of about 1 is kept to 6e-8, five times.
  expect(largestError(name, Float32Array.from.bind(Float32Array))).toBeLessThan(5 * 6e-8 + 1e-7);
});

test.each(Object.keys(OPTIMIZERS))('%s takes a scaled gradient as one that was given so', (name) => {
  const moved = (gradient: number, gradientScale?: number): number => {
    const optimizer = OPTIMIZERS[name] as Optimizer;
    const parameter = Float64Array.of(0.5);
    const slots = Array.from({ length: optimizer.slots }, () => new Float64Array(1));
    for (const step of [1, 2])
      optimizer.update(parameter, Float64Array.of(gradient), slots, {
        rate: 0.1,
        step,
        ...(gradientScale === undefined ? {} : { gradientScale }),
      });
    return parameter[0] as number;
  };
  expect(moved(0.75, 0.5)).toBe(moved(0.375));
  expect(moved(0.75, 0.5)).not.toBe(moved(-0.75));
});

test.each([adam({ weightDecay: 0.5 }), adamW({ weightDecay: 0.5 }), sgd({ weightDecay: 0.5 })])(
  'a parameter that is spared does not decay ($settings)',
  (optimizer) => {
    const after = (decays: boolean): number => {
      const parameter = Float64Array.of(2);
      const slots = Array.from({ length: optimizer.slots }, () => new Float64Array(1));
      optimizer.update(parameter, new Float64Array(1), slots, { rate: 0.1, step: 1, decays });
      return parameter[0] as number;
    };
    expect(after(false)).toBe(2);
    expect(after(true)).toBeLessThan(2);
  },
);

test('an optimizer that is asked for what it cannot do says so', () => {
  expect(() => sgd({ nesterov: true })).toThrow(/without momentum/);
  expect(() => adam().update(new Float32Array(1), new Float32Array(1), [], { rate: 1, step: 1 })).toThrow(
    /two slots/,
  );
});
