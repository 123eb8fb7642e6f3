import { type Series, withoutPixels } from '@ichor/ct';
import { notice } from '@ichor/notices';

/** Of all slices, whether they are loaded or not. */
export const huBytesOf = ({ slices }: Pick<Series, 'slices'>): number =>
  slices.reduce((sum, { rows, columns }) => sum + 2 * rows * columns, 0);

/** The series, or where it has more Hounsfield units than are held at once, without them and with the notice that refuses it. */
export function withinLimit(series: Series, mostHuBytes: number): Series {
  const bytes = huBytesOf(series);
  if (bytes <= mostHuBytes) return series;
  const told = notice('series-too-large', { slices: series.slices.length, bytes, mostBytes: mostHuBytes });
  return {
    ...series,
    slices: series.slices.map(withoutPixels),
    tooLarge: true,
    notices: [...series.notices, told],
    refusals: [...series.refusals, told],
  };
}
