import type { Series, Slice } from '@ichor/ct';
import fc from '@ichor/testing/properties';
import { codes, stack, tilted } from '@ichor/testing/stacks';
import { describe, expect, test } from 'vitest';
import { buildSeries } from '../series/build-series.ts';

const COUNT = 14;

/** What is done to a sound stack of 14 slices of 5 mm; `at` is one of its inner slices. */
interface Kind {
  readonly damage: (slices: Slice[], at: number) => Slice[];
  /** A notice that must be there. */
  readonly code: string;
  /** Whether something of the head is lost, so that the series must count as incomplete. */
  readonly incomplete: boolean;
}

const changed =
  (change: (slice: Slice, at: number) => Partial<Slice>) =>
  (slices: Slice[], at: number): Slice[] =>
    slices.map((slice, i) => (i === at ? { ...slice, ...change(slice, at) } : slice));
const all =
  (change: (slice: Slice, i: number, at: number) => Partial<Slice>) =>
  (slices: Slice[], at: number): Slice[] =>
    slices.map((slice, i) => ({ ...slice, ...change(slice, i, at) }));
const again = (slice: Slice, change: Partial<Slice>): Slice => ({
  ...slice,
  sopInstanceUid: 'again',
  ...change,
});
const place = (x: number, y: number, z: number): Partial<Slice> => ({ imagePositionPatient: [x, y, z] });
const up = (slice: Slice): number => slice.imagePositionPatient![2];

const KINDS: Readonly<Record<string, Kind>> = {
  'a slice is missing': {
    damage: (slices, at) => slices.filter((_, i) => i !== at),
    code: 'slices-missing',
    incomplete: true,
  },
  'its position is mistyped, far away': {
    damage: changed((slice) => place(-100, -100, 100 * up(slice) + 3000)),
    code: 'slices-far-away',
    incomplete: true,
  },
  'its position is mistyped, within the head': {
    damage: changed((_, at) => place(-100, -100, at < 7 ? 58 : 12)),
    code: 'slices-overlap',
    incomplete: true,
  },
  'its position is that of its neighbour': {
    damage: changed((slice) => place(-100, -100, up(slice) + 5)),
    code: 'duplicate-position',
    incomplete: true,
  },
  'its position is lacking': {
    damage: changed(() => ({ imagePositionPatient: undefined })),
    code: 'position-missing',
    incomplete: true,
  },
  'its matrix is another': {
    damage: changed(() => ({ rows: 1, columns: 4 })),
    code: 'mixed-geometry',
    incomplete: true,
  },
  'its pixels are of another size': {
    damage: changed(() => ({ pixelSpacing: [0.6, 0.6] })),
    code: 'mixed-geometry',
    incomplete: true,
  },
  'it is tilted': {
    damage: changed(() => ({ imageOrientationPatient: tilted(15) })),
    code: 'mixed-geometry',
    incomplete: true,
  },
  'its rows are mirrored': {
    damage: changed(() => ({ imageOrientationPatient: [-1, 0, 0, 0, 1, 0] })),
    code: 'mixed-geometry',
    incomplete: true,
  },
  'its field of view is moved': {
    damage: changed((slice) => place(-90, -100, up(slice))),
    code: 'stack-not-straight',
    incomplete: false,
  },
  'it bears the UID of another one': {
    damage: (slices, at) => changed(() => ({ sopInstanceUid: slices[at - 1]!.sopInstanceUid }))(slices, at),
    code: 'duplicate-instance',
    incomplete: true,
  },
  'it is there twice, with different pixels': {
    damage: (slices, at) => [...slices, { ...slices[at]!, hu: new Int16Array(4) }],
    code: 'duplicate-instance',
    incomplete: false,
  },
  'another one lies at its position': {
    damage: (slices, at) => [...slices, again(slices[at]!, { instanceNumber: 900 })],
    code: 'duplicate-position',
    incomplete: false,
  },
  'another one lies 0.08 mm above it': {
    damage: (slices, at) => [...slices, again(slices[at]!, place(-100, -100, up(slices[at]!) + 0.08))],
    code: 'slices-overlap',
    incomplete: false,
  },
  'it names another patient': {
    damage: changed(() => ({ patientId: 'another' })),
    code: 'patient-mixed',
    incomplete: false,
  },
  'it is 7 mm from the next, and so are all above it': {
    damage: all((slice, i, at) => place(-100, -100, up(slice) + 2 * Math.max(0, i - at))),
    code: 'spacing-irregular',
    incomplete: false,
  },
  'all above it are tilted': {
    damage: all((_, i, at) => (i > at ? { imageOrientationPatient: tilted(15) } : {})),
    code: 'mixed-geometry',
    incomplete: true,
  },
  'all slices lean': {
    damage: all((slice, i) => place(-100 + i, -100, up(slice))),
    code: 'stack-sheared',
    incomplete: false,
  },
  'all are thinner than they are apart': {
    damage: all(() => ({ sliceThicknessMm: 1 })),
    code: 'slices-apart',
    incomplete: false,
  },
  'all are thicker than they are apart': {
    damage: all(() => ({ sliceThicknessMm: 10 })),
    code: 'slices-overlap',
    incomplete: false,
  },
  'all have a SpacingBetweenSlices that is wrong': {
    damage: all(() => ({ spacingBetweenSlicesMm: 2.5 })),
    code: 'spacing-contradicted',
    incomplete: false,
  },
  'all have a GantryDetectorTilt that is wrong': {
    damage: all(() => ({ header: { gantryTiltDegrees: 20 } })),
    code: 'gantry-tilt-contradicted',
    incomplete: false,
  },
  'none has a position': {
    damage: all(() => ({ imagePositionPatient: undefined })),
    code: 'order-by-instance-number',
    incomplete: false,
  },
  'none has a position or a number': {
    damage: all(() => ({ imagePositionPatient: undefined, instanceNumber: undefined })),
    code: 'order-unknown',
    incomplete: false,
  },
  'none has an orientation': {
    damage: all(() => ({ imageOrientationPatient: undefined })),
    code: 'orientation-missing',
    incomplete: false,
  },
  'none has a pixel size': {
    damage: all(() => ({ pixelSpacing: undefined })),
    code: 'pixel-spacing-missing',
    incomplete: false,
  },
  'all lie at one position': {
    damage: all(() => place(-100, -100, 0)),
    code: 'duplicate-position',
    incomplete: true,
  },
  'all bear one UID': {
    damage: all(() => ({ sopInstanceUid: '1' })),
    code: 'duplicate-instance',
    incomplete: true,
  },
};

const isIncomplete = ({ unreadableSopInstanceUids, missingSlices }: Series): boolean =>
  unreadableSopInstanceUids.length > 0 || (missingSlices ?? 0) > 0;

describe('geometry that is wrong gives no quiet answer, in whichever order the slices come: where', () => {
  const sound = stack(
    Array.from({ length: COUNT }, (_, i) => 5 * i),
    { sliceThicknessMm: 5 },
  );

  test('nothing is wrong, nothing is said', () => {
    const [series] = buildSeries(sound);
    expect(codes(series!)).toEqual([]);
    expect(isIncomplete(series!)).toBe(false);
  });

  test.each(Object.entries(KINDS))('%s', (_, { damage, code, incomplete }) => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: COUNT - 4 }), fc.infiniteStream(fc.nat()), (at, keys) => {
        const slices = damage(sound, at);
        const [series, ...others] = buildSeries(slices);
        expect(others).toEqual([]);
        expect(codes(series!)).toContain(code);
        expect(isIncomplete(series!)).toBe(incomplete);
        const sorted = slices
          .map((slice) => ({ slice, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ slice }) => slice);
        expect(buildSeries(sorted)).toEqual([series]);
      }),
      { numRuns: 15 },
    );
  });
});
