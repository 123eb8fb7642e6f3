import { Rng, type Slice } from '@ichor/ct';
import { type TinyOptions, tinySeries } from '@ichor/testing/tiny-series';
import { expect, test } from 'vitest';
import { judgeSeries } from './judge-series.ts';

/** 80 x 80 pixels of 2.5 mm, with noise; `hu` tells the value at a place in mm from the middle. */
function drawn(hu: (y: number, x: number) => number, noise = 3): Int16Array {
  const rng = Rng.of('judge');
  return Int16Array.from({ length: 80 * 80 }, (_, i) =>
    Math.round(hu((Math.floor(i / 80) - 39.5) * 2.5, ((i % 80) - 39.5) * 2.5) + noise * rng.normal()),
  );
}
const head = (within: (y: number, x: number) => number) => (y: number, x: number) => {
  const radius = Math.hypot(x / 70, y / 90);
  return radius > 1 ? -1000 : radius > 0.9 ? 1000 : within(y, x);
};
const judge = (slice: Partial<Slice> = {}, options: TinyOptions = {}) => {
  const judgement = judgeSeries(tinySeries({ slices: 30, ...options, slice }));
  return { ...judgement, codes: judgement.notices.map(({ code }) => code) };
};
const vessels = head((y, x) =>
  [-40, -15, 15, 40].some((row) => [-30, 30].some((column) => Math.hypot(y - row, x - column) < 3))
    ? 200
    : 35,
);

test('has nothing against a plain head but where it ends', () => {
  expect(judge()).toMatchObject({
    impossible: undefined,
    refusal: undefined,
    tooLittle: undefined,
    codes: ['coverage-vertex'],
    traits: { contrast: false, axial: true, sharp: false, complete: true, derived: false, slices: 30 },
  });
});

/** Slices 5 mm apart that show so much of the inside of a skull. */
function ofSections(insideMm2: readonly number[]) {
  const plain = {
    objectMm: [190, 150],
    objectMm2: 22000,
    ringShare: 1,
    softShare: 0.98,
    airShare: 0,
  } as const;
  const series = tinySeries({ slices: insideMm2.length });
  const slices = series.slices.map((slice, i) => ({
    ...slice,
    hu: new Int16Array(0),
    anatomy: { ...plain, insideMm2: insideMm2[i]!, softHu: 35, brightSpots: 0, noiseHu: 3 },
  }));
  return judgeSeries({ ...series, slices }).notices;
}

test('says by how much a head is cut off, at the top and at the base', () => {
  // A ball of 70 mm radius, from its middle to the top, then from 50 mm below the middle to its middle.
  const section = (z: number) => Math.PI * Math.max(0, 70 ** 2 - z ** 2);
  const upper = Array.from({ length: 16 }, (_, i) => section(5 * i));
  expect(ofSections(upper)).toMatchObject([
    { code: 'coverage-base', message: expect.stringContaining('about 39 mm above the foramen magnum') },
  ]);
  const lower = Array.from({ length: 11 }, (_, i) => section(5 * i - 50));
  expect(ofSections(lower)).toMatchObject([
    { code: 'coverage-vertex', message: expect.stringContaining('about 70 mm of its inside') },
  ]);
});

test.each([
  [
    'water within plastic',
    (y: number, x: number) => (Math.hypot(y, x) < 80 ? 0 : Math.hypot(y, x) < 88 ? 120 : -1000),
  ],
  [
    'a neck',
    (y: number, x: number) => (Math.hypot(y, x) > 60 ? -1000 : Math.hypot(y - 10, x) < 15 ? 600 : 55),
  ],
  ['an empty table', (y: number) => (y > 80 && y < 90 ? 200 : -1000)],
  ['lungs within ribs', head((_, x) => (Math.abs(x) < 15 ? 40 : -850))],
])('finds no brain within a skull in %s', (_, hu) => {
  expect(judge({ hu: drawn(hu) }).tooLittle).toBe('its pixels show no brain within a skull');
});

test('needs some brain above the skull base', () => {
  const neck = drawn((y, x) => (Math.hypot(y, x) > 60 ? -1000 : 55));
  const series = tinySeries({ slices: 14 });
  const slices = series.slices.map((slice, i) => (i < 10 ? { ...slice, hu: neck } : slice));
  expect(judgeSeries({ ...series, slices }).tooLittle).toBe(
    'it shows 20 mm of brain above the skull base; at least 40 are needed',
  );
});

test('judges nothing from pixels of unknown size or a baked-in window, and says so', () => {
  expect(judge({ pixelSpacing: undefined }).codes).toEqual(['anatomy-unknown']);
  const windowed = tinySeries({ slices: 1 }).slices[0]!.hu.map((hu) => Math.max(-20, Math.min(100, hu)));
  expect(judge({ hu: windowed })).toMatchObject({ codes: ['anatomy-unknown'], tooLittle: undefined });
});

test('suspects contrast medium by its vessels, and refuses it where the description agrees', () => {
  const seen = judge({ hu: drawn(vessels) });
  expect(seen.codes).toContain('contrast-suspected');
  expect(seen).toMatchObject({ refusal: undefined, traits: { contrast: true } });
  expect(seen.notices.find(({ code }) => code === 'contrast-suspected')?.message).toContain('100 %');
  const both = judge({ hu: drawn(vessels), header: { seriesDescription: 'CTA head' } });
  expect(both.refusal).toContain('bright vessels');
  const described = judge({ header: { seriesDescription: 'CTA head' } });
  expect(described.codes).toContain('contrast-described');
  expect(described).toMatchObject({ refusal: undefined, traits: { contrast: true } });
  expect(judge({ header: { seriesDescription: 'Head without contrast' } }).traits.contrast).toBe(false);
});

test('believes the pixels where the header names another body part, and the header where they tell nothing', () => {
  const seen = judge({ header: { bodyPartExamined: 'CHEST' } });
  expect(seen.codes).toContain('body-part-contradicted');
  expect(seen.refusal).toBeUndefined();
  expect(judge({ pixelSpacing: undefined, header: { bodyPartExamined: 'CHEST' } }).refusal).toBe(
    'its body part is CHEST, not the head',
  );
});

test('refuses by what the headers of all slices say, and notes what those of some say', () => {
  expect(judge({ header: { contrastBolusAgent: 'Ultravist' } }).refusal).toContain('contrast medium');
  const series = tinySeries({ slices: 30 });
  const slices = series.slices.map((slice, i) =>
    i === 3 ? { ...slice, header: { contrastBolusAgent: 'IV' } } : slice,
  );
  const { refusal, notices } = judgeSeries({ ...series, slices });
  expect(refusal).toBeUndefined();
  expect(notices[0]).toMatchObject({ code: 'tags-mixed', sopInstanceUids: ['1.2.3.4'] });
});

test.each([
  [10, undefined, []],
  [12, undefined, ['slices-thick']],
  [20, 'its slices are 20.0 mm thick or apart; at most 16 can be read', ['slices-thick']],
])('says of slices %i mm apart what follows', (spacingMm, refusal, codes) => {
  const judged = judge({}, { slices: 9, spacingMm });
  expect(judged.refusal).toBe(refusal);
  expect(judged.codes.filter((code) => code === 'slices-thick')).toEqual(codes);
});

test('goes by how thick overlapping slices are', () => {
  expect(judge({ sliceThicknessMm: 5 }, { slices: 60, spacingMm: 2.5 }).traits.spacingMm).toBe(5);
});

test('knows a sharp kernel by name or description, and where neither tells by its noise', () => {
  expect(judge({ header: { convolutionKernel: 'H70h' } })).toMatchObject({ traits: { sharp: true } });
  expect(judge({ header: { convolutionKernel: 'H70h' } }).codes).toContain('kernel-sharp');
  expect(judge({ header: { seriesDescription: 'Knochen' } }).traits.sharp).toBe(true);
  // Pixels of 1.25 mm, so that a cell holds several.
  const loud = {
    hu: drawn(
      head(() => 35),
      30,
    ),
    pixelSpacing: [1.25, 1.25] as const,
  };
  const judged = judge(loud);
  expect(judged.codes).toContain('noisy');
  expect(judged.codes).not.toContain('kernel-sharp');
  expect(judged.traits.sharp).toBe(true);
  expect(judge({ ...loud, header: { convolutionKernel: 'H31s' } }).traits.sharp).toBe(false);
  // Ten slices of half a millimetre are averaged before anything is read.
  expect(judge(loud, { slices: 240, spacingMm: 0.5 }).codes).not.toContain('noisy');
});

test('notes slices that were computed from others', () => {
  const judged = judge({ header: { imageType: ['DERIVED', 'PRIMARY', 'AXIAL'] } });
  expect(judged.codes).toContain('derived');
  expect(judged).toMatchObject({ refusal: undefined, traits: { derived: true } });
});
