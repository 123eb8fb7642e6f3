import { IchorError, type Slice } from '@ichor/ct';
import { readableText } from './character-set.ts';
import { type InstanceIdentity, Malformed, missingUid } from './errors.ts';
import { frameAttributes, PER_FRAME_GROUPS } from './frame-attributes.ts';
import { identity, requireCt, sopClass } from './identity.ts';
import { nameOfFrame } from './name-of-frame.ts';
import { type Part10, parsePart10 } from './parse-part10.ts';
import { pixelDescription } from './pixel-description.ts';
import { sliceHeader } from './slice-header.ts';

/** What a CT file says of itself and of its study, without its pixels. */
export interface InstanceHeader {
  readonly instance: InstanceIdentity;
  /** The slice but for its Hounsfield units and notices; `rows` and `columns` are 0 where the header lacks them. */
  readonly slice: Omit<Slice, 'hu' | 'notices'>;
  /** As PN has it: Family^Given. Never logged. */
  readonly patientName: string | undefined;
  /** E.g. 063Y. */
  readonly patientAge: string | undefined;
  readonly patientSex: string | undefined;
  /** YYYYMMDD */
  readonly studyDate: string | undefined;
  readonly studyDescription: string | undefined;
  readonly seriesDescription: string | undefined;
  readonly seriesNumber: number | undefined;
  readonly bodyPartExamined: string | undefined;
  readonly contrastBolusAgent: string | undefined;
  readonly manufacturer: string | undefined;
  readonly manufacturerModelName: string | undefined;
  /** Set where the file is cut off or damaged, so that its pixels can't be had. */
  readonly damage: { readonly code: string; readonly problem: string; readonly remedy: string } | undefined;
}

/**
 * Reads what the header of one CT file says, and nothing of its pixels.
 *
 * @param bytes a Part 10 file, with or without preamble and file meta information.
 * @param subject names the file in errors, and nowhere else.
 * @throws NotCtError; else IchorError 'not-dicom', 'dicom-truncated', 'dicom-corrupt', 'missing-uid',
 * 'transfer-syntax-unsupported'.
 */
export const readHeader = (bytes: Uint8Array, subject: string): InstanceHeader =>
  read(bytes, subject, headerOf);

/**
 * As {@link readHeader}, but one header for each frame, its slice named and placed as `readSlices` does it. A file whose frames
 * can't be told apart has one, with its damage.
 */
export const readHeaders = (bytes: Uint8Array, subject: string): InstanceHeader[] =>
  read(bytes, subject, (file, instance) => {
    const header = headerOf(file, instance);
    const { dataSet } = file;
    const several = dataSet.has(PER_FRAME_GROUPS) || (dataSet.decimal(NUMBER_OF_FRAMES) ?? 1) !== 1;
    if (header.damage !== undefined || !several) return [header];
    try {
      const { frames } = pixelDescription(dataSet);
      return frameAttributes(dataSet, frames).map((attributes, i) => ({
        ...header,
        slice: {
          ...header.slice,
          ...sliceHeader(attributes, sopClass(file), () => {}),
          ...nameOfFrame(instance, i, frames),
        },
      }));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      const { code, problem, remedy } = error;
      return [{ ...header, damage: { code, problem, remedy } }];
    }
  });

const NUMBER_OF_FRAMES = 0x00280008;

function read<T>(
  bytes: Uint8Array,
  subject: string,
  take: (file: Part10, instance: InstanceIdentity) => T,
): T {
  try {
    const file = parsePart10(bytes);
    const instance = identity(file);
    requireCt(file, subject, instance);
    if (instance === undefined) throw file.stoppedBy ?? missingUid();
    return take(file, instance);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { code, problem, remedy, cause } = error;
    throw new IchorError({ code, subject, problem, remedy, cause });
  }
}

function headerOf(file: Part10, instance: InstanceIdentity): InstanceHeader {
  const { dataSet, stoppedBy } = file;
  const text = (tag: number): string | undefined => readableText(dataSet, tag);
  return {
    instance,
    slice: {
      ...instance,
      rows: dataSet.unsigned(0x00280010) ?? 0,
      columns: dataSet.unsigned(0x00280011) ?? 0,
      // What is wrong with the geometry becomes a notice when the slice is read.
      ...sliceHeader(dataSet, sopClass(file), () => {}),
    },
    patientName: text(0x00100010),
    patientAge: text(0x00101010),
    patientSex: text(0x00100040),
    studyDate: text(0x00080020),
    studyDescription: text(0x00081030),
    seriesDescription: text(0x0008103e),
    seriesNumber: wholeNumber(dataSet.decimal(0x00200011)),
    bodyPartExamined: text(0x00180015),
    contrastBolusAgent: text(0x00180010),
    manufacturer: text(0x00080070),
    manufacturerModelName: text(0x00081090),
    damage: stoppedBy && { code: stoppedBy.code, problem: stoppedBy.problem, remedy: stoppedBy.remedy },
  };
}

const wholeNumber = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isInteger(value) ? value : undefined;
