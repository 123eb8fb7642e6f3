import { Rng } from '@ichor/ct';
import { inputSpecification, networkInput } from '@ichor/scoring';
import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { augmentInto, type Distortion, drawDistortion, noiseTable } from './augment.ts';

const size = 16;
const specification = inputSpecification(size);
const rng = Rng.of(1, 'augment test');
const planes = Uint8Array.from({ length: 3 * size * size }, () => rng.integer(256));
const noises = noiseTable(Rng.of(1, 'noise'));
const still: Distortion = { theta: [1, 0, 0, 0, 1, 0], gain: 1, offset: 0, noise: 0, noiseFrom: 0, blur: 0 };

function distorted(distortion: Distortion): Float32Array {
  const out = new Float32Array(3 * size * size);
  augmentInto(out, 0, planes, [0, 1, 2], specification, distortion, noises);
  return out;
}

/** PyTorch's affine_grid and grid_sample (bilinear, zeros, align_corners = false), written down plainly. */
function reference([xx, xy, x1, yx, yy, y1]: Distortion['theta']): Float64Array {
  const out = new Float64Array(3 * size * size);
  const pixel = (channel: number, x: number, y: number) =>
    x < 0 || y < 0 || x >= size || y >= size ? 0 : planes[(channel * size + y) * size + x]! / 255;
  for (let i = 0; i < out.length; i++) {
    const channel = Math.floor(i / (size * size));
    const [u, v] = [((i % size) * 2 + 1) / size - 1, ((Math.floor(i / size) % size) * 2 + 1) / size - 1];
    const x = ((xx * u + xy * v + x1 + 1) * size - 1) / 2;
    const y = ((yx * u + yy * v + y1 + 1) * size - 1) / 2;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    let value = 0;
    for (const [px, wx] of [
      [left, left + 1 - x],
      [left + 1, x - left],
    ] as const)
      for (const [py, wy] of [
        [top, top + 1 - y],
        [top + 1, y - top],
      ] as const)
        value += pixel(channel, px, py) * wx * wy;
    out[i] = (value - 0.25) / 0.25;
  }
  return out;
}

test('without a distortion a sample is what networkInput makes of it', () => {
  expect(distorted(still)).toEqual(networkInput({ planes, triples: Int32Array.of(0, 1, 2) }, specification));
});

test('any affine map samples as affine_grid and grid_sample do', () => {
  const number = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
  fc.assert(
    fc.property(
      fc.tuple(number(1.3), number(1.3), number(0.8), number(1.3), number(1.3), number(0.8)),
      (theta) => {
        const [ours, plain] = [distorted({ ...still, theta }), reference(theta)];
        for (let i = 0; i < ours.length; i++) expect(Math.abs(ours[i]! - plain[i]!)).toBeLessThan(2e-5);
      },
    ),
    { numRuns: 60 },
  );
});

test('a mirrored sample is the sample with its lines reversed', () => {
  const mirrored = distorted({ ...still, theta: [-1, 0, 0, 0, 1, 0] });
  const plain = distorted(still);
  for (let line = 0; line < mirrored.length; line += size)
    expect([...mirrored.subarray(line, line + size)].map((v) => v.toFixed(5))).toEqual(
      [...plain.subarray(line, line + size)].reverse().map((v) => v.toFixed(5)),
    );
});

test('what lies outside the picture is background: 0 before normalization, not after', () => {
  const aside = distorted({ ...still, theta: [1, 0, 9, 0, 1, 0] });
  expect(new Set(aside)).toEqual(new Set([-1]));
});

test('gain, offset and noise leave the background alone and stay in the range of values', () => {
  const strong = { gain: 1.5, offset: 0.2, noise: 0.1, noiseFrom: 7 };
  const aside = distorted({ ...still, ...strong, theta: [1, 0, 9, 0, 1, 0] });
  expect(new Set(aside)).toEqual(new Set([-1]));
  const inside = distorted({ ...still, gain: 1.5, offset: 0.2, noise: 0.1, noiseFrom: 7 });
  expect(Math.min(...inside)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...inside)).toBeLessThanOrEqual(3);
  expect(inside).not.toEqual(distorted(still));
});

test('drawn distortions stay within what the augmentation allows, and half of them mirror', () => {
  const allowed = { flip: true, rotateDegrees: 20, scale: 0.15, shift: 0.1 };
  const draws = Array.from({ length: 400 }, (_, i) => drawDistortion(allowed, Rng.of(2, i)).theta);
  for (const [xx, xy, x1, yx, yy, y1] of draws) {
    const zoom = Math.hypot(xy, yy);
    expect(zoom).toBeGreaterThan(1 / 1.16);
    expect(zoom).toBeLessThan(1 / 0.84);
    expect(Math.abs(Math.atan2(-xy, yy))).toBeLessThan((20.01 * Math.PI) / 180);
    expect(Math.abs(xx * yy - xy * yx)).toBeCloseTo(zoom * zoom, 9);
    expect(Math.max(Math.abs(x1), Math.abs(y1))).toBeLessThanOrEqual(0.1);
  }
  const mirrored = draws.filter(([xx, xy, , yx, yy]) => xx * yy - xy * yx < 0).length;
  expect(mirrored).toBeGreaterThan(150);
  expect(mirrored).toBeLessThan(250);
  const upright = Array.from(
    { length: 50 },
    (_, i) => drawDistortion({ ...allowed, flip: false }, Rng.of(2, i)).theta,
  );
  expect(upright.every(([xx, xy, , yx, yy]) => xx * yy - xy * yx > 0)).toBe(true);
});

test('a crop keeps a part of the picture and fills the whole with it', () => {
  const allowed = { flip: true, rotateDegrees: 0, scale: 0, shift: 0, crop: 0.3 };
  const draws = Array.from({ length: 400 }, (_, i) => drawDistortion(allowed, Rng.of(3, i)).theta);
  for (const [xx, , x1, , yy, y1] of draws) {
    expect(yy).toBeGreaterThanOrEqual(0.7);
    expect(yy).toBeLessThanOrEqual(1);
    expect(Math.abs(xx)).toBeCloseTo(yy, 12);
    expect(Math.max(Math.abs(x1), Math.abs(y1))).toBeLessThanOrEqual(1 - yy + 1e-12);
  }
  expect(Math.min(...draws.map(([, , , , yy]) => yy))).toBeLessThan(0.75);
});

test('a crop of a turned picture shows what a crop of that picture would', () => {
  const turned = { flip: false, rotateDegrees: 30, scale: 0.1, shift: 0.1 };
  const [before, after] = [turned, { ...turned, crop: 0.4 }].map(
    (one) => drawDistortion(one, Rng.of(4)).theta,
  );
  // The corners of the part that is kept lie within the turned picture: undo the turn, and see.
  const [xx, xy, x1, yx, yy, y1] = before!;
  const determinant = xx * yy - xy * yx;
  for (const [u, v] of [
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ] as const) {
    const [x, y] = [
      after![0] * u + after![1] * v + after![2] - x1,
      after![3] * u + after![4] * v + after![5] - y1,
    ];
    expect(Math.abs((yy * x - xy * y) / determinant)).toBeLessThanOrEqual(1 + 1e-12);
    expect(Math.abs((xx * y - yx * x) / determinant)).toBeLessThanOrEqual(1 + 1e-12);
  }
});

test('contrast leaves the middle where it is and stretches the rest about it', () => {
  const allowed = { flip: false, rotateDegrees: 0, scale: 0, shift: 0, contrast: 0.4 };
  for (let i = 0; i < 50; i++) {
    const { gain, offset } = drawDistortion(allowed, Rng.of(5, i));
    expect(0.5 * gain + offset).toBeCloseTo(0.5, 12);
    expect(Math.abs(gain - 1)).toBeLessThanOrEqual(0.4);
  }
});

test('what an augmentation without crop, contrast and blur draws is what it drew before there were any', () => {
  const old = { flip: true, rotateDegrees: 15, scale: 0.1, shift: 0.1, gain: 0.1, offset: 0.05, noise: 0.02 };
  const { theta, ...rest } = drawDistortion(old, Rng.of(7, 'augment', 0, 3));
  expect(theta.map((value) => value.toFixed(9))).toMatchInlineSnapshot(`
    [
      "-1.033205772",
      "0.038382893",
      "0.028282293",
      "0.038382893",
      "1.033205772",
      "0.022844666",
    ]
  `);
  expect(rest).toMatchInlineSnapshot(`
    {
      "blur": 0,
      "gain": 1.0168155676685275,
      "noise": 0.011711942702531815,
      "noiseFrom": 20569,
      "offset": 0.006357397651299834,
    }
  `);
});
