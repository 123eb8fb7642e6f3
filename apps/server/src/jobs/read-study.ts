import type { OpenBundle } from '@ichor/inference';
import { seriesLimit, type UnreadFile } from '@ichor/intake';
import { en, type StudyReport, type StudyResult } from '@ichor/report';
import { analyzeStudy, readAskedSeries, type SourceStudy } from '@ichor/studies';
import {
  type DamagedFile,
  isAskedFor,
  type Reading,
  type StudyReading,
  type StudyToRead,
} from '../repositories/readings.ts';
import type { Store } from '../store/store.ts';
import { computedSlices } from './computed-slices.ts';
import { type StoredSeries, storedStudy } from './stored-study.ts';

type OnProgress = (done: number, total: number) => void;

/** Reads a stored study: one series of it by itself, and those that somebody asked for. */
export async function readStudy(
  opened: OpenBundle,
  store: Store,
  study: StudyToRead,
  onProgress: OnProgress,
): Promise<Reading> {
  const source = storedStudy(store, study);
  const reading = study.onlyAsked
    ? { series: [], damaged: [], computed: [] }
    : await readChosen(opened, store, study, source, onProgress);
  const damaged = new Map(reading.damaged.map((one) => [one.sha256, one]));
  const reports = new Map(reading.series.map(({ id, report }) => [id, report]));
  for (const one of source.series) {
    const { id, readToo, report } = one.stored;
    if (!isAskedFor({ readToo, report: reports.get(id) ?? report })) continue;
    const { series, unread } = await one.open({ pixels: true, mostHuBytes: seriesLimit() });
    for (const file of unread) damaged.set(file.path, damagedFile(file));
    reports.set(id, await readAskedSeries(opened, series, { onProgress }));
  }
  return {
    ...reading,
    damaged: [...damaged.values()],
    series: [...reports].map(([id, report]) => ({ id, report })),
  };
}

/** The study's own answer: of the series that @ichor/studies chooses. */
async function readChosen(
  opened: OpenBundle,
  store: Store,
  study: StudyToRead,
  source: SourceStudy<StoredSeries>,
  onProgress: OnProgress,
): Promise<Reading> {
  const { report, read } = await analyzeStudy(opened, source, { onProgress });
  return {
    ...inRows(study, report),
    damaged: read.unread.map(damagedFile),
    computed: await computedSlices(store, read),
  };
}

/** The store names files by their SHA-256. */
const damagedFile = ({ path, code, reason }: UnreadFile): DamagedFile => ({
  sha256: path,
  code,
  problem: reason,
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
