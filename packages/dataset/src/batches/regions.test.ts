import { AS_STORED, Rng } from '@ichor/ct';
import { expect, test } from 'vitest';
import { augmentInto, drawDistortion } from './augment.ts';
import { addMask, REGION_TYPES, regionLabels } from './regions.ts';

const CELLS = 32;
const REGIONS = 8;

test("a mask's pixels go to the cells of the head's box that they lie in, and pixels outside the box nowhere", () => {
  const data = new Uint8Array(100 * 80);
  data[30 * 80 + 20] = 0b00001; // the box's first pixel
  data[93 * 80 + 51] = 0b10000; // its last
  data[5 * 80 + 5] = 0b00010; // outside
  const cells = new Uint8Array(CELLS * CELLS);
  const box = { row: 30, column: 20, rows: 64, columns: 32 };
  addMask(cells, CELLS, { rows: 100, columns: 80, data }, AS_STORED, box);
  expect(cells[0]).toBe(0b00001);
  expect(cells.at(-1)).toBe(0b10000);
  expect(cells.reduce((a, b) => a + b, 0)).toBe(0b10001);
});

test('a mirrored mask is mirrored left to right', () => {
  const data = Uint8Array.from({ length: CELLS * CELLS }, (_, i) => (i === 3 ? 1 : 0));
  const cells = new Uint8Array(CELLS * CELLS);
  const box = { row: 0, column: 0, rows: CELLS, columns: CELLS };
  addMask(cells, CELLS, { rows: CELLS, columns: CELLS, data }, { ...AS_STORED, flipColumns: true }, box);
  expect(cells.indexOf(1)).toBe(CELLS - 4);
});

test('regions are distorted as the picture is: bright pixels and their labels stay together', () => {
  const size = 128;
  const specification = {
    size,
    sliceThicknessMm: 5,
    channels: { kind: 'neighbours', distanceMm: 5, huRange: [-20, 100] },
    scaling: 'head-box',
    mean: 0,
    standardDeviation: 1,
  } as const;
  const augmentation = { flip: true, rotateDegrees: 20, scale: 0.15, shift: 0.1 };
  let compared = 0;
  for (let draw = 0; draw < 40; draw++) {
    const rng = Rng.of('regions', draw);
    const [row, column] = [rng.integer(24) + 4, rng.integer(24) + 4];
    const mask = new Uint8Array(CELLS * CELLS);
    mask[row * CELLS + column] = 1 << 3;
    const plane = new Uint8Array(size * size);
    for (let i = 0; i < 16; i++) plane[(4 * row + (i >> 2)) * size + 4 * column + (i & 3)] = 255;
    const distortion = drawDistortion(augmentation, rng);
    const image = new Float32Array(3 * size * size);
    augmentInto(image, 0, plane, [0, 0, 0], specification, distortion, new Float32Array(1 << 16));
    const labels = new Float32Array(REGION_TYPES * REGIONS ** 2).fill(7);
    regionLabels(labels, 0, mask, CELLS, REGIONS, distortion);
    const brightest = image.subarray(0, size * size).indexOf(Math.max(...image.subarray(0, size * size)));
    const [y, x] = [Math.floor(brightest / size), brightest % size];
    const found = [...labels.keys()].filter((i) => labels[i] === 1);
    expect([...labels].every((v) => v === 0 || v === 1)).toBe(true);
    // A mask's cell is four pixels: it may fall into the region beside the brightest pixel's.
    for (const at of found) {
      expect(Math.floor(at / REGIONS ** 2)).toBe(3);
      const [r, c] = [Math.floor((at % REGIONS ** 2) / REGIONS), at % REGIONS];
      expect(Math.abs(16 * r + 7.5 - y)).toBeLessThanOrEqual(13);
      expect(Math.abs(16 * c + 7.5 - x)).toBeLessThanOrEqual(13);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(30); // a single cell can fall between two where the picture shrinks
});
