import { valuesLine } from './describe-values.ts';
import type { InspectedSeries, InspectedStudy, Inspection } from './inspect-paths.ts';
import { textTable } from './text-table.ts';

const MOST_PATHS = 5;

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
    ...notReadLines(notRead),
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

/** A line a reason, which counts the files and names the first. */
function notReadLines(notRead: Inspection['notRead']): string[] {
  return [...Map.groupBy(notRead, ({ code }) => code)].flatMap(([code, files]) => [
    `not read (${code}): ${files.length} ${files.length === 1 ? 'file' : 'files'}: ${files[0]!.reason}`,
    ...files.slice(0, MOST_PATHS).map(({ path }) => `     ${path}`),
    ...(files.length > MOST_PATHS ? [`     and ${files.length - MOST_PATHS} more; --json names all`] : []),
  ]);
}
