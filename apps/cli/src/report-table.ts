import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { en, type SeriesReport, type StudyReport, type StudyResult } from '@ichor/report';
import type { SeriesTime } from '@ichor/studies';
import { textTable } from './text-table.ts';

/** A report as lines for a terminal: a row a series, then what it says and its notices. Without times there is no column for them. */
export function reportTable(report: StudyReport, times: readonly SeriesTime[]): string {
  const rows: string[][] = [];
  const remarks: string[] = [];
  report.studies.forEach((study, s) => {
    if (study.answer === 'not-read') remarks.push(`study ${study.studyInstanceUid}: ${study.statement}`);
    study.series.forEach((series, i) => {
      const name = `${s + 1}.${i + 1}`;
      rows.push([
        name,
        series.status,
        ...HEMORRHAGE_TYPES.map((type) => series.scores?.[type].toFixed(2) ?? '-'),
        series.calls.map((call) => call.type).join(', ') || '-',
        series.keySlices
          .map((uid) => numberOf(uid, series))
          .sort((a, b) => a - b)
          .join(' ') || '-',
        ...(times.length === 0 ? [] : [millisecondsOf(times, study, series)]),
      ]);
      remarks.push(
        `${name}  study ${study.studyInstanceUid}\n     series ${series.seriesInstanceUid}\n     ${series.statement}`,
      );
      if (series.reason) remarks.push(`     ${series.status}: ${series.reason}`);
      for (const notice of series.notices) remarks.push(`     notice ${notice.code}: ${notice.message}`);
    });
  });
  const header = [
    'series',
    'status',
    ...HEMORRHAGE_TYPES.map((type) => SHORT[type]),
    'calls',
    'key slices',
    ...(times.length === 0 ? [] : ['ms']),
  ];
  const { name, sha256, calibration } = report.bundle;
  const fromPictures = new Set(
    report.studies
      .flatMap(({ series }) => series.flatMap(({ notices }) => notices))
      .filter(({ code }) => code === 'picture-source')
      .map(({ message }) => message),
  );
  return [
    `${en.researchUseOnlyLong(calibration)} Bundle ${name} (${sha256.slice(0, 12)}).`,
    ...fromPictures,
    '',
    textTable(header, rows),
    '',
    ...remarks,
  ].join('\n');
}

function millisecondsOf(
  times: readonly SeriesTime[],
  { studyInstanceUid }: StudyResult,
  { seriesInstanceUid }: SeriesReport,
): string {
  const time = times.find(
    (one) => one.studyInstanceUid === studyInstanceUid && one.seriesInstanceUid === seriesInstanceUid,
  );
  return time?.milliseconds.toFixed(0) ?? '-';
}

/** A slice's number counted from the skull base; the report itself lists slices by UID. */
function numberOf(uid: string, { slices }: SeriesReport): number {
  const own = slices.find(({ sopInstanceUid }) => sopInstanceUid === uid);
  const below = own?.positionMm ?? Number.NEGATIVE_INFINITY;
  return 1 + slices.filter(({ positionMm }) => positionMm !== null && positionMm < below).length;
}

const SHORT = {
  epidural: 'epidural',
  intraparenchymal: 'intraparench.',
  intraventricular: 'intraventric.',
  subarachnoid: 'subarachnoid',
  subdural: 'subdural',
  any: 'any',
} as const;
