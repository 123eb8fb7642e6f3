import { join } from 'node:path';
import { HEMORRHAGE_TYPES, type Slice } from '@ichor/ct';
import { buildSeries, readInstance } from '@ichor/dicom';
import { isAbsent, readWhole } from '@ichor/files';
import { IchorError, type Notice, notice } from '@ichor/notices';
import { groupedSplit } from '../splits/grouped-split.ts';
import { readdirOrNone } from './readdir-or-none.ts';
import { SIMULATED_BY_ICHOR } from './simulated-source.ts';
import type { LabelledStudy, Source, SourceKind } from './source.ts';

/** Names the truth of every slice: study, patient and slice are StudyInstanceUID, PatientID and SOPInstanceUID. */
const TRUTH = 'truth.csv';
const COLUMNS = ['study', 'patient', 'slice', ...HEMORRHAGE_TYPES];

/** A folder of DICOM studies with their truth.csv, as `ichor simulate` writes it. */
export interface DicomStudiesDescription {
  readonly kind: 'dicom-studies';
  readonly folder: string;
}

interface TrueStudy {
  readonly key: string;
  readonly patient: string;
  readonly labels: ReadonlyMap<string, readonly number[]>;
  /** Relative to the folder. */
  readonly files: readonly string[];
}

/**
 * A folder of simulated studies as `ichor simulate` writes it: <patient>/*.dcm and truth.csv.
 *
 * @throws IchorError where there is no truth.csv, or it lacks a column.
 */
async function openDicomStudies(description: DicomStudiesDescription): Promise<Source> {
  const { folder } = description;
  const bytes = await readWhole(join(folder, TRUTH)).catch((cause: unknown) => {
    throw isAbsent(cause) ? wrongFolder(folder, `holds no ${TRUTH}`, cause) : cause;
  });
  const csv = bytes.toString('utf8');
  const { studies, notices } = await findStudies(folder, parseTruth(csv, join(folder, TRUTH)));
  if (studies.length === 0) throw wrongFolder(folder, 'holds no study that truth.csv names');
  return {
    description,
    name: description.kind,
    attribution: SIMULATED_BY_ICHOR,
    publicNames: false,
    studies: studies.map(({ key, patient }) => ({ key, patient })),
    splits: {
      five: () =>
        groupedSplit({
          name: 'five',
          seed: 0,
          folds: 5,
          groups: new Map(studies.map(({ patient }) => [patient, patient])),
        }),
    },
    notices,
    contents: { folder, paths: [TRUTH, ...studies.flatMap(({ files }) => files)] },
    load: (index) => loadStudy(folder, studies[index]!),
  };
}

export const dicomStudies: SourceKind<DicomStudiesDescription> = {
  title: 'simulated studies',
  marker: TRUTH,
  open: openDicomStudies,
};

type Truth = Map<string, { readonly patient: string; readonly labels: Map<string, readonly number[]> }>;

/** Study UID -> its patient, and the six labels of each of its slices. */
function parseTruth(csv: string, path: string): Truth {
  const lines = csv.trim().split(/\r?\n/);
  const header = lines[0]!.split(',');
  const at = COLUMNS.map((name) => {
    const column = header.indexOf(name);
    if (column < 0) throw wrongFolder(path, `has no column ${name}`);
    return column;
  });
  const truth: Truth = new Map();
  for (const [i, line] of lines.slice(1).entries()) {
    const cells = line.split(',');
    const [study, patient, slice, ...labels] = at.map((column) => cells[column] ?? '') as [
      string,
      string,
      string,
    ];
    if (!(labels as string[]).every((label) => label === '0' || label === '1'))
      throw wrongFolder(path, `has a label that is neither 0 nor 1 in line ${i + 2}`);
    const known = truth.get(study) ?? { patient, labels: new Map<string, readonly number[]>() };
    truth.set(study, known);
    known.labels.set(slice, (labels as string[]).map(Number));
  }
  return truth;
}

/** The truth's patients have a folder each, and a patient one study. */
async function findStudies(
  folder: string,
  truth: Truth,
): Promise<{ studies: TrueStudy[]; notices: Notice[] }> {
  const studies: TrueStudy[] = [];
  const missing: string[] = [];
  for (const [key, { patient, labels }] of truth) {
    const names = (await readdirOrNone(join(folder, patient))).filter((name) => name.endsWith('.dcm')).sort();
    if (names.length === 0) missing.push(key);
    else studies.push({ key, patient, labels, files: names.map((name) => join(patient, name)) });
  }
  return {
    studies,
    notices: missing.length > 0 ? [notice('study-missing', { table: TRUTH, studies: missing.length })] : [],
  };
}

async function loadStudy(folder: string, { key, patient, labels, files }: TrueStudy): Promise<LabelledStudy> {
  const slices: Slice[] = [];
  for (const path of files) {
    const file = join(folder, path);
    slices.push(await readInstance(await readWhole(file), file));
  }
  const [series, ...others] = buildSeries(slices.filter(({ studyInstanceUid }) => studyInstanceUid === key));
  if (series === undefined || others.length > 0)
    throw wrongFolder(key, `has ${others.length + (series ? 1 : 0)} series where one was simulated`);
  const truth = series.slices.map(({ sopInstanceUid }) => {
    const own = labels.get(sopInstanceUid);
    if (own === undefined)
      throw wrongFolder(key, `has a slice that ${TRUTH} doesn't name (${sopInstanceUid})`);
    return own;
  });
  return {
    key,
    patient,
    series,
    sliceIds: series.slices.map(({ sopInstanceUid }) => sopInstanceUid),
    labels: Uint8Array.from(truth.flat()),
  };
}

function wrongFolder(subject: string, problem: string, cause?: unknown): IchorError {
  return new IchorError({
    code: 'not-simulated-studies',
    subject,
    problem,
    remedy: `Give a folder that \`ichor simulate\` wrote, with its ${TRUTH}.`,
    cause,
  });
}
