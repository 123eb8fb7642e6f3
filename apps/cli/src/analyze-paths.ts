import { join } from 'node:path';
import type { Window } from '@ichor/ct';
import { makeOutputFolder, writeWhole } from '@ichor/files';
import { en, formatStudyReport, type StudyReport } from '@ichor/report';
import {
  analyzeSource,
  openPaths,
  type PathSource,
  type SeriesTime,
  type SourceAnalysis,
  seriesUids,
} from '@ichor/studies';
import { askedSeries } from './asked-series.ts';
import { EXIT } from './exit-codes.ts';
import { isForeign, notReadLines } from './not-read-lines.ts';
import { openBundleFolder } from './open-bundle-folder.ts';
import { usageError } from './options.ts';
import { pictureTable } from './picture-table.ts';
import { ProgressLine } from './progress-line.ts';
import { reportTable } from './report-table.ts';
import { writeSheets } from './write-sheets.ts';

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
  if (out !== undefined) await makeOutputFolder(out);
  const opening = openBundleFolder(bundle);
  // It opens while headers are read, and is awaited after them: until then its refusal must not end the process.
  opening.catch(() => undefined);
  const source = await openPaths(paths, {
    window,
    onProgress: (done, total) => progress.show(`reading header ${done} of ${total}`),
  });
  try {
    if (window !== undefined) refuseUselessWindow(source, window);
    const opened = await opening;
    const times: SeriesTime[] = [];
    const sheets: string[] = [];
    let analysis: SourceAnalysis;
    try {
      let files = 0;
      analysis = await analyzeSource(opened, source, {
        asked: askedSeries(wanted.length > 0 ? await seriesUids(source) : [], wanted),
        onFile: () => progress.show(`reading file ${++files}`),
        onProgress: (done, total) => progress.show(`analysing slice ${done} of ${total}`),
        onSeries: (time) => times.push(time),
        onStudy: async (report, series) => {
          if (out !== undefined) sheets.push(...(await writeSheets(out, report, series)));
        },
      });
    } finally {
      await opened.dispose();
    }
    progress.clear();
    const { report, unread } = analysis;
    if (out !== undefined) await writeOutputs(out, analysis, source, times);
    const notRead = notReadLines(unread, out === undefined ? '--out' : 'run.json');
    if (json) {
      process.stdout.write(formatStudyReport(report));
      for (const line of notRead) console.error(line);
      for (const [uid, path] of source.pictureNames) console.error(`picture ${uid}: ${path}`);
    } else {
      console.log(reportTable(report, times));
      const scored = pictureTable(report, source.pictureNames);
      if (scored !== '') console.log(`${scored}\n`);
      for (const line of notRead) console.log(line);
      if (out !== undefined) console.log(`report: ${join(out, 'report.json')}`);
      for (const sheet of sheets) console.log(`picture: ${sheet}`);
      console.log(
        `${((performance.now() - started) / 1000).toFixed(1)} s in all. ${en.researchUseOnlyLong(report.bundle.calibration)}`,
      );
    }
    return exitCode(analysis, source);
  } finally {
    await source.close();
  }
}

function refuseUselessWindow({ pictures }: PathSource, { center, width }: Window): void {
  if (pictures > 0) return;
  throw usageError(
    `--window ${center}/${width}`,
    'Leave it out: DICOM and NIfTI files have Hounsfield units.',
    'is of no use, since no picture is among the files',
  );
}

function exitCode({ report, unread }: SourceAnalysis, { files }: PathSource): number {
  const read = report.studies.filter((study) => study.readSeries !== null);
  if (read.length === 0) {
    console.error(
      files === 0
        ? 'ichor: no files there. Give a folder that holds the DICOM files of an axial head CT series.'
        : 'ichor: no study could be read; the reasons stand above. Give a folder that holds an axial head CT series.',
    );
    return EXIT.nothing;
  }
  const partly = report.studies.some(
    ({ readSeries, series }) => readSeries === null || series.some(({ status }) => status === 'incomplete'),
  );
  return partly || !unread.every(isForeign) ? EXIT.partial : EXIT.done;
}

async function writeOutputs(
  folder: string,
  { report, unread: unreadable }: SourceAnalysis,
  { files, pictureNames }: PathSource,
  series: readonly SeriesTime[],
): Promise<void> {
  const pictures = [...pictureNames].map(([sopInstanceUid, path]) => ({ path, sopInstanceUid }));
  const { name, sha256 }: StudyReport['bundle'] = report.bundle;
  const run = {
    bundle: { name, sha256 },
    files,
    unreadable,
    ...(pictures.length > 0 && { pictures }),
    series,
  };
  await writeWhole(join(folder, 'report.json'), formatStudyReport(report));
  await writeWhole(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
}
