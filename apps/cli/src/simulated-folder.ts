import { join } from 'node:path';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { writeWhole } from '@ichor/files';
import { BLEED_TYPES, type SimulatedStudy } from '@ichor/phantom';
import sharp from 'sharp';

/**
 * Writes one study under `folder`: `<PatientID>/*.dcm` and `<PatientID>/masks/<SOPInstanceUID>.png` (0 none, else 1 +
 * the type's index). Returns its rows for truth.csv and volumes.csv, and the paths of its DICOM files.
 */
export async function writeSimulatedStudy(
  folder: string,
  study: SimulatedStudy,
): Promise<{ truth: string[]; volumes: string; dicom: string[] }> {
  const { series, labels, masks, volumesMl, files } = study;
  const home = join(folder, series.patientId);
  await Promise.all(files.map(({ name, bytes }) => writeWhole(join(home, name), bytes)));
  const key = `${series.studyInstanceUid},${series.patientId}`;
  const truth = await Promise.all(
    series.slices.map(async ({ sopInstanceUid, rows, columns }, i) => {
      const picture = new Uint8Array(rows * columns);
      for (const type of BLEED_TYPES) {
        masks[i]![type]?.forEach((inside, at) => {
          if (inside) picture[at] = 1 + HEMORRHAGE_TYPES.indexOf(type);
        });
      }
      if (picture.some((value) => value > 0)) {
        const raw = { width: columns, height: rows, channels: 1 as const };
        const png = await sharp(picture, { raw }).png().toBuffer();
        await writeWhole(join(home, 'masks', `${sopInstanceUid}.png`), png);
      }
      return `${key},${sopInstanceUid},${labels.slice(i * 6, i * 6 + 6).join(',')}`;
    }),
  );
  return {
    truth,
    volumes: `${key},${BLEED_TYPES.map((type) => volumesMl[type].toFixed(2)).join(',')}`,
    dicom: files.map(({ name }) => join(home, name)),
  };
}
