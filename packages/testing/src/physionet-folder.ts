import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const HEADER =
  'PatientNumber,SliceNumber,Intraventricular,Intraparenchymal,Subarachnoid,Epidural,Subdural,No_Hemorrhage,Fracture_Yes_No';

export interface PhysionetSlice {
  readonly patient: number;
  readonly slice: number;
  /** As the CSV has them; without, the slice has no line there. */
  readonly labels?: string;
  /** False: it has no picture. */
  readonly image?: boolean;
  /** The head's radius in pixels; by default each slice of a patient has another. */
  readonly radius?: number;
  /** The head's grey; by default it is brighter where there is blood. */
  readonly grey?: number;
}

/** For tests: a folder like PhysioNet's, with round grey heads. */
export async function writePhysionetFolder(folder: string, slices: readonly PhysionetSlice[]): Promise<void> {
  const lines = [HEADER];
  for (const one of slices) {
    const { patient, slice, labels, image = true } = one;
    const { radius = 12 + slice, grey = labels?.endsWith(',0,0') ? 200 : 120 } = one;
    if (labels !== undefined) lines.push(`${patient},${slice},${labels}`);
    const home = join(folder, 'Patients_CT', String(patient).padStart(3, '0'), 'brain');
    await mkdir(home, { recursive: true });
    if (!image) continue;
    const raw = { width: 64, height: 64, channels: 1 } as const;
    const pixels = Uint8Array.from({ length: 64 * 64 }, (_, i) =>
      Math.hypot((i % 64) - 32, Math.floor(i / 64) - 30) < radius ? grey : 0,
    );
    await sharp(pixels, { raw })
      .jpeg({ quality: 95 })
      .toFile(join(home, `${slice}.jpg`));
  }
  await writeFile(join(folder, 'hemorrhage_diagnosis.csv'), `${lines.join('\n')}\n`);
}

/** Labels as the CSV has them. */
export const NO_BLOOD = '0,0,0,0,0,1,0';
export const EPIDURAL = '0,0,0,1,0,0,0';
const SUBDURAL = '0,0,0,0,1,0,0';

/**
 * For tests: three slices of each patient, all of one picture; by its labels the last shows blood in every other patient.
 */
export const writeFewPatients = (folder: string, patients: readonly number[]): Promise<void> =>
  writePhysionetFolder(
    folder,
    patients.flatMap((patient, i) =>
      [1, 2, 3].map((slice) => ({
        patient,
        slice,
        labels: slice === 3 && i % 2 === 0 ? SUBDURAL : NO_BLOOD,
        radius: 20,
        grey: 120,
      })),
    ),
  );
