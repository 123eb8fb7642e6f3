import type { Vector3 } from '@ichor/ct';
import { expectClotInVolume, expectClotOnScreen } from '@ichor/testing/find-clot';
import { headHu } from '@ichor/testing/head-with-clot';
import fc from '@ichor/testing/properties';
import { rotated } from '@ichor/testing/rotated';
import { expect, test } from 'vitest';
import { readNifti } from './read-nifti.ts';
import { gzipped, writeNifti } from './testing/write-nifti.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const direction = fc
  .tuple(number(-1, 1), number(-1, 1), number(-1, 1))
  .filter((vector) => Math.hypot(...vector) > 0.1);

test('left stays left, front in front and the vertex on top, whatever the axes of a file, their signs, their order and its form', async () => {
  const base: readonly Vector3[] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      number(-20, 20),
      direction,
      fc.constantFrom(1 as const, 2 as const),
      fc.boolean(),
      async (axes, signs, degrees, axis, version, pack) => {
        const [side, pixelMm] = [62, 2];
        // In patient mm of DICOM; NIfTI's x and y run the other way.
        const steps = axes.map((a, i) =>
          rotated(base[a]!, axis, degrees).map((x) => x * pixelMm * (signs[i] ? -1 : 1)),
        );
        const at = (i: number, j: number, k: number): Vector3 =>
          [0, 1, 2].map((c) =>
            [i, j, k].reduce((sum, n, s) => sum + (n - (side - 1) / 2) * steps[s]![c]!, 0),
          ) as unknown as Vector3;
        const first = at(0, 0, 0);
        const affine = [-1, -1, 1].map((flip, c) => [
          ...steps.map((step) => flip * step[c]!),
          flip * first[c]!,
        ]);
        const value = (i: number, j: number, k: number) => headHu(at(i, j, k));
        const bytes = writeNifti({ size: [side, side, side], affine, value, version });
        const series = await readNifti(pack ? await gzipped(bytes) : bytes, 'any.nii');
        expect(series.tiltDegrees).toBeLessThan(21);
        expectClotInVolume(series);
        expectClotOnScreen(series);
      },
    ),
    { numRuns: 8 },
  );
});
