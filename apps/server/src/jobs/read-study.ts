import type { Series } from '@ichor/ct';
import { makeUid } from '@ichor/dicom';
import { loadChosen, type OpenBundle, readSeries, readStudies } from '@ichor/inference';
import { en, type StudyReport, type StudyResult } from '@ichor/report';
import {
  isAskedFor,
  type Reading,
  type SeriesToRead,
  type StudyReading,
  type StudyToRead,
} from '../repositories/readings.ts';
import type { Store } from '../store/store.ts';
import { computedSlices } from './computed-slices.ts';
import { type DecodedSeries, decodeSeries } from './decode-series.ts';

type OnProgress = (done: number, total: number) => void;

/** Reads a stored study: one series of it by itself, and those that somebody asked for. */
export async function readStudy(
  opened: OpenBundle,
  store: Store,
  study: StudyToRead,
  onProgress: OnProgress,
): Promise<Reading> {
  const reading = study.onlyAsked
    ? { series: [], damaged: [], computed: [] }
    : await readChosen(opened, store, study, onProgress);
  const reports = new Map(reading.series.map(({ id, report }) => [id, report]));
  for (const series of study.series) {
    const report = reports.get(series.id) ?? series.report;
    if (!isAskedFor({ ...series, report })) continue;
    const { series: decoded } = await decodeSeries(store, series, { pixels: true });
    reports.set(series.id, await readSeries(opened, decoded, { onProgress }));
  }
  return { ...reading, series: [...reports].map(([id, report]) => ({ id, report })) };
}

/** The study's own answer: of the series that @ichor/inference chooses. */
async function readChosen(
  opened: OpenBundle,
  store: Store,
  study: StudyToRead,
  onProgress: OnProgress,
): Promise<Reading> {
  const decoded = new Map<SeriesToRead, DecodedSeries>();
  for (const series of study.series)
    decoded.set(series, await decodeSeries(store, series, { pixels: false }));
  const candidates = new Map(study.series.map((series) => [series, decoded.get(series)!.series]));
  const load = async (series: SeriesToRead): Promise<Series> =>
    (await decodeSeries(store, series, { pixels: true })).series;
  const resliced = await loadChosen(candidates, load, makeUid);
  const damaged = [...decoded.values()].flatMap((one) => one.damaged);
  const report = await readStudies(opened, [...candidates.values()], {
    unreadableFiles: damaged.length,
    onProgress,
  });
  return { ...inRows(study, report), damaged, computed: await computedSlices(store, candidates, resliced) };
}

function inRows(study: StudyToRead, report: StudyReport): Pick<Reading, 'series' | 'result'> {
  const [result] = report.studies;
  if (result === undefined) throw new RangeError(`readStudy: study ${study.id} has no series`);
  const idOf = (uid: string) => study.series.find((series) => series.seriesInstanceUid === uid)?.id;
  return {
    series: result.series.flatMap((one) => {
      const id = idOf(one.seriesInstanceUid);
      return id === undefined ? [] : [{ id, report: one }];
    }),
    result: {
      ...stateAfter(result),
      readSeriesId: result.readSeries === null ? null : (idOf(result.readSeries) ?? null),
      study: result,
      bundle: report.bundle,
    },
  };
}

function stateAfter({ readSeries, series }: StudyResult): Pick<StudyReading, 'state' | 'reason'> {
  const read = series.find(({ seriesInstanceUid }) => seriesInstanceUid === readSeries);
  if (read?.status === 'read') return { state: 'read', reason: null };
  const incomplete = read ?? series.find(({ status }) => status === 'incomplete');
  if (incomplete !== undefined) {
    return { state: 'incomplete', reason: incomplete.reason ?? en.statement('incomplete') };
  }
  // Nothing was read, so each series has its reason; the same one is said once.
  const reasons = [...new Set(series.map(({ reason }) => reason).filter((reason) => reason !== null))];
  return { state: 'cannot-analyse', reason: reasons.join('; ') };
}
