import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { en, type StudyReport } from '@ichor/report';
import { textTable } from './text-table.ts';

/** A report as lines for a terminal: a row a series, then what it says and its notices. */
export function reportTable(report: StudyReport, milliseconds: ReadonlyMap<string, number>): string {
  const rows: string[][] = [];
  const remarks: string[] = [];
  report.studies.forEach((study, s) => {
    study.series.forEach((series, i) => {
      const name = `${s + 1}.${i + 1}`;
      rows.push([
        name,
        series.status,
        ...HEMORRHAGE_TYPES.map((type) => series.scores?.[type].toFixed(2) ?? '-'),
        series.calls.map((call) => call.type).join(', ') || '-',
        series.keySlices
          .map((uid) => 1 + series.slices.findIndex((slice) => slice.sopInstanceUid === uid))
          .join(' ') || '-',
        milliseconds.get(series.seriesInstanceUid)?.toFixed(0) ?? '-',
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
    'ms',
  ];
  const { name, sha256 } = report.bundle;
  return [
    `${en.researchUseOnly} Scores are not calibrated. Bundle ${name} (${sha256.slice(0, 12)}).`,
    '',
    textTable(header, rows),
    '',
    ...remarks,
  ].join('\n');
}

const SHORT = {
  epidural: 'epidural',
  intraparenchymal: 'intraparench.',
  intraventricular: 'intraventric.',
  subarachnoid: 'subarachnoid',
  subdural: 'subdural',
  any: 'any',
} as const;
