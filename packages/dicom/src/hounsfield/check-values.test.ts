import { type Series, type Slice, withoutPixels } from '@ichor/ct';
import { codes } from '@ichor/testing/stacks';
import { describe, expect, test } from 'vitest';
import { buildSeries } from '../series/build-series.ts';
import { TAG } from '../tags.ts';
import { readHead, SIGNED_16, type StoredForm, UNSIGNED_12 } from '../testing/stored-head.ts';

/** The series of a head, which must be told alike with and without pixels. */
function seriesOf(slices: readonly Slice[]): Series {
  const [series] = buildSeries(slices);
  const [bare] = buildSeries(slices.map(withoutPixels));
  expect(bare!.notices).toEqual(series!.notices);
  expect(bare!.unreadableSopInstanceUids).toEqual(series!.unreadableSopInstanceUids);
  const [backwards] = buildSeries([...slices].reverse());
  expect(backwards).toEqual(series);
  return series!;
}

const truth = seriesOf(await readHead(SIGNED_16));
const values = (series: Series): number[] => series.slices.flatMap(({ hu }) => [...hu]);
/** One slice of a head is stored in another form than the others. */
const oneOf = (form: Partial<StoredForm>, at = 6, base: StoredForm = UNSIGNED_12) =>
  readHead((i) => (i === at ? { ...base, ...form } : base));
const message = (series: Series): string => series.notices.map((notice) => notice.message).join(' ');

describe('sound series raise nothing', () => {
  test.each<[string, StoredForm]>([
    ['12 bits, unsigned, intercept -1024', UNSIGNED_12],
    ['12 bits, unsigned, intercept -1000', { ...UNSIGNED_12, store: (hu) => hu + 1000, intercept: -1000 }],
    ['16 bits, signed, intercept 0', SIGNED_16],
    ['half steps', { ...SIGNED_16, store: (hu) => 2 * hu, slope: 0.5 }],
    ['-2000 outside the circle, unsaid', { ...SIGNED_16, outside: -2000 }],
    [
      '-2000 outside the circle, said',
      { ...SIGNED_16, outside: -2000, more: [[TAG.PixelPaddingValue, 'SS', -2000]] },
    ],
    [
      '-2000 outside the circle before an intercept of -1024',
      { ...SIGNED_16, store: (hu) => hu + 1024, intercept: -1024, outside: -2000 },
    ],
  ])('%s', async (_, form) => {
    const series = seriesOf(await readHead(form));
    expect(codes(series)).toEqual([]);
    expect(series.slices).toHaveLength(truth.slices.length);
  });

  test.each([0, 6, 20, 35])('with noise of %d HU', async (noise) => {
    expect(codes(seriesOf(await readHead(UNSIGNED_12, { noise })))).toEqual([]);
  });

  test('with metal cut at 3071', async () => {
    const hu = (value: number) => (value > 920 ? 5000 : value);
    expect(codes(seriesOf(await readHead(UNSIGNED_12, { hu })))).toEqual([]);
  });

  test('with MONOCHROME1, which changes how a picture is shown and not its Hounsfield units', async () => {
    const inverse = await readHead({
      ...SIGNED_16,
      more: [[TAG.PhotometricInterpretation, 'CS', 'MONOCHROME1']],
    });
    expect(values(seriesOf(inverse))).toEqual(values(truth));
  });

  test('though it covers only the top, or the bottom', async () => {
    const all = await readHead(UNSIGNED_12);
    expect(codes(seriesOf(all.slice(9)))).toEqual([]);
    expect(codes(seriesOf(all.slice(0, 4)))).toEqual([]);
  });
});

describe('series that are not in Hounsfield units are refused, with what they look like', () => {
  test.each<[string, StoredForm, string]>([
    ['the intercept applied twice', { ...SIGNED_16, intercept: -1024 }, 'applied twice'],
    ['the other intercept twice', { ...SIGNED_16, intercept: -1000 }, 'applied twice'],
    ['1024 too much', { ...SIGNED_16, intercept: 1024 }, 'an intercept of -1024 had not been applied'],
    ['doubled', { ...SIGNED_16, slope: 2 }, 'doubled'],
    ['halved', { ...SIGNED_16, slope: 0.5 }, 'halved'],
    ['negated', { ...SIGNED_16, slope: -1 }, 'negated'],
    ['a slope of 10', { ...SIGNED_16, slope: 10 }, 'around -4094'],
    ['an intercept of 30000', { ...SIGNED_16, intercept: 30000 }, 'hardly any values below -300'],
    ['shifted by 25', { ...SIGNED_16, intercept: 25 }, 'displaced alike'],
    ['shifted by 40', { ...SIGNED_16, intercept: 40 }, 'soft tissue around 74'],
    ['shifted by -40', { ...SIGNED_16, intercept: -40 }, 'soft tissue around'],
    [
      'signed values read as unsigned',
      { ...SIGNED_16, signed: false, store: (hu) => hu & 0xffff },
      'hardly any',
    ],
  ])('%s', async (_, form, words) => {
    const series = seriesOf(await readHead(form));
    expect(codes(series)).toContain('hounsfield-implausible');
    expect(message(series)).toContain(words);
  });

  test('a baked-in window', async () => {
    const hu = (value: number) => Math.max(-20, Math.min(100, value));
    expect(codes(seriesOf(await readHead(SIGNED_16, { hu })))).toContain('hounsfield-implausible');
  });

  test('padding never hides it', async () => {
    // -2000 + 1024 looks like air, and air like brain.
    const form = { ...SIGNED_16, intercept: 1024, outside: -2000 };
    expect(codes(seriesOf(await readHead(form)))).toContain('hounsfield-implausible');
    const masked = { ...SIGNED_16, slope: 2 };
    expect(codes(seriesOf(await readHead(masked, { noise: 0 })))).toContain('hounsfield-implausible');
  });
});

describe('a missing intercept', () => {
  test.each([-1024, -1000])(
    'of %d is supplied where air, brain and skull fit it alone',
    async (intercept) => {
      for (const header of [
        { slope: undefined, intercept: undefined },
        { slope: 1, intercept: 0 },
      ]) {
        const form = { ...UNSIGNED_12, bits: 16, store: (hu: number) => hu - intercept, ...header };
        const series = seriesOf(await readHead(form));
        expect(codes(series)).toEqual(['rescale-repaired']);
        expect(series.notices[0]!.sopInstanceUids).toHaveLength(series.slices.length);
        // Noise below 0 was cut before it was stored.
        expect(values(series)).toEqual(values(truth).map((hu) => Math.max(intercept, hu)));
        expect(series.slices[0]!.values).toMatchObject({ repair: 'rescale', slope: 1, intercept });
      }
    },
  );

  test('in 12 bits is supplied too, and nothing is said of wrapped values any more', async () => {
    const series = seriesOf(await readHead({ ...UNSIGNED_12, slope: undefined, intercept: undefined }));
    expect(codes(series)).toEqual(['rescale-repaired']);
  });

  test('keeps padding that was set to air', async () => {
    const form: StoredForm = {
      ...UNSIGNED_12,
      bits: 16,
      slope: undefined,
      intercept: undefined,
      outside: 5000,
      more: [[TAG.PixelPaddingValue, 'US', 5000]],
    };
    const series = seriesOf(await readHead(form));
    expect(codes(series)).toEqual(['rescale-repaired']);
    expect(series.slices[6]!.hu[0]).toBe(-1000);
  });

  test.each([1012, 1060, 900])('of -%d is none that is in use: refused', async (added) => {
    const form = { ...UNSIGNED_12, store: (hu: number) => hu + added, intercept: 0 };
    expect(codes(seriesOf(await readHead(form)))).toContain('hounsfield-implausible');
  });

  test('is not supplied to signed values, nor in place of one that the header gives', async () => {
    const signed = { ...UNSIGNED_12, bits: 16, signed: true, intercept: 0 };
    expect(codes(seriesOf(await readHead(signed)))).toEqual(['hounsfield-implausible']);
    const given = { ...UNSIGNED_12, bits: 16, intercept: -24 };
    expect(codes(seriesOf(await readHead(given)))).toEqual(['hounsfield-implausible']);
  });
});

describe('one slice that is not like the others', () => {
  const uid = '1.2.3.7';
  test.each<[string, Partial<StoredForm>]>([
    ['another intercept', { intercept: -1000 }],
    ['an intercept of 0', { intercept: 0 }],
    ['an intercept applied twice', { intercept: -2048 }],
    ['another slope', { slope: 1.1 }],
    ['a doubled slope', { slope: 2 }],
    ['a slope below 0', { slope: -1 }],
    ['the same header, and values without their shift', { store: (hu) => Math.max(0, hu) }],
    ['the same header, and values shifted by 100', { store: (hu) => hu + 1124 }],
  ])('with %s counts as not seen', async (_, form) => {
    const series = seriesOf(await oneOf(form));
    expect(series.notices).toContainEqual(
      expect.objectContaining({ code: 'slice-values-apart', sopInstanceUids: [uid] }),
    );
    expect(series.unreadableSopInstanceUids).toEqual([uid]);
    expect(series.slices).toHaveLength(truth.slices.length - 1);
    expect(series.positionsMm).toHaveLength(truth.slices.length - 1);
  });

  test('without rescale takes that of the others, since it then agrees with them', async () => {
    const series = seriesOf(await oneOf({ slope: undefined, intercept: undefined }));
    expect(codes(series)).toEqual(['rescale-from-neighbours']);
    expect(series.notices[0]!.sopInstanceUids).toEqual([uid]);
    expect(values(series)).toEqual(values(truth).map((hu) => Math.max(-1024, hu)));
    expect(series.slices[6]!.values).toMatchObject({
      repair: 'rescale',
      intercept: -1024,
      rescale: 'assumed',
    });
  });

  test('without rescale counts as not seen where that of the others would not do', async () => {
    const lacking = { slope: undefined, intercept: undefined, store: (hu: number) => hu + 1200 };
    expect(codes(seriesOf(await oneOf(lacking)))).toContain('slice-values-apart');
  });

  test('without rescale is left alone where its values agree as they are', async () => {
    const series = seriesOf(await oneOf({ ...SIGNED_16, slope: undefined, intercept: undefined }));
    expect(codes(series)).toEqual(['rescale-missing', 'rescale-mixed']);
    expect(series.slices[6]!.hu).toEqual(truth.slices[6]!.hu);
  });

  test('in other bits is named, and read, where its values agree', async () => {
    const series = seriesOf(await oneOf(SIGNED_16));
    expect(series.notices).toMatchObject([{ code: 'rescale-mixed', sopInstanceUids: [uid] }]);
    expect(series.unreadableSopInstanceUids).toEqual([]);
  });

  test('of zeros counts as not seen', async () => {
    for (const form of [UNSIGNED_12, SIGNED_16]) {
      const series = seriesOf(await oneOf({ store: () => 0 }, 6, form));
      expect(codes(series)).toContain('slice-constant');
      expect(series.unreadableSopInstanceUids).toEqual([uid]);
    }
  });
});

test('a series without any picture keeps its geometry, and is refused', async () => {
  const series = seriesOf(await readHead(() => ({ ...UNSIGNED_12, store: () => 0 })));
  expect(codes(series)).toEqual(['hounsfield-implausible', 'slice-constant']);
  expect(series.positionsMm).toEqual(truth.positionsMm);
});

describe('many slices that are not like the others', () => {
  test('leave no one to say which are right', async () => {
    const series = seriesOf(
      await readHead((i) => (i % 3 === 0 ? { ...UNSIGNED_12, intercept: -1124 } : UNSIGNED_12)),
    );
    expect(codes(series)).toEqual(['hounsfield-mixed']);
    expect(series.notices[0]!.message).toContain('5 of 14');
  });

  test('are put right where they lack their intercept and the others have it', async () => {
    const bare = { ...UNSIGNED_12, bits: 16, slope: undefined, intercept: undefined };
    const series = seriesOf(await readHead((i) => (i % 2 === 0 ? bare : UNSIGNED_12)));
    expect(codes(series)).toEqual(['rescale-from-neighbours']);
    expect(series.unreadableSopInstanceUids).toEqual([]);
    expect(values(series)).toEqual(values(truth).map((hu) => Math.max(-1024, hu)));
  });

  test('and agree are all read', async () => {
    const series = seriesOf(await readHead((i) => (i % 2 === 0 ? SIGNED_16 : UNSIGNED_12)));
    expect(codes(series)).toEqual(['rescale-mixed']);
  });
});

describe("RSNA's wrapped 12-bit values", () => {
  const wrapped: StoredForm = {
    ...UNSIGNED_12,
    // Those files hold no air below -1000.
    store: (hu) => (hu < 0 ? Math.max(-1000, hu) + 4096 : hu),
    intercept: 0,
  };

  test('are unwrapped slice by slice', async () => {
    const series = seriesOf(await readHead(wrapped));
    expect(codes(series)).toEqual(['twelve-bit-repaired']);
    expect(values(series)).toEqual(values(truth).map((hu) => Math.max(-1000, hu)));
  });

  test('are unwrapped in a slice that leaves it open where the others show it', async () => {
    // At the borders of a slice lies something else than air, so that it doesn't tell what its background is.
    const isOpen = (i: number) => i === 4 || i === 7 || i === 10;
    const slices = await readHead((i) => (isOpen(i) ? { ...wrapped, border: 500 } : wrapped));
    const suspect = slices.filter(({ values: own }) => own!.twelveBits === 'suspect');
    expect(suspect).toHaveLength(3);
    const series = seriesOf(slices);
    expect(codes(series)).toEqual(['twelve-bit-repaired', 'twelve-bit-repaired']);
    expect(series.notices.map(({ sopInstanceUids }) => sopInstanceUids.length).sort()).toEqual([11, 3]);
    const plain = seriesOf(await readHead((i) => (isOpen(i) ? { ...SIGNED_16, border: 500 } : SIGNED_16)));
    expect(values(series)).toEqual(values(plain).map((hu) => Math.max(-1000, hu)));
  });

  test('are refused where most slices leave it open', async () => {
    const series = seriesOf(await readHead((i) => (i % 3 === 1 ? wrapped : { ...wrapped, border: 500 })));
    expect(codes(series)).toContain('hounsfield-implausible');
  });
});
