import { join } from 'node:path';
import type { Window } from '@ichor/ct';
import { readStudies, type SeriesTime } from '@ichor/inference';
import { en, formatStudyReport, type StudyReport } from '@ichor/report';
import { EXIT } from './exit-codes.ts';
import { openBundleFolder } from './open-bundle-folder.ts';
import { pictureTable } from './picture-table.ts';
import { ProgressLine } from './progress-line.ts';
import { type DicomInput, readDicom } from './read-dicom.ts';
import { reportTable } from './report-table.ts';
import { writeSheets } from './write-sheets.ts';
import { writeWhole } from './write-whole.ts';

const MOST_FOREIGN_LINES = 5;

/**
 * Files and folders -> a report, printed as a table or as JSON, and written to `out` with its pictures. Returns the
 * exit code.
 */
export async function analyzePaths(
  paths: readonly string[],
  { bundle, out, json = false, window }: { bundle: string; out?: string; json?: boolean; window?: Window },
): Promise<number> {
  const started = performance.now();
  const progress = new ProgressLine();
  const [opened, input] = await Promise.all([
    openBundleFolder(bundle),
    readDicom(paths, (done, total) => progress.show(`reading file ${done} of ${total}`), window),
  ]);
  const times: SeriesTime[] = [];
  let report: StudyReport;
  try {
    report = await readStudies(opened, input.series, {
      unreadableFiles: input.unreadable.length,
      onProgress: (done, total) => progress.show(`analysing slice ${done} of ${total}`),
      onSeries: (time) => times.push(time),
    });
  } finally {
    await opened.dispose();
  }
  progress.clear();
  const sheets = out === undefined ? [] : await writeOutputs(out, report, input, times);
  const notRead = unreadableLines(input);
  if (json) {
    process.stdout.write(formatStudyReport(report));
    for (const line of notRead) console.error(line);
    for (const [uid, path] of input.pictureNames) console.error(`picture ${uid}: ${path}`);
  } else {
    console.log(reportTable(report, times));
    const pictures = pictureTable(report, input.pictureNames);
    if (pictures !== '') console.log(`${pictures}\n`);
    for (const line of notRead) console.log(line);
    if (out !== undefined) console.log(`report: ${join(out, 'report.json')}`);
    for (const sheet of sheets) console.log(`picture: ${sheet}`);
    console.log(`${((performance.now() - started) / 1000).toFixed(1)} s in all. ${en.researchUseOnlyLong}`);
  }
  return exitCode(report, input);
}

/** A line a file, but one for all that are no DICOM, or pictures refused for one reason, where there are many. */
function unreadableLines({ unreadable }: DicomInput): string[] {
  const alike = Map.groupBy(unreadable, ({ path, code, reason }) =>
    code === 'not-dicom' ? code : code.startsWith('picture-') ? `${code} ${reason}` : path,
  );
  return [...alike.values()].flatMap((files) => {
    const [{ path, code, reason }] = files as [(typeof files)[number]];
    if (files.length <= MOST_FOREIGN_LINES) return files.map((one) => `not read: ${one.path}: ${one.reason}`);
    return code === 'not-dicom'
      ? [`not read: ${files.length} files that are not DICOM, such as ${path}`]
      : [`not read: ${files.length} pictures, such as ${path}: ${reason}`];
  });
}

function exitCode(report: StudyReport, input: DicomInput): number {
  const read = report.studies.filter((study) => study.readSeries !== null);
  if (read.length === 0) {
    console.error(
      input.files === 0
        ? 'ichor: no files there. Give a folder that holds the DICOM files of an axial head CT series.'
        : 'ichor: no study could be read; the reasons stand above. Give a folder that holds an axial head CT series.',
    );
    return EXIT.nothing;
  }
  const partly = report.studies.some(
    ({ readSeries, series }) => readSeries === null || series.some(({ status }) => status === 'incomplete'),
  );
  return input.unreadable.length > 0 || partly ? EXIT.partial : EXIT.done;
}

async function writeOutputs(
  folder: string,
  report: StudyReport,
  input: DicomInput,
  times: readonly SeriesTime[],
): Promise<string[]> {
  const run = {
    files: input.files,
    unreadable: input.unreadable,
    ...(input.pictureNames.size > 0 && {
      pictures: [...input.pictureNames].map(([sopInstanceUid, path]) => ({ path, sopInstanceUid })),
    }),
    series: times,
  };
  await writeWhole(join(folder, 'report.json'), formatStudyReport(report));
  await writeWhole(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
  return writeSheets(folder, report, input.series);
}
