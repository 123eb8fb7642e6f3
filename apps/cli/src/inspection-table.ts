import type { InspectedSeries, InspectedStudy, Inspection } from '@ichor/studies';
import { notReadLines } from './not-read-lines.ts';
import { textTable } from './text-table.ts';
import { valuesLine } from './values-line.ts';

/** An inspection as lines for a terminal: a row a series, then what there is to say of each, then what was not read. */
export function inspectionTable({ files, patients, studies, notRead }: Inspection): string {
  const count = studies.reduce((sum, { series }) => sum + series.length, 0);
  const head = `${files} files: ${patients} patients, ${studies.length} studies, ${count} series; ${notRead.length} files not read.`;
  const rows = studies.flatMap((study, s) =>
    study.series.map((series, i) => row(`${s + 1}.${i + 1}`, series)),
  );
  return [
    head,
    ...(rows.length === 0 ? [] : ['', textTable(HEADER, rows), '']),
    ...studies.flatMap(remarks),
    ...notReadLines(notRead, '--json'),
  ].join('\n');
}

const HEADER = [
  'series',
  'kind',
  'slices',
  'size',
  'pixel mm',
  'gap mm',
  'cover mm',
  'tilt',
  'analyze',
  'transfer syntax',
];

function row(
  name: string,
  { modality, files, geometry, status, transferSyntaxes }: InspectedSeries,
): string[] {
  const place =
    geometry === null
      ? [String(files), '-', '-', '-', '-', '-']
      : [
          String(geometry.slices),
          `${geometry.columns} x ${geometry.rows}`,
          geometry.pixelSpacing === null ? '-' : geometry.pixelSpacing.map(short).join(' x '),
          gaps(geometry.spacingMm),
          geometry.coverageMm.toFixed(0),
          geometry.tiltDegrees.toFixed(1),
        ];
  return [name, modality ?? '?', ...place, status, transferSyntaxes.join(', ')];
}

function gaps(spacing: NonNullable<InspectedSeries['geometry']>['spacingMm']): string {
  if (spacing === null) return '-';
  const { median, least, largest } = spacing;
  return largest - least < 0.02 ? short(median) : `${short(median)} (${short(least)} to ${short(largest)})`;
}

/** At most two digits behind the point. */
const short = (mm: number): string => String(Number(mm.toFixed(2)));

function remarks({ studyInstanceUid, patient, identity, series }: InspectedStudy, s: number): string[] {
  const who =
    identity === undefined
      ? `patient ${patient}`
      : `patient ${patient}: ${identity.patientName ?? 'no name'}, ${identity.patientId || 'no number'}, ${identity.studyDate ?? 'no date'}`;
  return [
    `${s + 1}    study ${studyInstanceUid} (${who})`,
    ...series.flatMap((one, i) => [
      `${s + 1}.${i + 1}  series ${one.seriesInstanceUid}${one.description === null ? '' : ` "${one.description}"`}`,
      ...(one.reason === null ? [] : [`     ${one.status}: ${one.reason}`]),
      ...(one.values === null ? [] : [`     values: ${valuesLine(one.values)}`]),
      ...one.notices.map(
        ({ code, message, sopInstanceUids: { length } }) =>
          `     notice ${code}: ${message}${length === 0 ? '' : ` (${length} ${length === 1 ? 'slice' : 'slices'})`}`,
      ),
    ]),
  ];
}
