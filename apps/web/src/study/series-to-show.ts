import type { SeriesRow, StudyDetail } from '@ichor/api';

/** The one that was asked for, else the one that was read, else the largest that can be shown. */
export function seriesToShow(detail: StudyDetail, chosenId?: string): SeriesRow | undefined {
  const viewable = detail.series.filter((series) => series.viewable);
  return (
    viewable.find(({ id }) => id === chosenId) ??
    viewable.find(({ id }) => id === detail.readSeriesId) ??
    viewable.reduce<SeriesRow | undefined>(
      (best, series) => (best && best.instances >= series.instances ? best : series),
      undefined,
    )
  );
}
