import type { SeriesValues } from '@ichor/studies';

/** One line, with more for slices that differ. */
export function valuesLine({ ways, storedRange, airHu, softHu, ...counts }: SeriesValues): string {
  const [first, ...others] = ways.map(({ way, slices }) =>
    ways.length === 1 ? way : `${slices} with ${way}`,
  );
  const pixels = Object.entries({
    'set to air as padding': counts.paddingFilled,
    'of the padding value inside': counts.paddingInside,
    'cut as too large or small': counts.saturatedLow + counts.saturatedHigh,
  }).flatMap(([what, count]) => (count > 0 ? [`${count} pixels ${what}`] : []));
  return [
    [first, ...others].join('; '),
    ...(storedRange === null ? [] : [`stored ${storedRange[0]} to ${storedRange[1]}`]),
    `air ${airHu ?? 'none'}, soft tissue ${softHu ?? 'none'} HU`,
    ...pixels,
  ].join('; ');
}
