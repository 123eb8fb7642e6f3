import { join } from 'node:path';
import type { Series } from '@ichor/ct';
import { writeWhole } from '@ichor/files';
import { type Image, seriesSheet } from '@ichor/render';
import { en, type StudyReport } from '@ichor/report';
import sharp from 'sharp';
import { pictureName } from './picture-name.ts';

/**
 * Writes a contact sheet of the key slices with heatmaps for each series that was read, pictures aside, which have no
 * millimetres to write beside them; returns the paths.
 */
export async function writeSheets(
  folder: string,
  report: StudyReport,
  series: readonly Series[],
): Promise<string[]> {
  const paths: string[] = [];
  for (const study of report.studies) {
    for (const result of study.series) {
      if (result.scores === null || result.answer === 'scores-only') continue;
      const pixels = series.find(
        (one) =>
          one.studyInstanceUid === study.studyInstanceUid &&
          one.seriesInstanceUid === result.seriesInstanceUid,
      );
      if (!pixels) continue;
      const path = join(folder, pictureName(study.studyInstanceUid, result.seriesInstanceUid));
      await writePng(
        path,
        seriesSheet(pixels, result, {
          title: `${result.statement}
bundle ${report.bundle.name}`,
          footer: en.researchUseOnly,
          heatmapCaption: (type) => en.heatmap(type, report.bundle.heatmapLabel),
        }),
      );
      paths.push(path);
    }
  }
  return paths;
}

export async function writePng(path: string, { width, height, data }: Image): Promise<void> {
  const png = await sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  await writeWhole(path, png);
}
