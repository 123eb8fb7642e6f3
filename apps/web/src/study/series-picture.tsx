import type { SeriesRow, StudyDetail } from '@ichor/api';
import { useQuery } from '@tanstack/react-query';
import { stackQuery } from '../api/queries.ts';
import { formatAge, shownName } from '../common/format-patient.ts';
import { Problem } from '../common/problem.tsx';
import { httpSliceSource, Viewer, type ViewStore } from '../viewer/index.ts';
import { seriesTitle } from './series-title.ts';
import { useOpeningSlice } from './use-opening-slice.ts';

const slices = httpSliceSource();

/** A series in the viewer, or why there is nothing to see. */
export function SeriesPicture(props: {
  detail: StudyDetail;
  series: SeriesRow | undefined;
  view: ViewStore;
  autoFocus?: boolean;
  /** Of the stack before: another patient of the same head is shown where that one was. */
  keepPlace?: boolean;
}) {
  const { detail, series } = props;
  if (!series) {
    return (
      <div className="centred">
        <p className="quiet">{whyNothing(detail)}</p>
      </div>
    );
  }
  return <SeriesStackPicture {...props} series={series} />;
}

function whyNothing({ study: { state, simulated } }: StudyDetail): string {
  if (state.kind !== 'received' && state.kind !== 'reading') {
    return 'No series of this study can be shown; the list beside says why.';
  }
  return simulated ? 'The patient is being made.' : 'The first picture appears when the files are sorted.';
}

function SeriesStackPicture(props: {
  detail: StudyDetail;
  series: SeriesRow;
  view: ViewStore;
  autoFocus?: boolean;
  keepPlace?: boolean;
}) {
  const { detail, series, view, autoFocus = false, keepPlace = false } = props;
  const { data: stack, error, refetch } = useQuery(stackQuery(series));
  useOpeningSlice(view, stack, series.report, keepPlace);
  if (!stack) {
    return (
      <div className="centred">
        {error ? (
          <Problem error={error}>
            <button type="button" className="button" onClick={() => void refetch()}>
              Try again
            </button>
          </Problem>
        ) : (
          <p className="quiet">Loading the series</p>
        )}
      </div>
    );
  }
  const { patient, studyDate, simulated } = detail.study;
  return (
    <Viewer
      // A series that grew, or gave way to slices computed from it, is another stack.
      key={`${stack.id}/${stack.slices.length}/${stack.computed}`}
      stack={stack}
      source={slices}
      identity={{
        ...patient,
        // As on the list, so that one sees that it is the same patient.
        name: shownName(detail.study),
        age: patient.age && formatAge(patient.age),
        studyDate,
        simulated,
        series: seriesTitle(series),
      }}
      report={series.report}
      heatmapLabel={detail.bundle?.heatmapLabel ?? null}
      autoFocus={autoFocus}
      store={view}
    />
  );
}
