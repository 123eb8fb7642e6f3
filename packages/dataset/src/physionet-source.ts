import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HEMORRHAGE_TYPES, IchorError, type Notice, type Slice } from '@ichor/ct';
import sharp from 'sharp';
import type { LabelledStudy, PhysionetDescription, Source } from './source.ts';

const LABELS = 'hemorrhage_diagnosis.csv';
const IMAGES = 'Patients_CT';
const SLICE_DISTANCE_MM = 5;
/** The baked-in brain window: HU = -20 + grey / 255 * 120 (SOURCE: the data set's 2-D JPG edition, W120 L40). */
const HU_OF_GREY = Int16Array.from({ length: 256 }, (_, grey) => Math.round(-20 + (grey / 255) * 120));
/** The CSV's columns for the first five of HEMORRHAGE_TYPES. */
const COLUMNS = ['Epidural', 'Intraparenchymal', 'Intraventricular', 'Subarachnoid', 'Subdural'] as const;

interface PhysionetPatient {
  readonly patient: string;
  readonly slices: readonly { readonly number: number; readonly file: string; readonly labels: number[] }[];
}

/**
 * PhysioNet CT-ICH as it unpacks: Patients_CT/<ppp>/brain/<slice>.jpg and hemorrhage_diagnosis.csv. A patient is a
 * study. Slices without a label and labels without a slice are left out and reported.
 *
 * @throws IchorError where the folder lacks one of the two, or the CSV lacks a column.
 */
export async function openPhysionet({ folder }: PhysionetDescription): Promise<Source> {
  const csv = await readFile(join(folder, LABELS), 'utf8').catch((cause) => {
    throw wrongFolder(folder, `holds no ${LABELS}`, cause);
  });
  const entries = await readdir(join(folder, IMAGES)).catch((cause) => {
    throw wrongFolder(folder, `holds no folder ${IMAGES}`, cause);
  });
  const labels = parseLabels(csv, join(folder, LABELS));
  const files = new Map<number, Map<number, string>>();
  for (const name of entries.filter((entry) => /^\d+$/.test(entry))) {
    const brain = join(folder, IMAGES, name, 'brain');
    const images = (await readdir(brain).catch(() => [])).filter((file) => /^\d+\.jpg$/.test(file));
    files.set(Number(name), new Map(images.map((file) => [Number.parseInt(file, 10), join(brain, file)])));
  }
  const notices: Notice[] = [];
  const patients: PhysionetPatient[] = [];
  for (const [patient, images] of [...files].sort(([a], [b]) => a - b)) {
    const truth = labels.get(patient) ?? new Map<number, number[]>();
    const numbers = [...new Set([...images.keys(), ...truth.keys()])].sort((a, b) => a - b);
    const unlabelled = numbers.filter((n) => !truth.has(n));
    const missing = numbers.filter((n) => !images.has(n));
    if (unlabelled.length > 0)
      notices.push(notice('slice-unlabelled', `Patient ${patient}: no label for slice`, unlabelled));
    if (missing.length > 0)
      notices.push(notice('slice-missing', `Patient ${patient}: no image of slice`, missing));
    const slices = numbers
      .filter((number) => images.has(number) && truth.has(number))
      .map((number) => ({ number, file: images.get(number)!, labels: truth.get(number)! }));
    if (slices.length > 0) patients.push({ patient: String(patient), slices });
  }
  const absent = [...labels.keys()].filter((patient) => !files.has(patient));
  if (absent.length > 0)
    notices.push(notice('patient-missing', `${LABELS} labels patients whose images aren't here:`, absent));
  if (patients.length === 0) throw wrongFolder(folder, 'holds no labelled slice');
  return {
    name: 'physionet-ct-ich',
    studies: patients.map(({ patient }) => ({ key: patient, patient })),
    notices,
    identity: () => identityOf(csv, patients),
    load: (index) => loadPatient(patients[index]!),
  };
}

/** patient -> slice number -> six labels. `any` is 1 - No_Hemorrhage. */
function parseLabels(csv: string, path: string): Map<number, Map<number, number[]>> {
  const lines = csv
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/);
  const header = lines[0]!.split(',');
  const column = (name: string): number => {
    const at = header.indexOf(name);
    if (at < 0) throw wrongFolder(path, `has no column ${name}`);
    return at;
  };
  const at = COLUMNS.map(column);
  const [none, patient, slice] = ['No_Hemorrhage', 'PatientNumber', 'SliceNumber'].map(column) as [
    number,
    number,
    number,
  ];
  const labels = new Map<number, Map<number, number[]>>();
  for (const [i, line] of lines.slice(1).entries()) {
    const cells = line.split(',').map(Number);
    const truth = [...at.map((c) => cells[c]!), 1 - cells[none]!];
    if (!truth.every((label) => label === 0 || label === 1))
      throw wrongFolder(path, `has a label that is neither 0 nor 1 in line ${i + 2}`);
    const slices = labels.get(cells[patient]!) ?? new Map<number, number[]>();
    labels.set(cells[patient]!, slices.set(cells[slice]!, truth));
  }
  return labels;
}

async function loadPatient({ patient, slices }: PhysionetPatient): Promise<LabelledStudy> {
  const uid = `physionet-ct-ich/${patient}`;
  const decoded = await Promise.all(
    slices.map(async ({ number, file }): Promise<Slice> => {
      const { data, info } = await sharp(file)
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true })
        .catch((cause) => {
          throw new IchorError({
            code: 'image-unreadable',
            subject: file,
            problem: 'cannot be decoded as JPEG',
            remedy: 'Unpack the data set again.',
            cause,
          });
        });
      if (info.channels !== 1) throw new RangeError(`${file}: ${info.channels} channels after greyscale`);
      return {
        sopInstanceUid: `${uid}/${number}`,
        seriesInstanceUid: uid,
        studyInstanceUid: uid,
        patientId: patient,
        rows: info.height,
        columns: info.width,
        hu: hounsfield(data),
        sliceThicknessMm: SLICE_DISTANCE_MM,
        notices: [],
      };
    }),
  );
  return {
    key: patient,
    patient,
    sliceIds: slices.map(({ number }) => String(number)),
    labels: Uint8Array.from(slices.flatMap((slice) => slice.labels)),
    series: {
      seriesInstanceUid: uid,
      studyInstanceUid: uid,
      patientId: patient,
      slices: decoded,
      // Slices are numbered bottom to top, 5 mm apart.
      positionsMm: slices.map(({ number }) => number * SLICE_DISTANCE_MM),
      tiltDegrees: 0,
      notices: [],
      unreadableSopInstanceUids: [],
    },
  };
}

/** A plain loop: Int16Array.from goes through the iterator, which takes longer than decoding the JPEG. */
function hounsfield(grey: Uint8Array): Int16Array {
  const hu = new Int16Array(grey.length);
  for (let i = 0; i < hu.length; i++) hu[i] = HU_OF_GREY[grey[i]!]!;
  return hu;
}

async function identityOf(csv: string, patients: readonly PhysionetPatient[]): Promise<string> {
  const hash = createHash('sha256').update(HEMORRHAGE_TYPES.join()).update(csv);
  for (const { patient, slices } of patients)
    for (const { number, file } of slices) hash.update(`${patient}/${number}`).update(await readFile(file));
  return `physionet-ct-ich ${hash.digest('hex')}`;
}

function notice(code: string, what: string, numbers: readonly number[]): Notice {
  return { code, message: `${what} ${numbers.join(', ')}.`, sopInstanceUids: [] };
}

function wrongFolder(subject: string, problem: string, cause?: unknown): IchorError {
  return new IchorError({
    code: 'not-physionet-ct-ich',
    subject,
    problem,
    remedy: `Give the folder of PhysioNet CT-ICH v1.0.0 that holds ${LABELS} and ${IMAGES}.`,
    cause,
  });
}
