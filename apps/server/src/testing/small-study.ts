import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type SimulatedStudy, simulatePatient, simulateStudy } from '@ichor/phantom';

/** A head of ten slices of 64 x 64, as DICOM. */
export function smallStudy(seed: string): SimulatedStudy {
  const patient = simulatePatient(seed, {
    bleeds: [{ type: 'intraparenchymal', volumeMl: 40 }],
    shrinkToFit: true,
  });
  return simulateStudy(patient, { rows: 64, columns: 64, thicknessMm: 15, tiltDegrees: 0 });
}

/** A file of fixtures/dicom. */
export const fixture = (name: string): Uint8Array =>
  readFileSync(fileURLToPath(new URL(`../../../../fixtures/dicom/${name}`, import.meta.url)));
