import { join } from 'node:path';
import { readStudies, type SeriesTime } from '@ichor/inference';
import { en, formatStudyReport, type StudyReport } from '@ichor/report';
import { askedSeries } from './asked-series.ts';
import { EXIT } from './exit-codes.ts';
import { openBundleFolder } from './open-bundle-folder.ts';
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
  {
    bundle,
    out,
    json = false,
    series = [],
  }: { bundle: string; out?: string; json?: boolean; series?: readonly string[] },
): Promise<number> {
  const started = performance.now();
  const progress = new ProgressLine();
  const [opened, input] = await Promise.all([
    openBundleFolder(bundle),
    readDicom(paths, (done, total) => progress.show(`reading file ${done} of ${total}`)),
  ]);
  const times: SeriesTime[] = [];
  let report: StudyReport;
  try {
    report = await readStudies(opened, input.series, {
      unreadableFiles: input.unreadable.length,
      asked: askedSeries(input.series, series),
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
  } else {
    console.log(reportTable(report, times));
    for (const line of notRead) console.log(line);
    if (out !== undefined) console.log(`report: ${join(out, 'report.json')}`);
    for (const sheet of sheets) console.log(`picture: ${sheet}`);
    console.log(`${((performance.now() - started) / 1000).toFixed(1)} s in all. ${en.researchUseOnlyLong}`);
  }
  return exitCode(report, input);
}

/** A line a file, but one for all that is no DICOM where there are many. */
function unreadableLines({ unreadable }: DicomInput): string[] {
  const foreign = unreadable.filter(({ code }) => code === 'not-dicom');
  const listed =
    foreign.length > MOST_FOREIGN_LINES ? unreadable.filter(({ code }) => code !== 'not-dicom') : unreadable;
  const lines = listed.map(({ path, reason }) => `not read: ${path}: ${reason}`);
  if (listed !== unreadable)
    lines.push(`not read: ${foreign.length} files that are not DICOM, such as ${foreign[0]!.path}`);
  return lines;
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
    series: times,
  };
  await writeWhole(join(folder, 'report.json'), formatStudyReport(report));
  await writeWhole(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
  return writeSheets(folder, report, input.series);
}
