import type { Series } from '@ichor/ct';
import type { RefusingCode } from '@ichor/notices';
import fc from '@ichor/testing/properties';
import { type TinyOptions, tinySeries } from '@ichor/testing/tiny-series';
import { describe, expect, it } from 'vitest';
import { chooseSeries } from './choose-series.ts';

const series = (uid: string, options: TinyOptions = {}): Series =>
  tinySeries({ seriesInstanceUid: uid, ...options });
const statuses = (...all: Series[]) => chooseSeries(all).map(({ status }) => status);
const unreadable = { series: { unreadableSopInstanceUids: ['9.9'] } };
const RESLICED = { series: { resliced: true } };
const refused = (code: RefusingCode) => ({
  series: { refusals: [{ code, message: 'The reason.', sopInstanceUids: [] }] },
});

describe('chooseSeries', () => {
  it('reads the only series, without a reason', () => {
    expect(chooseSeries([series('1')])).toMatchObject([{ status: 'read', reason: null }]);
  });

  it.each([
    ['the one near 5 mm', series('1'), series('2', { slices: 60, spacingMm: 1 }), 'thickness'],
    ['the one that covers the head', series('1', { slices: 20 }), series('2', { slices: 10 }), 'covers'],
    ['the complete one', series('1'), series('2', unreadable), 'complete'],
    [
      'the one without a bone kernel',
      series('1', { slices: 10 }),
      series('2', { slices: 20, slice: { header: { seriesDescription: 'Head BONE' } } }),
      'bone',
    ],
    [
      'the one without contrast',
      series('1'),
      series('2', { slice: { header: { seriesDescription: 'CTA head C+' } } }),
      'contrast',
    ],
    ['the one scanned in axial slices', series('1'), series('2', RESLICED), 'axial'],
    [
      'the one without bright vessels in its pixels',
      series('1', { slices: 20 }),
      series('2', { slices: 20, vessels: true }),
      'contrast',
    ],
    [
      '5 mm before 1 mm',
      series('1', { slices: 20 }),
      series('2', { slices: 100, spacingMm: 1 }),
      'thickness',
    ],
    [
      '3 mm before 1 mm',
      series('1', { slices: 34, spacingMm: 3 }),
      series('2', { slices: 100, spacingMm: 1 }),
      'thickness',
    ],
    [
      '1 mm before 8 mm',
      series('1', { slices: 100, spacingMm: 1 }),
      series('2', { slices: 13, spacingMm: 8 }),
      'thickness',
    ],
    [
      '5 mm before 3 mm',
      series('1', { slices: 20 }),
      series('2', { slices: 33, spacingMm: 3 }),
      'network knows',
    ],
    [
      'what the scanner made before what was computed',
      series('1'),
      series('2', { slice: { header: { imageType: ['DERIVED'] } } }),
      'computed',
    ],
    [
      'the one whose kernel is named soft, whatever its description',
      series('1', { slice: { header: { convolutionKernel: 'H31s', seriesDescription: 'Bone' } } }),
      series('2', { slice: { header: { convolutionKernel: 'H70h' } } }),
      'sharp',
    ],
    ['the first UID of two equal ones', series('1'), series('2'), 'UID'],
  ])('reads %s, in whichever order they come, and says why not the other', (_, wanted, other, why) => {
    for (const order of [
      [wanted, other],
      [other, wanted],
    ]) {
      const choices = chooseSeries(order);
      expect(choices.find((choice) => choice.series === wanted)).toMatchObject({ status: 'read' });
      const passed = choices.find((choice) => choice.series === other);
      expect(passed?.status).toBe('passed-over');
      expect(passed?.reason).toContain(why);
    }
  });

  it('refuses maps that are no Hounsfield units, but not virtual non-contrast images', () => {
    const imageType = (...values: string[]) => ({
      slice: { header: { imageType: ['DERIVED', 'PRIMARY', ...values] } },
    });
    for (const value of ['PERFUSION', 'IODINE', 'TMAX', 'MD_IODINE', 'EFF_ATOMIC_NUM']) {
      const [choice] = chooseSeries([series('1', imageType('AXIAL', value))]);
      expect(choice).toMatchObject({
        status: 'refused',
        reason: expect.stringContaining(value.replace('MD_', '')),
      });
    }
    expect(statuses(series('1', imageType('AXIAL', 'MAT_REMOVED')))).toEqual(['read']);
  });

  it('takes a complete short series over nothing, but an incomplete whole head over a complete half', () => {
    expect(statuses(series('1', { slices: 20, ...unreadable }), series('2', { slices: 10 }))).toEqual([
      'incomplete',
      'passed-over',
    ]);
  });

  it.each([
    ['an MR', series('1', { slice: { header: { modality: 'MR' } } }), 'MR'],
    ['a scout', series('1', { slice: { header: { imageType: ['DERIVED', 'LOCALIZER'] } } }), 'scout'],
    ['a sagittal series', series('1', refused('not-axial')), 'The reason.'],
    ['slices of unknown order', series('1', refused('order-unknown')), 'The reason.'],
    ['iodine maps', series('1', refused('rescale-type-not-hu')), 'The reason.'],
    ['seven slices', series('1', { slices: 7 }), '7 slices'],
    ['a thin slab', series('1', { slices: 20, spacingMm: 1 }), '19 mm'],
  ])('refuses %s and says why', (_, refused, why) => {
    const [choice, other] = chooseSeries([refused, series('2')]);
    expect(choice).toMatchObject({ status: 'refused', reason: expect.stringContaining(why) });
    expect(other?.status).toBe('read');
  });

  it('reads none of a study whose series name different patients, but what is asked for', () => {
    const all = [series('1'), series('2', { series: { patientId: 'somebody' } })];
    for (const choice of chooseSeries(all)) {
      expect(choice).toMatchObject({
        status: 'refused',
        reason: expect.stringContaining('different patients'),
      });
    }
    expect(chooseSeries(all, { asked: new Set(['2']) }).map(({ scored }) => scored)).toEqual([false, true]);
  });

  it('says why it chose one of several, each reason once', () => {
    const all = [
      series('1'),
      series('2', { slices: 60, spacingMm: 1 }),
      series('3', { slice: { header: { seriesDescription: 'Bone' } } }),
      series('4', { slice: { header: { seriesDescription: 'Bone thin' } } }),
      series('5', { slice: { header: { modality: 'MR' } } }),
    ];
    const [choice] = chooseSeries(all);
    expect(choice?.notices.find(({ code }) => code === 'series-chosen')?.message).toBe(
      'Chosen before 3 other series of the study that could be read: it has slices of a better thickness (2.5 to 5 mm, else thinner); it was not made with a sharp kernel, as for bone.',
    );
    expect(chooseSeries([series('1')])[0]?.notices.map(({ code }) => code)).not.toContain('series-chosen');
  });

  it('chooses the same whatever the order', () => {
    const all = [
      series('1', { slice: { header: { seriesDescription: 'Bone' } } }),
      series('2', { slices: 60, spacingMm: 1 }),
      series('3', { slices: 20, ...unreadable }),
      series('4', { slice: { header: { imageType: ['DERIVED'] } } }),
      series('5', { slices: 9, spacingMm: 8 }),
      series('6', { slice: { header: { contrastBolusAgent: 'IV' } } }),
      series('7', { slices: 7 }),
      series('8', { slice: { pixelSpacing: undefined } }),
    ];
    const known = new Map(chooseSeries(all).map((choice) => [choice.series, choice]));
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        for (const choice of chooseSeries(shuffled)) expect(choice).toEqual(known.get(choice.series));
      }),
      { numRuns: 20 },
    );
  });

  describe('where series are asked for', () => {
    const asked = (...uids: string[]) => ({ asked: new Set(uids) });

    it('reads one in place of the best, and only it', () => {
      const choices = chooseSeries([series('1'), series('2', { slices: 9 })], asked('2'));
      expect(choices).toMatchObject([
        { status: 'passed-over', reason: expect.stringContaining('asked for'), scored: false },
        { status: 'read', reason: null, scored: true, beside: false },
      ]);
    });

    it("takes the study's answer from the best of several", () => {
      const choices = chooseSeries([series('1', { slices: 9 }), series('2'), series('3')], asked('1', '3'));
      expect(choices.map(({ status, beside }) => [status, beside])).toEqual([
        ['read', true],
        ['passed-over', false],
        ['read', false],
      ]);
    });

    it.each([
      ['contrast medium', { slice: { header: { contrastBolusAgent: 'IV' } } }],
      ['another body part', { slice: { pixelSpacing: undefined, header: { bodyPartExamined: 'CHEST' } } }],
      ['few slices', { slices: 3 }],
      ['thick slices', { slices: 8, spacingMm: 20 }],
      ['a projection', { slice: { header: { imageType: ['DERIVED', 'PRIMARY', 'MIP'] } } }],
    ])('reads %s too, with a notice', (_, options: TinyOptions) => {
      expect(chooseSeries([series('1', options)])).toMatchObject([{ status: 'refused', scored: false }]);
      const [choice] = chooseSeries([series('1', options)], asked('1'));
      expect(choice).toMatchObject({ status: 'read', scored: true });
      expect(choice?.notices.map(({ code }) => code)).toContain('asked-for');
    });

    it.each([
      ['an MR', { slice: { header: { modality: 'MR' } } }],
      ['a scout', { slice: { header: { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] } } }],
      ['a map', { slice: { header: { imageType: ['DERIVED', 'PRIMARY', 'CBF'] } } }],
      ['unknown order', refused('order-unknown')],
      ['other planes', refused('not-axial')],
    ])('still can not read %s', (_, options: TinyOptions) => {
      expect(chooseSeries([series('1', options)], asked('1'))).toMatchObject([
        { status: 'refused', scored: false },
      ]);
    });

    it('says that one is incomplete of which no slice can be read', () => {
      const [choice] = chooseSeries([series('1', { slices: 0, ...unreadable })], asked('1'));
      expect(choice).toMatchObject({ status: 'incomplete', scored: false });
    });
  });

  it('reads a series whose header has no modality', () => {
    expect(statuses(series('1', { slice: { header: { modality: undefined } } }))).toEqual(['read']);
  });

  it('calls a series incomplete where too few slices could be read, or none', () => {
    expect(statuses(series('1', { slices: 3, ...unreadable }))).toEqual(['incomplete']);
    expect(statuses(series('1', { slices: 0, ...unreadable }), series('2'))).toEqual(['incomplete', 'read']);
  });

  it('has nothing to say of no series', () => {
    expect(chooseSeries([])).toEqual([]);
  });
});
