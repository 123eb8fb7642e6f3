import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ApiError,
  SimulationRequest,
  SimulationStarted,
  StudyDetail,
  StudyRow,
  Worklist,
} from '@ichor/api';
import { IchorError, toldError } from '@ichor/notices';
import { BLEED_TYPES } from '@ichor/phantom';
import { canonicalReport, STUDY_REPORT_SCHEMA, type StudyReport, type StudyResult } from '@ichor/report';
import type { ProgressLine } from './progress-line.ts';

/** Large enough that a person finds each bleed in the pictures at once. */
const VOLUME_ML = 25;
const BLOOD_HU = 65;
const AGE = 60;
const POLL_MS = 300;

export interface DemoStudies {
  /** A line a study: what was made. */
  readonly made: readonly string[];
  readonly report: StudyReport;
  /** A line a study that could not be read. */
  readonly failed: readonly string[];
}

/**
 * Has a server make and read a study of each type of bleed and one without blood, where they are not there already.
 *
 * @param server that runs, and what lets in there
 * @throws IchorError as the server's answer; or where the signal is aborted
 */
export async function demoStudies(
  { address, token }: { readonly address: string; readonly token: string },
  { seed, progress, signal }: { seed: number; progress: ProgressLine; signal: AbortSignal },
): Promise<DemoStudies> {
  const ask = <T>(path: string, body?: unknown) => request<T>(`${address}${path}`, token, signal, body);
  const ids: string[] = [];
  for (const [i, type] of [...BLEED_TYPES, null].entries()) {
    const wanted: SimulationRequest = {
      type,
      side: i % 2 === 0 ? 'left' : 'right',
      volumeMl: VOLUME_ML,
      hu: BLOOD_HU,
      age: AGE,
      seed: 10 * seed + i,
    };
    ids.push((await ask<SimulationStarted>('/api/simulations', wanted)).studyId);
  }
  for (;;) {
    const { studies } = await ask<Worklist>('/api/studies');
    const over = studies.filter((study) => ids.includes(study.id) && isOver(study)).length;
    if (over === ids.length) break;
    progress.show(`simulating and reading study ${over + 1} of ${ids.length}`);
    await sleep(POLL_MS, undefined, { signal });
  }
  const details = await Promise.all(ids.map((id) => ask<StudyDetail>(`/api/studies/${id}`)));
  return {
    made: details.map((detail) => `${detail.studyInstanceUid ?? detail.study.id}  ${bloodIn(detail)}`),
    report: reportOf(details),
    failed: details.flatMap(({ study }) =>
      study.state.kind === 'failed' ? [`not read: ${study.id}: ${study.state.reason}`] : [],
    ),
  };
}

const isOver = ({ state: { kind } }: StudyRow): boolean => kind !== 'received' && kind !== 'reading';

function bloodIn({ truth }: StudyDetail): string {
  if (truth === null || truth.length === 0) return 'without blood';
  return truth.map(({ type, volumeMl }) => `${type}, ${volumeMl.toFixed(0)} ml`).join(' and ');
}

/** What the server says of studies as the report that "ichor analyze" would give of them. */
function reportOf(details: readonly StudyDetail[]): StudyReport {
  const bundle = details.find((detail) => detail.bundle !== null)?.bundle;
  if (bundle == null) {
    throw new IchorError({
      code: 'nothing-read',
      subject: 'the simulated studies',
      problem: 'could not be read',
    });
  }
  return canonicalReport({
    schema: STUDY_REPORT_SCHEMA,
    bundle,
    researchUseOnly: true,
    unreadableFiles: 0,
    studies: details.flatMap(resultOf),
  });
}

function resultOf({
  study,
  bundle,
  studyInstanceUid,
  series,
  readSeriesId,
  statement,
}: StudyDetail): StudyResult[] {
  if (studyInstanceUid === undefined || statement === null) return [];
  const read = series.find(({ id }) => id === readSeriesId)?.report;
  return [
    {
      studyInstanceUid,
      readSeries: read?.seriesInstanceUid ?? null,
      answer: read?.answer ?? 'not-read',
      statement,
      scores: study.scores,
      calibrated: bundle?.calibration !== undefined,
      calls: study.calls,
      series: series.flatMap(({ report }) => (report === null ? [] : [report])),
    },
  ];
}

async function request<T>(url: string, token: string, signal: AbortSignal, body?: unknown): Promise<T> {
  const authorization = `Bearer ${token}`;
  const answer = await fetch(url, {
    signal,
    headers: { authorization },
    ...(body !== undefined && {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const json: unknown = await answer.json();
  if (!answer.ok) throw toldError(json as ApiError);
  return json as T;
}
