import { IchorError, type Vector3 } from '@ichor/ct';
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
      remedy: 'Give rows * columns Hounsfield units.',
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
        remedy: 'Clip the values, or choose other bits or another intercept.',
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
    [0x00080018, 'UI', image.sopInstanceUid],
    [0x00080060, 'CS', 'CT'],
    [0x00100020, 'LO', image.patientId],
    [0x0020000d, 'UI', image.studyInstanceUid],
    [0x0020000e, 'UI', image.seriesInstanceUid],
    [0x00200010, 'SH', image.studyId ?? ''],
    [0x00200032, 'DS', image.imagePositionPatient],
    [0x00200037, 'DS', image.imageOrientationPatient],
    [0x00280002, 'US', 1],
    [0x00280004, 'CS', 'MONOCHROME2'],
    [0x00280010, 'US', image.rows],
    [0x00280011, 'US', image.columns],
    [0x00280030, 'DS', image.pixelSpacing],
    [0x00280100, 'US', 16],
    [0x00280101, 'US', bits],
    [0x00280102, 'US', bits - 1],
    [0x00280103, 'US', signed ? 1 : 0],
    [0x00281050, 'DS', [image.windowCenter ?? 40]],
    [0x00281051, 'DS', [image.windowWidth ?? 80]],
    [0x00281052, 'DS', [intercept]],
    [0x00281053, 'DS', [slope]],
    [0x7fe00010, 'OW', pixels],
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
    [0x00080005, 'CS', 'ISO_IR 192'],
    [0x00080008, 'CS', (image.imageType ?? ['ORIGINAL', 'PRIMARY', 'AXIAL']).join('\\')],
    [0x00080016, 'UI', CT_IMAGE_STORAGE],
    [0x00080020, 'DA', date],
    [0x00080023, 'DA', date],
    [0x00080030, 'TM', time],
    [0x00080033, 'TM', time],
    [0x00080050, 'SH', image.accessionNumber ?? ''],
    [0x00080070, 'LO', image.manufacturer ?? ''],
    [0x00080090, 'PN', image.referringPhysicianName ?? ''],
    ...optional(0x00081030, 'LO', image.studyDescription),
    ...optional(0x0008103e, 'LO', image.seriesDescription),
    ...optional(0x00081090, 'LO', image.manufacturerModelName),
    [0x00100010, 'PN', image.patientName ?? ''],
    [0x00100030, 'DA', image.patientBirthDate ?? ''],
    [0x00100040, 'CS', image.patientSex ?? ''],
    ...optional(0x00101010, 'AS', image.patientAge),
    [0x00180015, 'CS', image.bodyPartExamined ?? 'HEAD'],
    [0x00180050, 'DS', orEmpty(image.sliceThickness)],
    [0x00180060, 'DS', orEmpty(image.kvp)],
    ...optional(0x00180088, 'DS', image.spacingBetweenSlices),
    ...optional(0x00181030, 'LO', image.protocolName),
    ...optional(0x00181120, 'DS', image.gantryDetectorTilt),
    ...optional(0x00181210, 'SH', image.convolutionKernel),
    [0x00185100, 'CS', image.patientPosition ?? 'HFS'],
    [0x00200011, 'IS', orEmpty(image.seriesNumber)],
    [0x00200012, 'IS', orEmpty(image.acquisitionNumber)],
    [0x00200013, 'IS', orEmpty(image.instanceNumber)],
    [0x00200052, 'UI', image.frameOfReferenceUid ?? makeUid('frame of reference', image.seriesInstanceUid)],
    [0x00201040, 'LO', ''],
    ...optional(0x00280120, image.pixelRepresentation === 1 ? 'SS' : 'US', image.pixelPaddingValue),
    [0x00281054, 'LO', 'HU'],
  ];
}
