import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '@ichor/ct';
import { makeUid, writeCtImage } from '@ichor/dicom';
import { renderSeries, simulatePatient } from '@ichor/phantom';

const NOISE_HU = 12;

/**
 * Writes a study of one thin series as DICOM files of 512 x 512: a simulated head at 5 mm, interpolated between its slices, with
 * noise of its own in each, since it is noise that makes thin slices hard to compress. Another series of a seed is the same study's.
 */
export function writeThinStudy(
  folder: string,
  { seed, slices: count, series: name = 'thin' }: { seed: string; slices: number; series?: string },
): void {
  mkdirSync(folder, { recursive: true });
  const patient = simulatePatient(seed, { bleeds: [{ type: 'intraparenchymal', volumeMl: 30 }] });
  const { series } = renderSeries(patient, { tiltDegrees: 0, noise: 0 });
  const { slices, positionsMm } = series;
  const spacingMm = (positionsMm.at(-1)! - positionsMm[0]!) / (count - 1);
  const rng = Rng.of(seed, 'thin');
  const noise = Float32Array.from({ length: 2 ** 16 }, () => rng.normal(0, NOISE_HU));
  for (let i = 0; i < count; i++) {
    const at = (i / (count - 1)) * (slices.length - 1);
    const below = Math.min(Math.floor(at), slices.length - 2);
    const [a, b] = [slices[below]!, slices[below + 1]!];
    const share = at - below;
    const start = rng.integer(noise.length);
    const hu = a.hu.map((value, p) =>
      Math.round((1 - share) * value + share * b.hu[p]! + noise[(start + p * 7) % noise.length]!),
    );
    const [x, y, z] = a.imagePositionPatient!;
    const bytes = writeCtImage({
      sopInstanceUid: makeUid(seed, name, i),
      seriesInstanceUid: makeUid(seed, name),
      studyInstanceUid: makeUid(seed, 'study'),
      patientId: patient.id,
      rows: a.rows,
      columns: a.columns,
      hu,
      rescaleIntercept: -8192,
      pixelSpacing: a.pixelSpacing!,
      imagePositionPatient: [x, y, z + (at - below) * (b.imagePositionPatient![2] - z)],
      imageOrientationPatient: a.imageOrientationPatient!,
      sliceThickness: spacingMm,
      instanceNumber: i + 1,
      seriesDescription: name,
    });
    writeFileSync(join(folder, `${String(i).padStart(4, '0')}.dcm`), bytes);
  }
}
