import { join } from 'node:path';
import type { Window } from '@ichor/ct';
import { buildReport, readStudies, type SeriesTime } from '@ichor/inference';
import { openIntake } from '@ichor/intake';
import { canonicalReport, en, formatStudyReport, type StudyReport, type StudyResult } from '@ichor/report';
import { askedSeries } from './asked-series.ts';
import { EXIT } from './exit-codes.ts';
import { FoundInput } from './found-input.ts';
import { isForeign, notReadLines } from './not-read-lines.ts';
import { openBundleFolder } from './open-bundle-folder.ts';
import { pictureTable } from './picture-table.ts';
import { ProgressLine } from './progress-line.ts';
import { reportTable } from './report-table.ts';
import { writeSheets } from './write-sheets.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Files and folders -> a report, printed as a table or as JSON, and written to `out` with its pictures. Returns the
 * exit code. One study is read, analysed and forgotten before the next.
 */
export async function analyzePaths(
  paths: readonly string[],
  {
    bundle,
    out,
    json = false,
    window,
    series: wanted = [],
  }: { bundle: string; out?: string; json?: boolean; window?: Window; series?: readonly string[] },
): Promise<number> {
  const started = performance.now();
  const progress = new ProgressLine();
  const intake = await openIntake(paths);
  try {
    const [opened, input] = await Promise.all([
      openBundleFolder(bundle),
      FoundInput.of(intake, (done, total) => progress.show(`reading header ${done} of ${total}`), window),
    ]);
    const asked = askedSeries(await input.seriesUids(wanted.length > 0), wanted);
    const times: SeriesTime[] = [];
    const pictures: string[] = [];
    const studies: StudyResult[] = [];
    try {
      let files = 0;
      const onFile = (): void => progress.show(`reading file ${++files}`);
      await input.forEachStudy(onFile, asked, async (series) => {
        const part = await readStudies(opened, series, {
          unreadableFiles: 0,
          asked,
          onProgress: (done, total) => progress.show(`analysing slice ${done} of ${total}`),
          onSeries: (time) => times.push(time),
        });
        if (out !== undefined) pictures.push(...(await writeSheets(out, part, series)));
        studies.push(...part.studies);
      });
    } finally {
      await opened.dispose();
    }
    progress.clear();
    const none = buildReport(opened.bundle, [], input.unread.length);
    const report = canonicalReport({ ...none, studies });
    if (out !== undefined) await writeOutputs(out, report, input, times);
    const notRead = notReadLines(input.unread, out === undefined ? '--out' : 'run.json');
    if (json) {
      process.stdout.write(formatStudyReport(report));
      for (const line of notRead) console.error(line);
      for (const [uid, path] of input.pictureNames) console.error(`picture ${uid}: ${path}`);
    } else {
      console.log(reportTable(report, times));
      const scored = pictureTable(report, input.pictureNames);
      if (scored !== '') console.log(`${scored}\n`);
      for (const line of notRead) console.log(line);
      if (out !== undefined) console.log(`report: ${join(out, 'report.json')}`);
      for (const picture of pictures) console.log(`picture: ${picture}`);
      console.log(`${((performance.now() - started) / 1000).toFixed(1)} s in all. ${en.researchUseOnlyLong}`);
    }
    return exitCode(report, input);
  } finally {
    await intake.close();
  }
}

function exitCode(report: StudyReport, input: FoundInput): number {
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
  return partly || !input.unread.every(isForeign) ? EXIT.partial : EXIT.done;
}

async function writeOutputs(
  folder: string,
  report: StudyReport,
  { files, unread: unreadable, pictureNames }: FoundInput,
  series: readonly SeriesTime[],
): Promise<void> {
  const pictures = [...pictureNames].map(([sopInstanceUid, path]) => ({ path, sopInstanceUid }));
  const run = { files, unreadable, ...(pictures.length > 0 && { pictures }), series };
  await writeWhole(join(folder, 'report.json'), formatStudyReport(report));
  await writeWhole(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
}
