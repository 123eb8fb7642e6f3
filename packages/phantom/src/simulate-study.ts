import { Rng } from '@ichor/ct';
import { writeCtImage } from '@ichor/dicom';
import { inventUid } from './identity.ts';
import { type RenderedSeries, type RenderOptions, renderSeries } from './render-series.ts';
import type { Patient } from './simulate-patient.ts';

export interface StudyOptions extends RenderOptions {
  /** 'full': a complete CT Image Storage header; 'rsna': only what the RSNA 2019 files hold. */
  readonly style?: 'full' | 'rsna' | undefined;
}

export interface SimulatedStudy extends RenderedSeries {
  readonly patient: Patient;
  /** CT Image Storage, Explicit VR Little Endian, in random order and with names that say nothing about it. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** What files of the style 'full' say that they were made by: by this they are known for simulated. */
export const SIMULATOR = { manufacturer: 'Ichor', manufacturerModelName: 'Simulated head' } as const;

/** Every simulated study was scanned on this day. */
const STUDY_DATE = '20260101';

/**
 * Scans a patient and writes the files. Half of the studies are tilted (4 to 24 degrees) unless the tilt is given; instance
 * numbers are shuffled, so that only positions tell the order. In the style 'rsna' the UIDs read `ID_...`.
 */
export function simulateStudy(patient: Patient, options: StudyOptions = {}): SimulatedStudy {
  const seed = `${patient.seed}/${options.seed ?? ''}`;
  const rng = Rng.of(seed, 'study');
  const drawnTilt = rng.chance(0.5) ? rng.uniform(4, 24) : 0;
  const tiltDegrees = options.tiltDegrees ?? drawnTilt;
  const style = options.style ?? 'full';
  const rendered = renderSeries(patient, { ...options, tiltDegrees });
  const original = rendered.series;
  const rename = style === 'rsna' ? rsnaUid : (uid: string) => uid;
  const patientId = style === 'rsna' ? rsnaUid(patient.id) : patient.id;
  const numbers = rng.shuffled(original.slices.map((_, i) => i + 1));
  const slices = original.slices.map((slice, i) => ({
    ...slice,
    patientId,
    sopInstanceUid: rename(slice.sopInstanceUid),
    seriesInstanceUid: rename(slice.seriesInstanceUid),
    studyInstanceUid: rename(slice.studyInstanceUid),
    instanceNumber: numbers[i]!,
  }));
  const series = {
    ...original,
    patientId,
    seriesInstanceUid: rename(original.seriesInstanceUid),
    studyInstanceUid: rename(original.studyInstanceUid),
    slices,
  };
  const files = slices.map((slice) => ({
    name: `${slice.sopInstanceUid}.dcm`,
    bytes: writeCtImage({
      style: style === 'rsna' ? 'rsna' : 'complete',
      sopInstanceUid: slice.sopInstanceUid,
      seriesInstanceUid: slice.seriesInstanceUid,
      studyInstanceUid: slice.studyInstanceUid,
      patientId,
      rows: slice.rows,
      columns: slice.columns,
      hu: slice.hu,
      pixelSpacing: slice.pixelSpacing!,
      imagePositionPatient: slice.imagePositionPatient!,
      imageOrientationPatient: slice.imageOrientationPatient!,
      patientName: patient.name,
      patientAge: dicomAge(patient.age),
      patientSex: patient.sex,
      studyDate: STUDY_DATE,
      studyTime: '120000',
      studyId: style === 'rsna' ? '' : 'SIM',
      studyDescription: 'Simulated head CT',
      seriesNumber: 1,
      seriesDescription: slice.header!.seriesDescription!,
      instanceNumber: slice.instanceNumber,
      frameOfReferenceUid: inventUid(seed, 'frame'),
      sliceThickness: slice.sliceThicknessMm!,
      gantryDetectorTilt: tiltDegrees,
      ...SIMULATOR,
    }),
  }));
  return { ...rendered, series, patient, files: rng.shuffled(files) };
}

/** The form of RSNA's identifiers, illegal as a UID: `ID_` and nine hexadecimal digits. */
function rsnaUid(uid: string): string {
  const rng = Rng.of('rsna', uid);
  const digits = rng
    .integer(2 ** 32)
    .toString(16)
    .padStart(8, '0');
  return `ID_${digits}${rng.integer(16).toString(16)}`;
}

/** VR AS (PS3.5 6.2): days, weeks, months or years in three digits. */
function dicomAge(years: number): string {
  return years < 2
    ? `${String(Math.round(years * 12)).padStart(3, '0')}M`
    : `${String(Math.floor(years)).padStart(3, '0')}Y`;
}
