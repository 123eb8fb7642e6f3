import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Slice } from '@ichor/ct';
import { TAG } from '@ichor/dicom';
import { renderSeries, simulatePatient } from '@ichor/phantom';
import type { DicomFile, Encoding, FuzzElement } from './dicom-file.ts';
import { numbers, text, withElement, withNumber, withoutElement, withText } from './dicom-file.ts';
import { type Encoder, htj2k, jpeg, jpeg2000, jpegLossless, jpegLs, rle } from './encoders.ts';
import { encodeNifti } from './nifti-file.ts';

/** What is damaged: a series of DICOM files that we know by element, or files known only as bytes. */
export type Seed = { readonly name: string } & (
  | { readonly kind: 'dicom'; readonly files: readonly DicomFile[] }
  | { readonly kind: 'bytes' | 'nifti'; readonly files: readonly Uint8Array[] }
);

/** Goes into names and numbers of the patient, and must never come out in an error or a notice. */
export const SECRET = 'Secretname';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const ENHANCED_CT = '1.2.840.10008.5.1.4.1.1.2.1';
const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const LITTLE: Encoding = { explicit: true, littleEndian: true };
const FIXTURES = fileURLToPath(new URL('../../fixtures/dicom/', import.meta.url));
/** Not square, so that rows and columns can't be mixed up unseen. */
const [ROWS, COLUMNS] = [72, 64];

/** Every form that is read, each as one small study of a simulated head. */
export async function makeSeeds(): Promise<Seed[]> {
  const patient = simulatePatient(7, { bleeds: [{ type: 'subdural', volumeMl: 40 }] });
  const scan = (
    tiltDegrees: number,
    thicknessMm = 12,
    coverage?: readonly [number, number],
  ): readonly Slice[] =>
    renderSeries(patient, {
      rows: ROWS,
      columns: COLUMNS,
      thicknessMm,
      tiltDegrees,
      headrest: false,
      noise: 3,
      coverage,
      seed: `${tiltDegrees} ${thicknessMm}`,
    }).series.slices;
  const head = scan(0);
  const plain = head.map((slice, i) => ctImage(slice, i));
  const encoded = (uid: string, encoding: Encoding, more: Partial<DicomFile> = {}): DicomFile[] =>
    plain.map((file) => ({ ...file, transferSyntaxUid: uid, encoding, ...more }));
  const compressed = (uid: string, encoder: Encoder, bits: 8 | 16 = 16): Promise<DicomFile[]> =>
    Promise.all(head.map((slice, i) => compressedImage(slice, i, uid, encoder, bits)));
  const dicom = (name: string, files: readonly DicomFile[]): Seed => ({ name, kind: 'dicom', files });
  const volume = { slices: head, rows: ROWS, columns: COLUMNS };
  const nifti = encodeNifti(volume);
  const { studyInstanceUid } = head[0]!;
  return [
    dicom('explicit', plain),
    dicom('implicit', encoded(IMPLICIT, { explicit: false, littleEndian: true })),
    dicom('big endian', encoded(BIG_ENDIAN, { explicit: true, littleEndian: false })),
    dicom('deflated', encoded(DEFLATED, LITTLE, { deflated: true })),
    dicom('no preamble', encoded(EXPLICIT, LITTLE, { form: 'no-preamble' })),
    dicom('bare implicit', encoded(IMPLICIT, { explicit: false, littleEndian: true }, { form: 'bare' })),
    dicom(
      'rsna 12 bits',
      head.map((slice, i) => rsna(ctImage(slice, i), 12)),
    ),
    dicom(
      'rsna 16 bits, padded',
      head.map((slice, i) => padded(rsna(signed(slice, i), 16))),
    ),
    dicom(
      'tilted',
      scan(15).map((slice, i) => ctImage(slice, i)),
    ),
    dicom(
      'thin',
      scan(0, 3, [-12, 33]).map((slice, i) => ctImage(slice, i)),
    ),
    dicom('modality LUT', plain.map(withLut)),
    dicom(
      'encapsulated',
      plain.map((file) => inFragments(file, '1.2.840.10008.1.2.1.98')),
    ),
    dicom('two series', [
      ...plain,
      ...scan(0, 6).map((slice, i) => ctImage({ ...slice, studyInstanceUid }, i)),
    ]),
    dicom('RLE', await compressed('1.2.840.10008.1.2.5', rle)),
    dicom('JPEG lossless', await compressed('1.2.840.10008.1.2.4.70', jpegLossless)),
    dicom('JPEG-LS', await compressed('1.2.840.10008.1.2.4.80', jpegLs(0))),
    dicom('JPEG-LS near-lossless', await compressed('1.2.840.10008.1.2.4.81', jpegLs(2))),
    dicom('JPEG 2000', await compressed('1.2.840.10008.1.2.4.90', jpeg2000(true))),
    dicom('JPEG 2000 lossy', await compressed('1.2.840.10008.1.2.4.91', jpeg2000(false))),
    dicom('HTJ2K', await compressed('1.2.840.10008.1.2.4.201', htj2k)),
    dicom('JPEG baseline', await compressed('1.2.840.10008.1.2.4.50', jpeg(false), 8)),
    dicom('JPEG extended', await compressed('1.2.840.10008.1.2.4.51', jpeg(true), 8)),
    dicom('enhanced', [multiFrame(head, plain[0]!)]),
    dicom('enhanced JPEG-LS', [await compressedFrames(head, 'basic', '1.2.840.10008.1.2.4.80', jpegLs(0))]),
    dicom('enhanced RLE', [await compressedFrames(head, 'extended', '1.2.840.10008.1.2.5', rle)]),
    { name: 'NIfTI', kind: 'nifti', files: [nifti] },
    { name: 'NIfTI big endian', kind: 'nifti', files: [encodeNifti(volume, { littleEndian: false })] },
    { name: 'NIfTI packed', kind: 'bytes', files: [new Uint8Array(gzipSync(nifti))] },
    ...fixtures(),
  ];
}

function fixtures(): Seed[] {
  const names = readdirSync(FIXTURES).filter((name) => name.endsWith('.dcm'));
  return names.sort().map((name) => ({
    name: `fixture ${name}`,
    kind: 'bytes',
    files: [new Uint8Array(readFileSync(`${FIXTURES}${name}`))],
  }));
}

/** Unsigned 16 bits, intercept -1024, as most scanners write; a private element and a sequence, as all do. */
function ctImage(slice: Slice, index: number): DicomFile {
  const of = (tag: number, vr: string, value: string): FuzzElement => ({
    tag,
    vr,
    value: text(value, vr === 'UI' ? '\0' : ' '),
  });
  const word = (tag: number, value: number): FuzzElement => ({ tag, vr: 'US', value: numbers(2, [value]) });
  const list = (values: readonly number[]): string => values.map((value) => value.toFixed(6)).join('\\');
  return {
    form: 'part-10',
    transferSyntaxUid: EXPLICIT,
    encoding: LITTLE,
    deflated: false,
    elements: [
      of(TAG.SpecificCharacterSet, 'CS', 'ISO_IR 100'),
      of(TAG.ImageType, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
      of(TAG.SOPClassUID, 'UI', CT),
      of(TAG.SOPInstanceUID, 'UI', `${slice.seriesInstanceUid}.${index + 1}`),
      of(TAG.Modality, 'CS', 'CT'),
      of(TAG.SeriesDescription, 'LO', 'Head'),
      {
        tag: 0x00081140,
        vr: 'SQ',
        value: {
          items: [[of(0x00081150, 'UI', CT), of(0x00081155, 'UI', '1.2.3.4')]],
          undefinedLength: true,
        },
      },
      of(0x00090010, 'LO', 'ICHOR FUZZ'),
      of(0x00091001, 'LO', 'private'),
      of(TAG.PatientName, 'PN', `${SECRET}^Invented`),
      of(TAG.PatientID, 'LO', `${SECRET}7`),
      of(TAG.SliceThickness, 'DS', slice.sliceThicknessMm!.toFixed(1)),
      of(TAG.PatientPosition, 'CS', 'HFS'),
      of(TAG.StudyInstanceUID, 'UI', slice.studyInstanceUid),
      of(TAG.SeriesInstanceUID, 'UI', slice.seriesInstanceUid),
      of(TAG.InstanceNumber, 'IS', String(index + 1)),
      of(TAG.ImagePositionPatient, 'DS', list(slice.imagePositionPatient!)),
      of(TAG.ImageOrientationPatient, 'DS', list(slice.imageOrientationPatient!)),
      word(TAG.SamplesPerPixel, 1),
      of(TAG.PhotometricInterpretation, 'CS', 'MONOCHROME2'),
      word(TAG.Rows, slice.rows),
      word(TAG.Columns, slice.columns),
      of(TAG.PixelSpacing, 'DS', list(slice.pixelSpacing!)),
      word(TAG.BitsAllocated, 16),
      word(TAG.BitsStored, 16),
      word(TAG.HighBit, 15),
      word(TAG.PixelRepresentation, 0),
      of(TAG.WindowCenter, 'DS', '40'),
      of(TAG.WindowWidth, 'DS', '80'),
      of(TAG.RescaleIntercept, 'DS', '-1024'),
      of(TAG.RescaleSlope, 'DS', '1'),
      {
        tag: TAG.PixelData,
        vr: 'OW',
        value: numbers(
          2,
          [...slice.hu].map((hu) => hu + 1024),
        ),
      },
    ],
  };
}

function signed(slice: Slice, index: number): DicomFile {
  let file = withText(ctImage(slice, index), TAG.RescaleIntercept, 'DS', '0');
  file = withNumber(file, TAG.PixelRepresentation, 1);
  return withElement(file, { tag: TAG.PixelData, vr: 'OW', value: numbers(2, [...slice.hu]) });
}

/** Only what RSNA's files hold. */
function rsna(file: DicomFile, bits: number): DicomFile {
  const held = new Set([
    TAG.SOPInstanceUID,
    TAG.Modality,
    TAG.PatientID,
    TAG.StudyInstanceUID,
    TAG.SeriesInstanceUID,
    TAG.ImagePositionPatient,
    TAG.ImageOrientationPatient,
    TAG.SamplesPerPixel,
    TAG.PhotometricInterpretation,
    TAG.Rows,
    TAG.Columns,
    TAG.PixelSpacing,
    TAG.BitsAllocated,
    TAG.BitsStored,
    TAG.HighBit,
    TAG.PixelRepresentation,
    TAG.WindowCenter,
    TAG.WindowWidth,
    TAG.RescaleIntercept,
    TAG.RescaleSlope,
    TAG.PixelData,
  ]);
  const bare = { ...file, elements: file.elements.filter(({ tag }) => held.has(tag)) };
  return withNumber(withNumber(bare, TAG.BitsStored, bits), TAG.HighBit, bits - 1);
}

/** -2000 outside a circle. */
function padded(file: DicomFile): DicomFile {
  const pixels = file.elements.find(({ tag }) => tag === TAG.PixelData)!.value as Uint8Array;
  const values = new Int16Array(pixels.slice().buffer);
  for (let i = 0; i < values.length; i++) {
    const [x, y] = [(i % COLUMNS) - COLUMNS / 2 + 0.5, Math.floor(i / COLUMNS) - ROWS / 2 + 0.5];
    if (Math.hypot(x / COLUMNS, y / ROWS) > 0.5) values[i] = -2000;
  }
  const filled = withElement(file, { tag: TAG.PixelData, vr: 'OW', value: new Uint8Array(values.buffer) });
  return withElement(filled, { tag: TAG.PixelPaddingValue, vr: 'SS', value: numbers(2, [-2000]) });
}

/** A table in place of slope and intercept; its entries are unsigned, so that air is 0 in it. */
function withLut(file: DicomFile): DicomFile {
  const pixels = file.elements.find(({ tag }) => tag === TAG.PixelData)!.value as Uint8Array;
  const values = new Uint16Array(pixels.slice().buffer);
  const item = [
    { tag: TAG.LUTDescriptor, vr: 'US', value: numbers(2, [4096, 0, 16]) },
    { tag: TAG.ModalityLUTType, vr: 'LO', value: text('HU') },
    {
      tag: TAG.LUTData,
      vr: 'OW',
      value: numbers(
        2,
        Array.from({ length: 4096 }, (_, i) => i),
      ),
    },
  ];
  const shifted = Array.from(values, (value) => Math.max(0, value - 1024));
  const without = withoutElement(withoutElement(file, TAG.RescaleIntercept), TAG.RescaleSlope);
  const tabled = withElement(without, {
    tag: TAG.ModalityLUTSequence,
    vr: 'SQ',
    value: { items: [item], undefinedLength: false },
  });
  return withElement(tabled, { tag: TAG.PixelData, vr: 'OW', value: numbers(2, shifted) });
}

const inFragments = (file: DicomFile, transferSyntaxUid: string): DicomFile => {
  const value = file.elements.find(({ tag }) => tag === TAG.PixelData)!.value as Uint8Array;
  const fragments = { offsets: [], fragments: [value] };
  return withElement({ ...file, transferSyntaxUid }, { tag: TAG.PixelData, vr: 'OB', value: fragments });
};

/** Eight bits hold -1024 to 1016 HU in steps of 8. */
function pictureOf(slice: Slice, bits: 8 | 16): { cells: Uint16Array | Uint8Array; slope: number } {
  const { hu } = slice;
  if (bits === 16) return { cells: Uint16Array.from(hu, (value) => value + 1024), slope: 1 };
  return { cells: Uint8Array.from(hu, (value) => Math.min(255, Math.round((value + 1024) / 8))), slope: 8 };
}

async function compressedImage(
  slice: Slice,
  index: number,
  transferSyntaxUid: string,
  encoder: Encoder,
  bits: 8 | 16,
): Promise<DicomFile> {
  const { cells, slope } = pictureOf(slice, bits);
  const stream = await encoder({ rows: ROWS, columns: COLUMNS, bits, cells });
  let file = withText(ctImage(slice, index), TAG.RescaleSlope, 'DS', String(slope));
  for (const [tag, value] of [
    [TAG.BitsAllocated, bits],
    [TAG.BitsStored, bits],
    [TAG.HighBit, bits - 1],
  ] as const) {
    file = withNumber(file, tag, value);
  }
  return withElement(
    { ...file, transferSyntaxUid },
    { tag: TAG.PixelData, vr: 'OB', value: { offsets: [0], fragments: [stream] } },
  );
}

/** Enhanced CT: what all frames share, and where each lies. */
function multiFrame(slices: readonly Slice[], like: DicomFile): DicomFile {
  const take = (file: DicomFile, ...tags: number[]): FuzzElement[] =>
    file.elements.filter(({ tag }) => tags.includes(tag));
  const group = (tag: number, elements: readonly FuzzElement[]): FuzzElement => ({
    tag,
    vr: 'SQ',
    value: { items: [elements], undefinedLength: false },
  });
  const images = slices.map((slice, i) => ctImage(slice, i));
  const shared = [
    group(TAG.PlaneOrientationSequence, take(like, TAG.ImageOrientationPatient)),
    group(TAG.PixelMeasuresSequence, take(like, TAG.SliceThickness, TAG.PixelSpacing)),
  ];
  const perFrame = images.map((image) => [
    group(TAG.PlanePositionSequence, take(image, TAG.ImagePositionPatient)),
    group(TAG.PixelValueTransformationSequence, take(image, TAG.RescaleIntercept, TAG.RescaleSlope)),
  ]);
  const moved = new Set([
    TAG.SliceThickness,
    TAG.InstanceNumber,
    TAG.ImagePositionPatient,
    TAG.ImageOrientationPatient,
    TAG.PixelSpacing,
    TAG.RescaleIntercept,
    TAG.RescaleSlope,
  ]);
  let file: DicomFile = { ...like, elements: like.elements.filter(({ tag }) => !moved.has(tag)) };
  file = withElement(file, { tag: TAG.SOPClassUID, vr: 'UI', value: text(ENHANCED_CT, '\0') });
  file = withText(file, TAG.NumberOfFrames, 'IS', String(slices.length));
  file = withElement(file, {
    tag: TAG.SharedFunctionalGroupsSequence,
    vr: 'SQ',
    value: { items: [shared], undefinedLength: false },
  });
  file = withElement(file, {
    tag: TAG.PerFrameFunctionalGroupsSequence,
    vr: 'SQ',
    value: { items: perFrame, undefinedLength: true },
  });
  const pixels = images.flatMap((image) => [...(take(image, TAG.PixelData)[0]!.value as Uint8Array)]);
  return withElement(file, { tag: TAG.PixelData, vr: 'OW', value: Uint8Array.from(pixels) });
}

async function compressedFrames(
  slices: readonly Slice[],
  table: 'basic' | 'extended',
  transferSyntaxUid: string,
  encoder: Encoder,
): Promise<DicomFile> {
  const fragments = await Promise.all(
    slices.map((slice) =>
      encoder({ rows: ROWS, columns: COLUMNS, bits: 16, cells: pictureOf(slice, 16).cells }),
    ),
  );
  let offset = 0;
  const offsets = fragments.map((fragment) => {
    const at = offset;
    offset += 8 + fragment.length;
    return at;
  });
  let file: DicomFile = { ...multiFrame(slices, ctImage(slices[0]!, 0)), transferSyntaxUid };
  if (table === 'extended') {
    file = withElement(file, { tag: TAG.ExtendedOffsetTable, vr: 'OV', value: numbers(8, offsets) });
    const lengths = fragments.map(({ length }) => length);
    file = withElement(file, { tag: TAG.ExtendedOffsetTableLengths, vr: 'OV', value: numbers(8, lengths) });
  }
  const value = { offsets: table === 'basic' ? offsets : [], fragments };
  return withElement(file, { tag: TAG.PixelData, vr: 'OB', value });
}
