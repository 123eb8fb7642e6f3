import { Rng } from '@ichor/ct';
import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { drawAnatomy } from './anatomy.ts';
import { Frame } from './frame.ts';
import { ValueNoise } from './value-noise.ts';

const anatomy = { ...drawAnatomy('frame', 50, 'F'), warpMm: 0 };
const frame = new Frame(anatomy, new ValueNoise(Rng.of('frame'), 1));
const coordinate = fc.double({ min: -90, max: 90, noNaN: true });

test('canonical -> patient -> canonical is the identity without the warp', () => {
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, (x, y, z) => {
      frame.toCanonical(...frame.toPatient(x, y, z));
      expect(frame.x).toBeCloseTo(x, 6);
      expect(frame.y).toBeCloseTo(y, 6);
      expect(frame.z).toBeCloseTo(z, 6);
    }),
  );
});

test('the plane of canonical y agrees with the map', () => {
  const [a, b, c, d] = frame.levelsOfY();
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, (x, y, z) => {
      frame.toCanonical(x, y, z);
      expect(a * x + b * y + c * z + d).toBeCloseTo(frame.y, 6);
    }),
  );
});
