import { join } from 'node:path';
import { type Slice, SOUND_SERIES } from '@ichor/ct';
import { exists, isAbsent, readWhole } from '@ichor/files';
import { IchorError, type Notice, notice } from '@ichor/notices';
import sharp from 'sharp';
import { physionetGroups, physionetSplit } from './physionet-split.ts';
import { readdirOrNone } from './readdir-or-none.ts';
import type { LabelledStudy, Source, SourceKind } from './source.ts';

const LABELS = 'hemorrhage_diagnosis.csv';
const IMAGES = 'Patients_CT';
const SLICE_DISTANCE_MM = 5;
/** The baked-in brain window: HU = -20 + grey / 255 * 120 (SOURCE: the data set's 2-D JPG edition, W120 L40). */
const HU_OF_GREY = Int16Array.from({ length: 256 }, (_, grey) => Math.round(-20 + (grey / 255) * 120));
/** Beyond the window everything is black or white. */
const HU_RANGE = [-20, 100] as const;
/** The CSV's columns for the first five of HEMORRHAGE_TYPES. */
const COLUMNS = ['Epidural', 'Intraparenchymal', 'Intraventricular', 'Subarachnoid', 'Subdural'] as const;

/** The folder of PhysioNet CT-ICH v1.0.0 as it unpacks. */
export interface PhysionetDescription {
  readonly kind: 'physionet-ct-ich';
  readonly folder: string;
}

interface PhysionetPatient {
  readonly patient: string;
  readonly slices: readonly { readonly number: number; readonly path: string; readonly labels: number[] }[];
}

/**
 * PhysioNet CT-ICH as it unpacks: Patients_CT/<ppp>/brain/<slice>.jpg and hemorrhage_diagnosis.csv. A patient is a
 * study. Slices without a label and labels without a slice are left out and reported.
 *
 * @throws IchorError where the folder lacks one of the two, or the CSV lacks a column.
 */
async function openPhysionet(description: PhysionetDescription): Promise<Source> {
  const { folder } = description;
  const bytes = await readWhole(join(folder, LABELS)).catch((cause: unknown) => {
    throw isAbsent(cause) ? wrongFolder(folder, `holds no ${LABELS}`, cause) : cause;
  });
  const csv = bytes.toString('utf8');
  if (!(await exists(join(folder, IMAGES)))) throw wrongFolder(folder, `holds no folder ${IMAGES}`);
  const entries = await readdirOrNone(join(folder, IMAGES));
  const labels = parseLabels(csv, join(folder, LABELS));
  const files = new Map<number, Map<number, string>>();
  for (const name of entries.filter((entry) => /^\d+$/.test(entry))) {
    const brain = join(IMAGES, name, 'brain');
    const images = (await readdirOrNone(join(folder, brain))).filter((file) => /^\d+\.jpg$/.test(file));
    files.set(Number(name), new Map(images.map((file) => [Number.parseInt(file, 10), join(brain, file)])));
  }
  const notices: Notice[] = [];
  const patients: PhysionetPatient[] = [];
  for (const [patient, images] of [...files].sort(([a], [b]) => a - b)) {
    const truth = labels.get(patient) ?? new Map<number, number[]>();
    const numbers = [...new Set([...images.keys(), ...truth.keys()])].sort((a, b) => a - b);
    const unlabelled = numbers.filter((n) => !truth.has(n));
    const missing = numbers.filter((n) => !images.has(n));
    if (unlabelled.length > 0) notices.push(notice('slice-unlabelled', { patient, slices: unlabelled }));
    if (missing.length > 0) notices.push(notice('slice-missing', { patient, slices: missing }));
    const slices = numbers
      .filter((number) => images.has(number) && truth.has(number))
      .map((number) => ({ number, path: images.get(number)!, labels: truth.get(number)! }));
    if (slices.length > 0) patients.push({ patient: String(patient), slices });
  }
  const absent = [...labels.keys()].filter((patient) => !files.has(patient));
  if (absent.length > 0) notices.push(notice('patient-missing', { table: LABELS, patients: absent }));
  if (patients.length === 0) throw wrongFolder(folder, 'holds no labelled slice');
  const groups = physionetGroups();
  return {
    description,
    name: description.kind,
    attribution: 'PhysioNet CT-ICH v1.0.0, Hssayeni et al., CC BY 4.0',
    publicNames: true,
    huRange: HU_RANGE,
    studies: patients.map(({ patient }) => ({ key: patient, patient, ...groupOf(groups, patient) })),
    splits: { five: physionetSplit },
    notices,
    contents: {
      folder,
      paths: [LABELS, ...patients.flatMap(({ slices }) => slices.map(({ path }) => path))],
    },
    load: (index) => loadPatient(folder, patients[index]!),
  };
}

export const physionet: SourceKind<PhysionetDescription> = {
  title: 'PhysioNet CT-ICH',
  marker: LABELS,
  open: openPhysionet,
};

const groupOf = (groups: ReadonlyMap<string, number>, patient: string): { group?: string } =>
  groups.has(patient) ? { group: String(groups.get(patient)) } : {};

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

async function loadPatient(folder: string, { patient, slices }: PhysionetPatient): Promise<LabelledStudy> {
  const uid = `physionet-ct-ich/${patient}`;
  const decoded = await Promise.all(
    slices.map(async ({ number, path }): Promise<Slice> => {
      const file = join(folder, path);
      const { data, info } = await sharp(await readWhole(file))
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true })
        .catch((cause) => {
          throw new IchorError({
            code: 'image-unreadable',
            subject: file,
            problem: 'cannot be decoded as JPEG',
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
      ...SOUND_SERIES,
      origin: 'pictures',
    },
  };
}

/** A plain loop: Int16Array.from goes through the iterator, which takes longer than decoding the JPEG. */
function hounsfield(grey: Uint8Array): Int16Array {
  const hu = new Int16Array(grey.length);
  for (let i = 0; i < hu.length; i++) hu[i] = HU_OF_GREY[grey[i]!]!;
  return hu;
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
