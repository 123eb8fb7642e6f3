import { isIchorError, type Notice, resliceAxial, type Series } from '@ichor/ct';
import { chooseSeries } from './choose-series.ts';

/**
 * Series of any studies -> the same ones, but in a study without a readable axial series those of other planes give way to
 * axial slices computed from them. Where that can't be done, the notice `not-axial` says why.
 *
 * @param makeUid a UID from its parts, always the same one
 */
export function withAxial(
  all: readonly Series[],
  makeUid: (...parts: readonly (string | number)[]) => string,
): Series[] {
  const readable = new Set(
    [...Map.groupBy(all, ({ studyInstanceUid }) => studyInstanceUid).values()].flatMap((study) =>
      chooseSeries(study)
        .filter(({ status }) => status === 'read' || status === 'incomplete')
        .map(({ series }) => series.studyInstanceUid),
    ),
  );
  return all.map((series) => {
    if (readable.has(series.studyInstanceUid) || !series.notices.some(isNotAxial)) return series;
    const { studyInstanceUid, seriesInstanceUid } = series;
    try {
      return resliceAxial(series, (i) => makeUid('axial', studyInstanceUid, seriesInstanceUid, i));
    } catch (error) {
      if (!isIchorError(error)) throw error;
      return { ...series, notices: series.notices.map((notice) => withReason(notice, error.problem)) };
    }
  });
}

const isNotAxial = ({ code }: Notice): boolean => code === 'not-axial';

/** Two sentences in one: the notice's message becomes the reason of a refusal. */
const withReason = (notice: Notice, problem: string): Notice =>
  isNotAxial(notice)
    ? { ...notice, message: `${notice.message.replace(/\.$/, '')}; no axial ones were computed: ${problem}.` }
    : notice;
