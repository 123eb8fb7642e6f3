import { resliceAxial, type Series } from '@ichor/ct';
import { makeUid } from '@ichor/dicom';
import { isIchorError, notice, replaceNotice } from '@ichor/notices';
import { chooseSeries } from '../choose/choose-series.ts';

/**
 * Series of any studies -> the same ones, but in a study of which no series can be analysed as it is, those of other planes give
 * way to axial slices computed from them. Where that can't be done, the notice `not-axial` says why.
 */
export function withAxial(all: readonly Series[]): Series[] {
  const readable = new Set(
    [...Map.groupBy(all, ({ studyInstanceUid }) => studyInstanceUid)].flatMap(([uid, study]) =>
      chooseSeries(study).some(({ scored }) => scored) ? [uid] : [],
    ),
  );
  return all.map((series) => {
    if (readable.has(series.studyInstanceUid) || !isOfOtherPlane(series)) return series;
    const { studyInstanceUid, seriesInstanceUid } = series;
    try {
      return resliceAxial(series, (i) => makeUid('axial', studyInstanceUid, seriesInstanceUid, i));
    } catch (error) {
      if (!isIchorError(error)) throw error;
      const { plane, tiltDegrees, notices, refusals } = series;
      const told = notice('not-axial', { plane, degrees: tiltDegrees, notComputed: error.problem });
      return { ...series, notices: replaceNotice(notices, told), refusals: replaceNotice(refusals, told) };
    }
  });
}

/** Whether its slices are known not to be axial. */
export const isOfOtherPlane = ({ plane }: Series): boolean => plane !== 'axial' && plane !== 'unknown';
