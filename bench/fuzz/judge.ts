import type { Series, Slice } from '@ichor/ct';
import type { Mutation } from './mutation.ts';
import type { Outcome } from './read-all.ts';

/**
 * What a reader made of a damage. 'noticed': something is said that isn't said of the undamaged study. 'harmless': no
 * pixel, place or slice is another. 'unnoticeable': no reader could have known. 'silent': it should have been noticed.
 */
export interface Verdict {
  readonly kind: 'noticed' | 'harmless' | 'unnoticeable' | 'silent' | 'unjudged';
  /** What became wrong, or why nobody could know. */
  readonly why: string;
}

/** What table feed, headers and their rounding leave, as @ichor/dicom has it: nearer than this is the same place. */
const SAME = { alongMm: 0.1, alongShare: 0.03, acrossMm: 1, direction: 0.006, pixelMm: 1e-3 } as const;

export function judge(before: Outcome, after: Outcome, mutation: Mutation): Verdict {
  const news = [...after.signals].find(([signal, count]) => count > (before.signals.get(signal) ?? 0));
  if (news !== undefined) return { kind: 'noticed', why: news[0].split(' ').slice(0, 2).join(' ') };
  if (mutation.mixed) return { kind: 'unjudged', why: 'several damages' };
  if (before.refused) return { kind: 'unjudged', why: 'refused without damage' };
  const [a, b] = [slicesOf(before.series), slicesOf(after.series)];
  if (b.length < a.length) {
    if (mutation.label === 'file lost') return { kind: 'unnoticeable', why: 'a file lost at an end' };
    return { kind: 'silent', why: 'a slice is gone' };
  }
  const pairs = paired(a, b);
  const placed = pairs.map(([old, now]) => displacement(old, now, before.series));
  const samePixels = pairs.every(([old, now]) => equal(old.hu, now.hu));
  if (samePixels && placed.every((place) => place === 'same')) return { kind: 'harmless', why: '' };
  if (placed.includes('elsewhere')) {
    if (mutation.scope === 'all') return { kind: 'unnoticeable', why: 'geometry, all slices alike' };
    if (exchanged(pairs)) return { kind: 'unnoticeable', why: 'places exchanged' };
    return { kind: 'silent', why: 'geometry' };
  }
  if (samePixels) return { kind: 'unnoticeable', why: 'geometry, within tolerance' };
  if (mutation.pixels === 'short') return { kind: 'silent', why: 'pixels shortened' };
  if (mutation.pixels === 'zeroed') return { kind: 'silent', why: 'pixels all zeros' };
  if (mutation.pixels === 'spliced')
    return { kind: 'unnoticeable', why: 'a stream in step again, to the last bit' };
  if (mutation.pixels === 'changed') return { kind: 'unnoticeable', why: 'pixels changed' };
  if (mutation.subject === 'padding' || onlyPadding(pairs))
    return { kind: 'unnoticeable', why: 'another padding value' };
  if (mutation.scope === 'some') return { kind: 'silent', why: 'rescale or bit depth' };
  return isHead(before.series) && !isHead(after.series)
    ? { kind: 'silent', why: 'no Hounsfield units, all slices alike' }
    : { kind: 'unnoticeable', why: 'other Hounsfield units, all slices alike' };
}

/** Some air, some brain and some skull: less than the product asks for, so that what fails here is far off. */
function isHead(series: readonly Series[]): boolean {
  return series.every(({ slices }) => {
    const share = (low: number, high: number): number => {
      const counts = slices.map(({ hu }) =>
        hu.reduce((sum, value) => sum + (value >= low && value <= high ? 1 : 0), 0),
      );
      return (
        counts.reduce((sum, count) => sum + count, 0) / slices.reduce((sum, { hu }) => sum + hu.length, 0)
      );
    };
    return share(-1100, -850) > 0.02 && share(10, 60) > 0.02 && share(250, 3000) > 0.002;
  });
}

const slicesOf = (series: readonly Series[]): Slice[] => series.flatMap(({ slices }) => slices);

/** By the UIDs of series and slice, and those whose UID is another by what is left. */
function paired(before: readonly Slice[], after: readonly Slice[]): (readonly [Slice, Slice])[] {
  const key = ({ seriesInstanceUid, sopInstanceUid }: Slice): string =>
    `${seriesInstanceUid} ${sopInstanceUid}`;
  const byUid = new Map(after.map((slice) => [key(slice), slice]));
  const known = new Set(before.map(key));
  const strangers = after.filter((slice) => !known.has(key(slice)));
  return before.map((slice) => [slice, byUid.get(key(slice)) ?? strangers.shift() ?? slice]);
}

/** Whether only what was taken for "no data" is another: air before, and beyond anything in a body now. */
const onlyPadding = (pairs: readonly (readonly [Slice, Slice])[]): boolean =>
  pairs.every(([old, now]) =>
    old.hu.every((value, i) => value === now.hu[i] || (value === -1000 && now.hu[i]! < -1100)),
  );

const equal = (a: Int16Array, b: Int16Array): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

type Displacement = 'same' | 'near' | 'elsewhere';

function displacement(before: Slice, after: Slice, series: readonly Series[]): Displacement {
  if (before.rows !== after.rows || before.columns !== after.columns) return 'elsewhere';
  const lists: readonly (readonly [readonly number[] | undefined, readonly number[] | undefined, number])[] =
    [
      [before.imageOrientationPatient, after.imageOrientationPatient, SAME.direction],
      [before.pixelSpacing, after.pixelSpacing, SAME.pixelMm],
    ];
  let result: Displacement = 'same';
  for (const [a, b, within] of lists) {
    if (a === undefined && b === undefined) continue;
    const most = Math.max(
      ...(a ?? []).map((value, i) => Math.abs(value - (b?.[i] ?? Number.POSITIVE_INFINITY))),
    );
    if (!(most <= within)) return 'elsewhere';
    if (most > 0) result = 'near';
  }
  const [from, to] = [before.imagePositionPatient, after.imagePositionPatient];
  if (from === undefined || to === undefined) return from === to ? result : 'elsewhere';
  const [a, b, c, d, e, f] = before.imageOrientationPatient ?? [1, 0, 0, 0, 1, 0];
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d];
  const way = to.map((value, i) => value - from[i]!);
  const along = Math.abs(way.reduce((sum, value, i) => sum + value * normal[i]!, 0));
  const across = Math.sqrt(Math.max(0, way.reduce((sum, value) => sum + value * value, 0) - along * along));
  if (along === 0 && across === 0) return result;
  const step = stepMm(series.find(({ slices }) => slices.includes(before)));
  const near = along <= Math.max(SAME.alongMm, SAME.alongShare * step) && across <= SAME.acrossMm;
  return near ? 'near' : 'elsewhere';
}

function stepMm(series: Series | undefined): number {
  const positions = series?.positionsMm ?? [];
  return positions.length < 2 ? 0 : (positions.at(-1)! - positions[0]!) / (positions.length - 1);
}

/** Whether the same places are taken as before, by others. */
function exchanged(pairs: readonly (readonly [Slice, Slice])[]): boolean {
  const places = (index: 0 | 1): string =>
    pairs
      .map((pair) =>
        [
          pair[index].imagePositionPatient,
          pair[index].imageOrientationPatient,
          pair[index].pixelSpacing,
        ].join(),
      )
      .sort()
      .join(';');
  return places(0) === places(1);
}
