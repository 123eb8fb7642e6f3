import type { Series, Slice } from '@ichor/ct';

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
    sequence(0x00189329, [[text(0x00089007, 'CS', imageType)]]),
    sequence(0x00209116, [[text(0x00200037, 'DS', decimals(first.imageOrientationPatient!))]]),
    sequence(0x00289110, [
      [
        text(0x00180050, 'DS', String(first.sliceThicknessMm)),
        text(0x00280030, 'DS', decimals(first.pixelSpacing!)),
      ],
    ]),
    sequence(0x00289145, [
      [text(0x00281052, 'DS', String(INTERCEPT)), text(0x00281053, 'DS', '1'), text(0x00281054, 'LO', 'HU')],
    ]),
  ];
  const own = slices.map(
    (slice): Item => [
      sequence(0x00209113, [[text(0x00200032, 'DS', decimals(slice.imagePositionPatient!))]]),
    ],
  );
  const meta = Buffer.concat([
    element(0x00020001, 'OB', Buffer.from([0, 1])),
    text(0x00020002, 'UI', ENHANCED_CT),
    text(0x00020003, 'UI', sopInstanceUid),
    text(0x00020010, 'UI', EXPLICIT_LITTLE_ENDIAN),
  ]);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(0x00020000, 'UL', uint32(meta.length)),
    meta,
    text(0x00080008, 'CS', imageType),
    text(0x00080016, 'UI', ENHANCED_CT),
    text(0x00080018, 'UI', sopInstanceUid),
    text(0x00080060, 'CS', 'CT'),
    text(0x0008103e, 'LO', 'Multi-frame'),
    text(0x00100010, 'PN', patientName),
    text(0x00100020, 'LO', patientId),
    text(0x0020000d, 'UI', studyInstanceUid),
    text(0x0020000e, 'UI', seriesInstanceUid),
    unsigned(0x00280002, 1),
    text(0x00280004, 'CS', 'MONOCHROME2'),
    text(0x00280008, 'IS', String(slices.length)),
    unsigned(0x00280010, first.rows),
    unsigned(0x00280011, first.columns),
    unsigned(0x00280100, 16),
    unsigned(0x00280101, 16),
    unsigned(0x00280102, 15),
    unsigned(0x00280103, 0),
    sequence(0x52009229, [shared]),
    sequence(0x52009230, own),
    element(0x7fe00010, 'OW', pixels),
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
        return Buffer.concat([tagBytes(0xfffee000), uint32(content.length), content]);
      }),
    ),
  );
