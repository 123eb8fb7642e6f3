import type { Vector3 } from '@ichor/ct';
import { IchorError } from '@ichor/notices';
import { TAG } from '../tags.ts';
import { type Attribute, encodePart10 } from './encode-part10.ts';
import { makeUid } from './make-uid.ts';

const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';

/** One CT slice to be written, its attributes named by DICOM's keywords. */
export interface CtImage {
  /** 'complete' (the default): all that CT Image Storage demands. 'rsna': only what the files of RSNA 2019 hold. */
  readonly style?: 'complete' | 'rsna';
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly patientId: string;
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns] Hounsfield units; stored as (hu - rescaleIntercept) / rescaleSlope, which must fit its bits. */
  readonly hu: Int16Array;
  /** [between rows, between columns] mm. */
  readonly pixelSpacing: readonly [number, number];
  readonly imagePositionPatient: Vector3;
  readonly imageOrientationPatient: readonly [number, number, number, number, number, number];
  readonly rescaleIntercept?: number;
  readonly rescaleSlope?: number;
  readonly pixelRepresentation?: 0 | 1;
  /** 1 to 16; 16 unless given, 12 in RSNA's style. */
  readonly bitsStored?: number;
  /** A stored value. */
  readonly pixelPaddingValue?: number;
  readonly windowCenter?: number;
  readonly windowWidth?: number;
  readonly patientName?: string;
  readonly patientBirthDate?: string;
  readonly patientAge?: string;
  readonly patientSex?: 'F' | 'M' | 'O';
  readonly studyDate?: string;
  readonly studyTime?: string;
  readonly studyId?: string;
  readonly studyDescription?: string;
  readonly accessionNumber?: string;
  readonly referringPhysicianName?: string;
  readonly frameOfReferenceUid?: string;
  readonly seriesNumber?: number;
  readonly seriesDescription?: string;
  readonly instanceNumber?: number;
  readonly acquisitionNumber?: number;
  readonly imageType?: readonly string[];
  readonly bodyPartExamined?: string;
  readonly patientPosition?: string;
  readonly sliceThickness?: number;
  readonly spacingBetweenSlices?: number;
  readonly gantryDetectorTilt?: number;
  readonly kvp?: number;
  readonly convolutionKernel?: string;
  readonly manufacturer?: string;
  readonly manufacturerModelName?: string;
  readonly protocolName?: string;
}

/**
 * Writes one slice as a Part 10 file in Explicit VR Little Endian. What CT Image Storage demands but `image` lacks is
 * written empty where it may be (type 2 of PS3.3), else with a default.
 *
 * @throws IchorError 'value-out-of-range' where a Hounsfield unit doesn't fit the bits asked for,
 * 'image-inconsistent' where `hu` isn't rows * columns.
 */
export function writeCtImage(image: CtImage): Uint8Array {
  const layout = storedLayout(image);
  const pixels = storedPixels(image, layout);
  const attributes = [
    ...imageAttributes(image, layout, pixels),
    ...(image.style === 'rsna' ? [] : completion(image)),
  ];
  return encodePart10({ sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: image.sopInstanceUid, attributes });
}

interface StoredLayout {
  readonly slope: number;
  readonly intercept: number;
  readonly bits: number;
  readonly signed: boolean;
}

function storedLayout(image: CtImage): StoredLayout {
  return {
    slope: image.rescaleSlope ?? 1,
    intercept: image.rescaleIntercept ?? -1024,
    bits: image.bitsStored ?? (image.style === 'rsna' ? 12 : 16),
    signed: image.pixelRepresentation === 1,
  };
}

function storedPixels(image: CtImage, { slope, intercept, bits, signed }: StoredLayout): Uint8Array {
  const { hu, rows, columns, sopInstanceUid } = image;
  if (hu.length !== rows * columns) {
    throw new IchorError({
      code: 'image-inconsistent',
      subject: sopInstanceUid,
      problem: `has ${hu.length} values for ${rows} x ${columns} pixels`,
    });
  }
  const low = signed ? -(2 ** (bits - 1)) : 0;
  const high = low + 2 ** bits - 1;
  const stored = new Int16Array(hu.length);
  for (let i = 0; i < hu.length; i++) {
    const value = Math.round(((hu[i] as number) - intercept) / slope);
    if (!(value >= low && value <= high)) {
      throw new IchorError({
        code: 'value-out-of-range',
        subject: sopInstanceUid,
        problem: `holds ${hu[i]} HU, which does not fit ${bits} ${signed ? 'signed' : 'unsigned'} bits with intercept ${intercept} and slope ${slope}`,
      });
    }
    // Bits above BitsStored stay 0 (PS3.5 section 8.1.1).
    stored[i] = value & (2 ** bits - 1);
  }
  return new Uint8Array(stored.buffer);
}

/** What every file of RSNA 2019 holds, and nothing more. */
function imageAttributes(
  image: CtImage,
  { slope, intercept, bits, signed }: StoredLayout,
  pixels: Uint8Array,
): Attribute[] {
  return [
    [TAG.SOPInstanceUID, 'UI', image.sopInstanceUid],
    [TAG.Modality, 'CS', 'CT'],
    [TAG.PatientID, 'LO', image.patientId],
    [TAG.StudyInstanceUID, 'UI', image.studyInstanceUid],
    [TAG.SeriesInstanceUID, 'UI', image.seriesInstanceUid],
    [TAG.StudyID, 'SH', image.studyId ?? ''],
    [TAG.ImagePositionPatient, 'DS', image.imagePositionPatient],
    [TAG.ImageOrientationPatient, 'DS', image.imageOrientationPatient],
    [TAG.SamplesPerPixel, 'US', 1],
    [TAG.PhotometricInterpretation, 'CS', 'MONOCHROME2'],
    [TAG.Rows, 'US', image.rows],
    [TAG.Columns, 'US', image.columns],
    [TAG.PixelSpacing, 'DS', image.pixelSpacing],
    [TAG.BitsAllocated, 'US', 16],
    [TAG.BitsStored, 'US', bits],
    [TAG.HighBit, 'US', bits - 1],
    [TAG.PixelRepresentation, 'US', signed ? 1 : 0],
    [TAG.WindowCenter, 'DS', [image.windowCenter ?? 40]],
    [TAG.WindowWidth, 'DS', [image.windowWidth ?? 80]],
    [TAG.RescaleIntercept, 'DS', [intercept]],
    [TAG.RescaleSlope, 'DS', [slope]],
    [TAG.PixelData, 'OW', pixels],
  ];
}

/** The rest of CT Image Storage (PS3.3 table A.3-1): patient, study, series, frame of reference, equipment, CT image. */
function completion(image: CtImage): Attribute[] {
  const optional = (tag: number, vr: Attribute[1], value: string | number | undefined): Attribute[] =>
    value === undefined
      ? []
      : [[tag, vr, typeof value === 'number' && vr !== 'US' && vr !== 'SS' ? [value] : value] as Attribute];
  const orEmpty = (value: number | undefined): readonly number[] => (value === undefined ? [] : [value]);
  const date = image.studyDate ?? '20000101';
  const time = image.studyTime ?? '120000';
  return [
    [TAG.SpecificCharacterSet, 'CS', 'ISO_IR 192'],
    [TAG.ImageType, 'CS', (image.imageType ?? ['ORIGINAL', 'PRIMARY', 'AXIAL']).join('\\')],
    [TAG.SOPClassUID, 'UI', CT_IMAGE_STORAGE],
    [TAG.StudyDate, 'DA', date],
    [TAG.ContentDate, 'DA', date],
    [TAG.StudyTime, 'TM', time],
    [TAG.ContentTime, 'TM', time],
    [TAG.AccessionNumber, 'SH', image.accessionNumber ?? ''],
    [TAG.Manufacturer, 'LO', image.manufacturer ?? ''],
    [TAG.ReferringPhysicianName, 'PN', image.referringPhysicianName ?? ''],
    ...optional(TAG.StudyDescription, 'LO', image.studyDescription),
    ...optional(TAG.SeriesDescription, 'LO', image.seriesDescription),
    ...optional(TAG.ManufacturerModelName, 'LO', image.manufacturerModelName),
    [TAG.PatientName, 'PN', image.patientName ?? ''],
    [TAG.PatientBirthDate, 'DA', image.patientBirthDate ?? ''],
    [TAG.PatientSex, 'CS', image.patientSex ?? ''],
    ...optional(TAG.PatientAge, 'AS', image.patientAge),
    [TAG.BodyPartExamined, 'CS', image.bodyPartExamined ?? 'HEAD'],
    [TAG.SliceThickness, 'DS', orEmpty(image.sliceThickness)],
    [TAG.KVP, 'DS', orEmpty(image.kvp)],
    ...optional(TAG.SpacingBetweenSlices, 'DS', image.spacingBetweenSlices),
    ...optional(TAG.ProtocolName, 'LO', image.protocolName),
    ...optional(TAG.GantryDetectorTilt, 'DS', image.gantryDetectorTilt),
    ...optional(TAG.ConvolutionKernel, 'SH', image.convolutionKernel),
    [TAG.PatientPosition, 'CS', image.patientPosition ?? 'HFS'],
    [TAG.SeriesNumber, 'IS', orEmpty(image.seriesNumber)],
    [TAG.AcquisitionNumber, 'IS', orEmpty(image.acquisitionNumber)],
    [TAG.InstanceNumber, 'IS', orEmpty(image.instanceNumber)],
    [
      TAG.FrameOfReferenceUID,
      'UI',
      image.frameOfReferenceUid ?? makeUid('frame of reference', image.seriesInstanceUid),
    ],
    [TAG.PositionReferenceIndicator, 'LO', ''],
    ...optional(
      TAG.PixelPaddingValue,
      image.pixelRepresentation === 1 ? 'SS' : 'US',
      image.pixelPaddingValue,
    ),
    [TAG.RescaleType, 'LO', 'HU'],
  ];
}
