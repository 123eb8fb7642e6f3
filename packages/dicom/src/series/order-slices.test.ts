import type { Slice } from '@ichor/ct';
import { codes, only, slice, tilted } from '@ichor/testing/stacks';
import { describe, expect, test } from 'vitest';

/** Slices without positions: their SliceLocation, and the InstanceNumber that stands beside it. */
const located = (
  places: readonly (readonly [number | undefined, number | undefined])[],
  of: Partial<Slice> = {},
) =>
  places.map(([sliceLocationMm, instanceNumber], i) =>
    slice({ uid: `${i}`, sliceLocationMm, instanceNumber, sliceThicknessMm: 5, ...of }),
  );

test('slices are ordered along their normal, whatever their heights', () => {
  const sagittal = [10, -5, 0, 5, -10].map((x, i) =>
    slice({
      uid: `${x}`,
      instanceNumber: i,
      imagePositionPatient: [x, 0, -x],
      imageOrientationPatient: [0, 1, 0, 0, 0, -1],
    }),
  );
  const series = only(sagittal);
  expect(series.slices.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(
    ['10', '5', '0', '-5', '-10'].reverse(),
  );
  expect(series.positionsMm).toEqual([-10, -5, 0, 5, 10]);
});

test('distances are those along the normal, also where each tilted slice begins elsewhere', () => {
  const angle = (20 * Math.PI) / 180;
  const slices = [0, 5, 10, 15].map((mm, i) =>
    slice({
      uid: `${i}`,
      imageOrientationPatient: tilted(20),
      // Along the normal, and by 3 mm up the picture each.
      imagePositionPatient: [
        0,
        mm * Math.sin(angle) - 3 * i * Math.cos(angle),
        mm * Math.cos(angle) + 3 * i * Math.sin(angle),
      ],
    }),
  );
  const { positionsMm } = only(slices);
  for (const [i, mm] of [0, 5, 10, 15].entries())
    expect(positionsMm[i]! - positionsMm[0]!).toBeCloseTo(mm, 9);
});

describe('where no slice has a position', () => {
  test('SliceLocation orders the slices and gives their distances, and a hole among them is seen', () => {
    const series = only(
      located([
        [0, 1],
        [14, 2],
        [28, 3],
        [56, 4],
        [70, 5],
      ]),
    );
    expect(series.positionsMm).toEqual([0, 14, 28, 56, 70]);
    expect(series.missingSlices).toBe(1);
    expect(series.notices.find(({ code }) => code === 'order-by-slice-location')).toEqual({
      code: 'order-by-slice-location',
      message:
        'No slice that was read has a position that can be used; their order and distances were taken from SliceLocation, and may be upside down.',
      sopInstanceUids: [],
    });
    expect(codes(series)).not.toContain('spacing-assumed');
  });

  test('an InstanceNumber that says another order is told of, one that runs the other way is not', () => {
    const against = only(
      located([
        [0, 3],
        [14, 1],
        [28, 5],
        [42, 2],
        [56, 4],
      ]),
    );
    expect(against.positionsMm).toEqual([0, 14, 28, 42, 56]);
    expect(against.notices[0]!.message).toContain('InstanceNumber says another order, and was not followed.');
    const falling = only(
      located([
        [0, 5],
        [14, 4],
        [28, 3],
        [42, 2],
        [56, 1],
      ]),
    );
    expect(falling.notices[0]!.message).not.toContain('InstanceNumber');
    expect(
      only(
        located([
          [0, undefined],
          [14, undefined],
          [28, 7],
        ]),
      ).positionsMm,
    ).toEqual([0, 14, 28]);
  });

  test('a SliceLocation that is the same everywhere, or that some lack, leaves the order to InstanceNumber', () => {
    for (const places of [
      [
        [5, 1],
        [5, 2],
        [5, 3],
      ],
      [
        [0, 1],
        [undefined, 2],
        [10, 3],
      ],
      [
        [0, 1],
        [0, 2],
        [10, 3],
      ],
    ] as const) {
      const series = only(located(places));
      expect(series.slices.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(['0', '1', '2']);
      expect(codes(series)).toContain('order-by-instance-number');
    }
  });

  test('numbers that InstanceNumber skips are told of, as long as it counts one by one elsewhere', () => {
    const numbered = (numbers: readonly number[]) =>
      only(located(numbers.map((number) => [undefined, number]))).notices.find(
        ({ code }) => code === 'order-by-instance-number',
      )!.message;
    expect(numbered([1, 2, 3, 6, 7, 8])).toContain('InstanceNumber skips 2, where slices may be missing.');
    expect(numbered([1, 2, 3, 4])).not.toContain('skips');
    expect(numbered([2, 4, 6, 8])).not.toContain('skips');
  });

  test('one that some lack, or share, and that contradicts InstanceNumber leaves the order unknown', () => {
    for (const places of [
      [
        [0, 1],
        [20, 2],
        [10, 3],
        [undefined, 4],
      ],
      [
        [0, 1],
        [20, 2],
        [10, 3],
        [10, 4],
      ],
    ] as const) {
      const notice = only(located(places)).notices.find(({ code }) => code === 'order-unknown');
      expect(notice!.message).toContain('InstanceNumber and SliceLocation contradict each other');
    }
  });

  test('two scans at the same SliceLocations are told apart as at the same positions', () => {
    const all = [0, 1].flatMap((phase) =>
      located(
        [
          [0, 1],
          [5, 2],
          [10, 3],
          [15, 4],
        ],
        { header: { acquisitionNumber: phase } },
      ).map((one, i) => ({
        ...one,
        sopInstanceUid: `${phase} ${i}`,
      })),
    );
    const series = only(all);
    expect(series.positionsMm).toEqual([0, 5, 10, 15]);
    expect(codes(series)).toContain('repeated-stack');
    expect(series.unreadableSopInstanceUids).toEqual([]);
  });
});

test('positions that are all the same give way to SliceLocation, and positions that differ do not', () => {
  const same = located(
    [
      [30, 1],
      [10, 2],
      [20, 3],
    ],
    { imagePositionPatient: [0, 0, 0] },
  );
  const series = only(same);
  expect(series.positionsMm).toEqual([10, 20, 30]);
  expect(series.notices.find(({ code }) => code === 'order-by-slice-location')!.message).toContain(
    'The positions of the slices are all the same; their order',
  );
  const placed = [0, 5, 10].map((z, i) => slice({ uid: `${i}`, z, sliceLocationMm: -z }));
  expect(codes(only(placed))).toEqual([]);
});

test('slices without orientation are said to be taken for axial, whatever orders them', () => {
  for (const of of [{}, { instanceNumber: 1 }]) {
    const bare = located(
      [
        [0, 1],
        [5, 2],
      ],
      { imageOrientationPatient: undefined, ...of },
    );
    expect(codes(only(bare))).toContain('orientation-missing');
  }
});
