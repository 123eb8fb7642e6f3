import type { Series, Slice } from '@ichor/ct';
import { TAG } from '@ichor/dicom';

const ENHANCED_CT = '1.2.840.10008.5.1.4.1.1.2.1';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const INTERCEPT = -1024;

type Item = readonly Buffer[];

/** For tests: a series as one Enhanced CT image (PS3.3 A.38), its slices as frames in the order given, 16 bits, uncompressed. */
export function enhancedCt(
  { studyInstanceUid, seriesInstanceUid, patientId }: Series,
  slices: readonly Slice[],
  { patientName = '', imageType = 'ORIGINAL\\PRIMARY\\VOLUME\\NONE' } = {},
): Uint8Array {
  const first = slices[0]!;
  const sopInstanceUid = `${seriesInstanceUid}.1`;
  const pixels = Buffer.concat(slices.map(({ hu }) => Buffer.from(stored(hu).buffer)));
  const shared: Item = [
    sequence(TAG.CTImageFrameTypeSequence, [[text(TAG.FrameType, 'CS', imageType)]]),
    sequence(TAG.PlaneOrientationSequence, [
      [text(TAG.ImageOrientationPatient, 'DS', decimals(first.imageOrientationPatient!))],
    ]),
    sequence(TAG.PixelMeasuresSequence, [
      [
        text(TAG.SliceThickness, 'DS', String(first.sliceThicknessMm)),
        text(TAG.PixelSpacing, 'DS', decimals(first.pixelSpacing!)),
      ],
    ]),
    sequence(TAG.PixelValueTransformationSequence, [
      [
        text(TAG.RescaleIntercept, 'DS', String(INTERCEPT)),
        text(TAG.RescaleSlope, 'DS', '1'),
        text(TAG.RescaleType, 'LO', 'HU'),
      ],
    ]),
  ];
  const own = slices.map(
    (slice): Item => [
      sequence(TAG.PlanePositionSequence, [
        [text(TAG.ImagePositionPatient, 'DS', decimals(slice.imagePositionPatient!))],
      ]),
    ],
  );
  const meta = Buffer.concat([
    element(TAG.FileMetaInformationVersion, 'OB', Buffer.from([0, 1])),
    text(TAG.MediaStorageSOPClassUID, 'UI', ENHANCED_CT),
    text(TAG.MediaStorageSOPInstanceUID, 'UI', sopInstanceUid),
    text(TAG.TransferSyntaxUID, 'UI', EXPLICIT_LITTLE_ENDIAN),
  ]);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(TAG.FileMetaInformationGroupLength, 'UL', uint32(meta.length)),
    meta,
    text(TAG.ImageType, 'CS', imageType),
    text(TAG.SOPClassUID, 'UI', ENHANCED_CT),
    text(TAG.SOPInstanceUID, 'UI', sopInstanceUid),
    text(TAG.Modality, 'CS', 'CT'),
    text(TAG.SeriesDescription, 'LO', 'Multi-frame'),
    text(TAG.PatientName, 'PN', patientName),
    text(TAG.PatientID, 'LO', patientId),
    text(TAG.StudyInstanceUID, 'UI', studyInstanceUid),
    text(TAG.SeriesInstanceUID, 'UI', seriesInstanceUid),
    unsigned(TAG.SamplesPerPixel, 1),
    text(TAG.PhotometricInterpretation, 'CS', 'MONOCHROME2'),
    text(TAG.NumberOfFrames, 'IS', String(slices.length)),
    unsigned(TAG.Rows, first.rows),
    unsigned(TAG.Columns, first.columns),
    unsigned(TAG.BitsAllocated, 16),
    unsigned(TAG.BitsStored, 16),
    unsigned(TAG.HighBit, 15),
    unsigned(TAG.PixelRepresentation, 0),
    sequence(TAG.SharedFunctionalGroupsSequence, [shared]),
    sequence(TAG.PerFrameFunctionalGroupsSequence, own),
    element(TAG.PixelData, 'OW', pixels),
  ]);
}

const stored = (hu: Int16Array): Uint16Array => Uint16Array.from(hu, (value) => value - INTERCEPT);

const decimals = (values: readonly number[]): string =>
  values.map((value) => String(Number(value.toFixed(6)))).join('\\');

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const tagBytes = (tag: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(tag >>> 16);
  bytes.writeUInt16LE(tag & 0xffff, 2);
  return bytes;
};

const LONG = ['OB', 'OW', 'SQ'];

/** Explicit VR (PS3.5 section 7.1.2). */
function element(tag: number, vr: string, value: Buffer): Buffer {
  const length = LONG.includes(vr)
    ? Buffer.concat([Buffer.alloc(2), uint32(value.length)])
    : uint32(value.length).subarray(0, 2);
  return Buffer.concat([tagBytes(tag), Buffer.from(vr), length, value]);
}

const text = (tag: number, vr: string, value: string): Buffer =>
  element(tag, vr, Buffer.from(value.length % 2 === 0 ? value : `${value}${vr === 'UI' ? '\0' : ' '}`));

const unsigned = (tag: number, value: number): Buffer => element(tag, 'US', uint32(value).subarray(0, 2));

const sequence = (tag: number, items: readonly Item[]): Buffer =>
  element(
    tag,
    'SQ',
    Buffer.concat(
      items.map((parts) => {
        const content = Buffer.concat(parts);
        return Buffer.concat([tagBytes(TAG.Item), uint32(content.length), content]);
      }),
    ),
  );
