import type { Slice } from '@ichor/ct';
import { type ErrorCode, IchorError, Malformed } from '@ichor/notices';
import { type InstanceIdentity, missingUid } from '../errors.ts';
import { readableText } from '../part10/character-set.ts';
import { type Part10, parsePart10 } from '../part10/parse-part10.ts';
import { transferSyntax } from '../part10/transfer-syntaxes.ts';
import { encodedFrames } from '../pixels/frames.ts';
import { TAG } from '../tags.ts';
import { frameAttributes } from './frame-attributes.ts';
import { identity, missingUids, requireCt, sopClass } from './identity.ts';
import { nameOfFrame } from './name-of-frame.ts';
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
  readonly manufacturer: string | undefined;
  readonly manufacturerModelName: string | undefined;
  /** Set where the file is cut off or damaged, so that its pixels can't be had. */
  readonly damage:
    | { readonly code: ErrorCode; readonly problem: string; readonly remedy: string }
    | undefined;
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
    const several =
      dataSet.has(TAG.PerFrameFunctionalGroupsSequence) || (dataSet.decimal(TAG.NumberOfFrames) ?? 1) !== 1;
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

function read<T>(
  bytes: Uint8Array,
  subject: string,
  take: (file: Part10, instance: InstanceIdentity) => T,
): T {
  try {
    const file = parsePart10(bytes, undefined, { headerOnly: true });
    const instance = identity(file);
    requireCt(file, subject, instance);
    if (instance === undefined) throw file.stoppedBy ?? missingUid(missingUids(file));
    return take(file, instance);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { code, problem, remedy, cause } = error;
    throw new IchorError({ code, subject, problem, remedy, cause });
  }
}

function headerOf(file: Part10, instance: InstanceIdentity): InstanceHeader {
  const { dataSet, stoppedBy } = file;
  const damage = stoppedBy ?? missingPixels(file);
  const text = (tag: number): string | undefined => readableText(dataSet, tag);
  return {
    instance,
    slice: {
      ...instance,
      rows: dataSet.unsigned(TAG.Rows) ?? 0,
      columns: dataSet.unsigned(TAG.Columns) ?? 0,
      // What is wrong with the geometry becomes a notice when the slice is read.
      ...sliceHeader(dataSet, sopClass(file), () => {}),
    },
    patientName: text(TAG.PatientName),
    patientAge: text(TAG.PatientAge),
    patientSex: text(TAG.PatientSex),
    studyDate: text(TAG.StudyDate),
    studyDescription: text(TAG.StudyDescription),
    seriesDescription: text(TAG.SeriesDescription),
    seriesNumber: wholeNumber(dataSet.decimal(TAG.SeriesNumber)),
    manufacturer: text(TAG.Manufacturer),
    manufacturerModelName: text(TAG.ManufacturerModelName),
    damage: damage && { code: damage.code, problem: damage.problem, remedy: damage.remedy },
  };
}

/** What is wrong with pixels that don't end as they should, if something of them is missing. */
function missingPixels({ dataSet, transferSyntaxUid }: Part10): Malformed | undefined {
  if (dataSet.elements.get(TAG.PixelData)?.ends === undefined) return undefined;
  try {
    encodedFrames(
      dataSet,
      pixelDescription(dataSet),
      transferSyntax(transferSyntaxUid).encapsulated,
      () => {},
    );
    return undefined;
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}

const wholeNumber = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isInteger(value) ? value : undefined;
