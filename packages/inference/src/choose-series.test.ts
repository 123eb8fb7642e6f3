import type { Series } from '@ichor/ct';
import { describe, expect, it } from 'vitest';
import { chooseSeries } from './choose-series.ts';
import { type TinyOptions, tinySeries } from './tiny-series.ts';

const series = (uid: string, options: TinyOptions = {}): Series =>
  tinySeries({ seriesInstanceUid: uid, ...options });
const statuses = (...all: Series[]) => chooseSeries(all).map(({ status }) => status);
const unreadable = { series: { unreadableSopInstanceUids: ['9.9'] } };
const notice = (code: string) => ({
  series: { notices: [{ code, message: 'The reason.', sopInstanceUids: [] }] },
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
      series('2', { slices: 20, slice: { seriesDescription: 'Head BONE' } }),
      'bone',
    ],
    [
      'the one without contrast',
      series('1'),
      series('2', { slice: { seriesDescription: 'CTA head C+' } }),
      'contrast',
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
    const imageType = (...values: string[]) => ({ slice: { imageType: ['DERIVED', 'PRIMARY', ...values] } });
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
    ['an MR', series('1', { slice: { modality: 'MR' } }), 'MR'],
    ['a scout', series('1', { slice: { imageType: ['DERIVED', 'LOCALIZER'] } }), 'scout'],
    ['a sagittal series', series('1', notice('not-axial')), 'The reason.'],
    ['slices of unknown order', series('1', notice('order-unknown')), 'The reason.'],
    ['iodine maps', series('1', notice('rescale-type-not-hu')), 'The reason.'],
    ['seven slices', series('1', { slices: 7 }), '7 slices'],
    ['a thin slab', series('1', { slices: 20, spacingMm: 1 }), '19 mm'],
  ])('refuses %s and says why', (_, refused, why) => {
    const [choice, other] = chooseSeries([refused, series('2')]);
    expect(choice).toMatchObject({ status: 'refused', reason: expect.stringContaining(why) });
    expect(other?.status).toBe('read');
  });

  it('reads a series whose header has no modality', () => {
    expect(statuses(series('1', { slice: { modality: undefined } }))).toEqual(['read']);
  });

  it('calls a series incomplete where too few slices could be read, or none', () => {
    expect(statuses(series('1', { slices: 3, ...unreadable }))).toEqual(['incomplete']);
    expect(statuses(series('1', { slices: 0, ...unreadable }), series('2'))).toEqual(['incomplete', 'read']);
  });

  it('has nothing to say of no series', () => {
    expect(chooseSeries([])).toEqual([]);
  });
});
