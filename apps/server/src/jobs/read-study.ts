import { type Series, withoutPixels } from '@ichor/ct';
import { makeUid } from '@ichor/dicom';
import {
  buildReport,
  chooseSeries,
  type OpenBundle,
  readSeries,
  readStudies,
  withAxial,
} from '@ichor/inference';
import { en, type SeriesReport, type StudyReport, type StudyResult } from '@ichor/report';
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

/** The study's own answer: of the series that @ichor/inference chooses among those whose tags don't refuse them. */
async function readChosen(
  opened: OpenBundle,
  store: Store,
  study: StudyToRead,
  onProgress: OnProgress,
): Promise<Reading> {
  const decoded = new Map<SeriesToRead, DecodedSeries>();
  for (const series of study.series)
    decoded.set(series, await decodeSeries(store, series, { pixels: false }));
  const refused = new Map(
    study.series.flatMap((series) => {
      const reason = mixedPatients([...decoded.values()]) ?? tagRefusal(series);
      return reason === null ? [] : [[series, reason]];
    }),
  );
  const candidates = new Map(
    study.series
      .filter((series) => !refused.has(series))
      .map((series) => [series, decoded.get(series)!.series]),
  );
  const resliced = await reslice(store, candidates);
  await loadChosen(store, candidates, resliced);
  const damaged = [...decoded.values()].flatMap((one) => one.damaged);
  const report = await readStudies(opened, [...candidates.values()], {
    unreadableFiles: damaged.length,
    onProgress,
  });
  const whole = buildReport(
    opened.bundle,
    [
      ...report.studies.flatMap((one) => one.series),
      ...[...refused].map(([series, reason]) => refusedReport(decoded.get(series)!.series, reason)),
    ].map((series) => ({ studyInstanceUid: study.studyInstanceUid, series })),
    damaged.length,
  );
  return { ...inRows(study, whole), damaged, computed: await computedSlices(store, candidates, resliced) };
}

/**
 * Where no series is axial, those that are fine enough give way to axial slices computed from them, as in `analyze`; the
 * volumes are decoded one at a time.
 *
 * @returns those that did
 */
async function reslice(store: Store, candidates: Map<SeriesToRead, Series>): Promise<Set<SeriesToRead>> {
  const resliced = new Set<SeriesToRead>();
  const readable = chooseSeries([...candidates.values()]).some(
    ({ status }) => status === 'read' || status === 'incomplete',
  );
  if (readable) return resliced;
  for (const [stored, { notices }] of candidates) {
    if (!notices.some(({ code }) => code === 'not-axial')) continue;
    const { series } = await decodeSeries(store, stored, { pixels: true });
    const [axial] = withAxial([series], makeUid);
    if (axial === undefined) throw new RangeError('reslice: a series came to nothing');
    const done = axial.notices.some(({ code }) => code === 'resliced');
    candidates.set(stored, done ? axial : { ...axial, slices: axial.slices.map(withoutPixels) });
    if (done) resliced.add(stored);
  }
  return resliced;
}

/** Gives the series that will be scored their pixels; the others do without. */
async function loadChosen(
  store: Store,
  candidates: Map<SeriesToRead, Series>,
  resliced: ReadonlySet<SeriesToRead>,
): Promise<void> {
  const loaded = new Set(resliced);
  for (;;) {
    const choices = chooseSeries([...candidates.values()]);
    const chosen = [...candidates.keys()].find((series, i) => {
      const status = choices[i]?.status;
      return (status === 'read' || status === 'incomplete') && !loaded.has(series);
    });
    if (chosen === undefined) return;
    candidates.set(chosen, (await decodeSeries(store, chosen, { pixels: true })).series);
    loaded.add(chosen);
  }
}

/** Why the tags of all its slices refuse a series. */
function tagRefusal({ instances }: SeriesToRead): string | null {
  return instances.every((instance) => instance.tagRefusal !== null)
    ? (instances[0]?.tagRefusal ?? null)
    : null;
}

/** Some exports give studies of different patients one UID: nobody can say whose answer it would be. */
function mixedPatients(all: readonly DecodedSeries[]): string | null {
  const patients = new Set(all.map(({ series }) => series.patientId));
  return patients.size > 1 ? en.reasons.unusable('The series of this study name different patients.') : null;
}

const refusedReport = (series: Series, reason: string): SeriesReport => ({
  seriesInstanceUid: series.seriesInstanceUid,
  status: 'refused',
  reason,
  answer: 'not-read',
  statement: en.statement('not-read'),
  notices: [...series.notices],
  scores: null,
  calls: [],
  keySlices: [],
  heatmaps: [],
  slices: [],
});

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
