import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InputSpecification, Rng } from '@ichor/ct';
import sharp from 'sharp';
import { fingerprintOf, type Prepared } from './prepared.ts';

const HEADER =
  'PatientNumber,SliceNumber,Intraventricular,Intraparenchymal,Subarachnoid,Epidural,Subdural,No_Hemorrhage,Fracture_Yes_No';

/** For tests: a folder like PhysioNet's, with round grey heads that are brighter where there is blood. */
export async function writePhysionetFolder(
  folder: string,
  slices: readonly { patient: number; slice: number; labels?: string; image?: boolean }[],
): Promise<void> {
  const lines = [HEADER];
  for (const { patient, slice, labels, image = true } of slices) {
    if (labels !== undefined) lines.push(`${patient},${slice},${labels}`);
    const home = join(folder, 'Patients_CT', String(patient).padStart(3, '0'), 'brain');
    await mkdir(home, { recursive: true });
    if (!image) continue;
    const raw = { width: 64, height: 64, channels: 1 } as const;
    const grey = labels?.endsWith(',0,0') ? 200 : 120;
    const pixels = Uint8Array.from({ length: 64 * 64 }, (_, i) =>
      Math.hypot((i % 64) - 32, Math.floor(i / 64) - 30) < 12 + slice ? grey : 0,
    );
    await sharp(pixels, { raw })
      .jpeg({ quality: 95 })
      .toFile(join(home, `${slice}.jpg`));
  }
  await writeFile(join(folder, 'hemorrhage_diagnosis.csv'), `${lines.join('\n')}\n`);
}

/** For tests: no blood, and an epidural one, as the CSV has them. */
export const NO_BLOOD = '0,0,0,0,0,1,0';
export const EPIDURAL = '0,0,0,1,0,0,0';

/** For tests: a prepared source of noise, a plane a sample. */
export function noisyPrepared(count: number, specification: InputSpecification, seed = 1): Prepared {
  const rng = Rng.of(seed, 'noisy');
  const pixels = specification.size ** 2;
  const planes = new Uint8Array(new SharedArrayBuffer(count * pixels));
  for (let i = 0; i < planes.length; i++) planes[i] = rng.integer(256);
  const each = <T>(of: (row: number) => T): T[] => Array.from({ length: count }, (_, row) => of(row));
  const content = {
    specification,
    planes: count,
    triples: each((row) => [Math.max(row - 1, 0), row, Math.min(row + 1, count - 1)]).flat(),
    labels: each((row) => [0, 0, 0, 0, row % 2, row % 2]).flat(),
    patients: each(() => 'one'),
    slices: each(String),
    studies: each(() => 0),
    relative: each((row) => row / count),
    shares: each(() => [0, 0, 0]).flat(),
  };
  return {
    ...content,
    folder: '',
    name: 'noisy',
    fingerprint: fingerprintOf(content, String(seed)),
    planes,
    triples: Int32Array.from(content.triples),
    labels: Uint8Array.from(content.labels),
    studies: Int32Array.from(content.studies),
    relative: Float64Array.from(content.relative),
    shares: Float64Array.from(content.shares),
    notices: [],
  };
}
