import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BleedType, simulatePatient, simulateStudy } from '@ichor/phantom';

/** Writes a small simulated study (192 x 192) as DICOM into a folder; returns the paths in series order. */
export function writeStudy(
  folder: string,
  seed: string,
  bleed?: { type: BleedType; volumeMl: number },
): string[] {
  const patient = simulatePatient(seed, { bleeds: bleed ? [bleed] : [] });
  const { files } = simulateStudy(patient, { rows: 192, columns: 192 });
  return files.map(({ name, bytes }) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  });
}
