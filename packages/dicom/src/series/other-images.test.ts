import type { Slice } from '@ichor/ct';
import { codes, slice } from '@ichor/testing/stacks';
import { describe, expect, test } from 'vitest';
import { buildSeries } from './build-series.ts';

const AXIAL = ['ORIGINAL', 'PRIMARY', 'AXIAL'];
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';

/** Eleven slices, 10 mm apart. */
const head = Array.from({ length: 11 }, (_, i) =>
  slice({
    uid: `${i}`,
    z: 10 * i,
    instanceNumber: i + 1,
    header: { imageType: AXIAL, sopClassUid: '1.2.840.10008.5.1.4.1.1.2' },
  }),
);
const NOWHERE: Partial<Slice> = {
  imagePositionPatient: undefined,
  imageOrientationPatient: undefined,
  pixelSpacing: undefined,
};
const page = (of: Partial<Slice>): Slice => slice({ uid: 'page', instanceNumber: 12, ...NOWHERE, ...of });
const read = (other: Slice, slices: readonly Slice[] = head) => {
  const [series, second] = buildSeries([other, ...slices]);
  expect(second).toBeUndefined();
  expect(buildSeries([...slices, other])).toEqual([series]);
  return series!;
};

describe('an image that is no slice is named and leaves the series complete:', () => {
  test.each<[string, Partial<Slice>, string]>([
    [
      'a secondary capture',
      { header: { sopClassUid: SECONDARY_CAPTURE } },
      '1 secondary capture, as of a page or a screen, which',
    ],
    [
      'a colour or grey one of another kind',
      { rows: 3, header: { sopClassUid: `${SECONDARY_CAPTURE}.2` } },
      '1 secondary capture',
    ],
    [
      'a page that was not acquired',
      { header: { imageType: ['DERIVED', 'SECONDARY', 'OTHER'] } },
      '1 page without a place in the patient, which',
    ],
    [
      'a page of another size',
      { rows: 7, columns: 9, header: { imageType: undefined } },
      '1 page without a place',
    ],
    [
      'a screen save',
      { header: { imageType: ['DERIVED', 'SECONDARY', 'SCREEN SAVE'] } },
      '1 projection or rendering (ImageType SCREEN)',
    ],
    ['a scout', { header: { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] } }, '1 scout, which'],
    [
      'a scout by another word',
      { header: { imageType: ['ORIGINAL', 'PRIMARY', 'SCOUT'] } },
      '1 scout, which',
    ],
    [
      'a rendering',
      { header: { imageType: ['DERIVED', 'SECONDARY', 'VRT'] } },
      '1 projection or rendering (ImageType VRT)',
    ],
    [
      'a map',
      { header: { imageType: ['DERIVED', 'PRIMARY', 'AXIAL', 'CBF'] } },
      '1 map of other values than Hounsfield units (ImageType CBF)',
    ],
  ])('%s', (_, of, words) => {
    const series = read(page(of));
    expect(series.slices).toHaveLength(11);
    expect(series.unreadableSopInstanceUids).toEqual([]);
    expect(series.missingSlices).toBe(0);
    expect(series.notices).toMatchObject([{ code: 'not-a-slice', sopInstanceUids: ['page'] }]);
    expect(series.notices[0]!.message).toContain(words);
  });

  test('a map at a place of a slice, and one that lies elsewhere and otherwise', () => {
    const map = { header: { imageType: ['DERIVED', 'PRIMARY', 'AXIAL', 'MTT'] } };
    expect(codes(read(slice({ uid: 'map', z: 50, ...map })))).toEqual(['not-a-slice']);
    const apart = read(slice({ uid: 'map', z: 900, rows: 5, ...map }));
    expect(apart.unreadableSopInstanceUids).toEqual([]);
  });

  test('a page in a series without positions', () => {
    const bare = head.map((one) => ({ ...one, imagePositionPatient: undefined }));
    const series = read(page({ header: { imageType: ['DERIVED', 'SECONDARY', 'OTHER'] } }), bare);
    expect(series.slices).toHaveLength(11);
    expect(series.unreadableSopInstanceUids).toEqual([]);
  });
});

describe('a slice stays one, and makes the series incomplete where', () => {
  test.each<[string, Partial<Slice>]>([
    ['it lost its position', { pixelSpacing: [0.5, 0.5], header: { imageType: AXIAL } }],
    ['it lost all of its geometry', { header: { imageType: AXIAL } }],
    ['it lost its ImageType too', {}],
    [
      'it was not acquired, but says that it is axial',
      { header: { imageType: ['DERIVED', 'SECONDARY', 'AXIAL'] } },
    ],
  ])('%s', (_, of) => {
    const lost = page({ ...of, instanceNumber: 5 });
    const series = read(
      lost,
      head.filter(({ instanceNumber }) => instanceNumber !== 5),
    );
    expect(series.unreadableSopInstanceUids).toEqual(['page']);
    expect(codes(series)).not.toContain('not-a-slice');
  });

  test('all are computed, and one of them has no place', () => {
    const computed = head.map((one) => ({ ...one, header: { imageType: ['DERIVED', 'SECONDARY', 'MPR'] } }));
    expect(
      read(page({ header: { imageType: ['DERIVED', 'SECONDARY', 'MPR'] } }), computed)
        .unreadableSopInstanceUids,
    ).toEqual(['page']);
  });

  test('it is a secondary capture or a projection that lies as a slice of the stack would, where there is none', () => {
    for (const header of [
      { sopClassUid: SECONDARY_CAPTURE },
      { imageType: ['DERIVED', 'SECONDARY', 'MIP'] },
    ]) {
      const series = read(slice({ uid: 'cap', z: 110, header }));
      expect(series.unreadableSopInstanceUids).toEqual(['cap']);
    }
  });
});

test('of an image that is no slice nothing is missing where its pixels cannot be had either', () => {
  const instance = { ...slice({ uid: 'page' }), kind: 'secondary-capture' as const };
  const [series] = buildSeries(head, [{ code: 'dicom-truncated', problem: 'ends in its pixels', instance }]);
  expect(series!.unreadableSopInstanceUids).toEqual([]);
  expect(series!.notices).toEqual([
    {
      code: 'not-a-slice',
      message:
        "The series also holds a secondary capture, as of a page or a screen, which is no slice of the head and can't be read (dicom-truncated): its file ends in its pixels.",
      sopInstanceUids: ['page'],
    },
  ]);
});

test('a series of nothing but secondary captures is still a series', () => {
  const [series] = buildSeries(head.map((one) => ({ ...one, sopClassUid: SECONDARY_CAPTURE })));
  expect(series!.slices).toHaveLength(11);
});
