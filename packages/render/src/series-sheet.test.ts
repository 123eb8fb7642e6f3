import { HEMORRHAGE_TYPES, type HemorrhageType, namedScores, type Series, SOUND_SERIES } from '@ichor/ct';
import { describe, expect, it } from 'vitest';
import { contactSheet } from './contact-sheet.ts';
import { seriesSheet } from './series-sheet.ts';
import { smallSlice } from './small-slice.ts';

const slices = Array.from({ length: 5 }, (_, i) =>
  smallSlice(16, 16, Array<number>(256).fill(i * 20), { sopInstanceUid: `1.${i}` }),
);
const series: Series = {
  seriesInstanceUid: '1',
  studyInstanceUid: '0',
  patientId: 'nobody',
  slices,
  positionsMm: [0, 5, 10, 15, 20],
  tiltDegrees: 0,
  ...SOUND_SERIES,
  origin: 'dicom',
};
const box = { row: 0, column: 0, rows: 16, columns: 16 };
const map = (sopInstanceUid: string, type: HemorrhageType) => ({
  sopInstanceUid,
  type,
  rows: 1,
  columns: 1,
  box,
  data: [100],
});
const scores = namedScores(HEMORRHAGE_TYPES.map((_, i) => i / 10));
const result = (called: HemorrhageType[]) => ({
  calls: called.map((type) => ({ type })),
  keySlices: ['1.3', '1.1'],
  heatmaps: called.flatMap((type) => [map('1.1', type), map('1.3', type)]),
  slices: slices.map(({ sopInstanceUid }) => ({ sopInstanceUid, scores })),
});
const options = {
  title: 'above threshold: epidural\na second line',
  footer: 'research use only',
  tileSide: 64,
};
/** How many tiles a sheet has, from its height: two in a row here, each with the captions' lines. */
const tileRows = (height: number, lines: number) =>
  (height - (16 + 22 + 11) - (11 + 8)) / (64 + lines * 11 + 16);

describe('seriesSheet', () => {
  it('shows each key slice plain and under the heatmap of each called type', () => {
    expect(tileRows(seriesSheet(series, result(['epidural']), options).height, 2)).toBe(2);
  });

  it('shows the heatmap of any only where no other type was called', () => {
    const both = seriesSheet(series, result(['epidural', 'any']), options);
    expect(both.height).toBe(seriesSheet(series, result(['epidural']), options).height);
    expect(seriesSheet(series, result(['any']), options).height).toBe(both.height);
  });

  it('shows the key slices without heatmaps where nothing was called', () => {
    const sheet = seriesSheet(series, result([]), options);
    expect(tileRows(sheet.height, 2)).toBe(1);
    const coloured = sheet.data.subarray((16 + 22 + 11) * sheet.width * 4, 100 * sheet.width * 4);
    expect(coloured.some((value, i) => i % 4 === 0 && Math.abs(value - coloured[i + 1]!) > 4)).toBe(false);
  });

  it('shows them from the skull base up, whatever their order in the result', () => {
    const sheet = seriesSheet(series, result([]), options);
    const grey = (x: number) => sheet.data[((16 + 22 + 11 + 40) * sheet.width + x) * 4]!;
    expect(grey(40)).toBeLessThan(grey(8 + 64 + 40));
  });
});

describe('contactSheet', () => {
  it('says of a slice without orientation that its side is unknown', () => {
    const tile = (more: object) =>
      contactSheet([{ slice: smallSlice(4, 4, Array<number>(16).fill(-1000), more), lines: [] }], options);
    const lit = (sheet: { data: Uint8ClampedArray }) =>
      sheet.data.reduce((sum, value) => sum + (value > 160 ? 1 : 0), 0);
    expect(lit(tile({ imageOrientationPatient: undefined }))).toBeGreaterThan(lit(tile({})));
  });

  it('is opaque, and as wide as its tiles', () => {
    const slice = slices[0]!;
    const sheet = contactSheet(Array(7).fill({ slice, lines: ['x'] }), { ...options, columns: 3 });
    expect(sheet.width).toBe(8 + 3 * (64 + 8));
    expect(sheet.data).toHaveLength(sheet.width * sheet.height * 4);
    expect(sheet.data.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
  });

  it('is a title and a footer where there are no tiles', () => {
    expect(contactSheet([], options).height).toBe(16 + 22 + 11 + 11 + 8);
  });
});
