/** A CT image that a DICOMDIR names. */
export interface DicomdirImage {
  readonly fileId: readonly string[];
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly patientId: string;
  /** Of its series; CT by default. */
  readonly modality?: string;
}

export interface DicomdirFaults {
  /** Every record points to the first as its next and lower one. */
  readonly loop?: boolean;
  /** No record points to another. */
  readonly noOffsets?: boolean;
  /** Records stand in the file from the last to the first; offsets are right. */
  readonly reversed?: boolean;
}

interface Record {
  readonly type: string;
  readonly elements: readonly Buffer[];
  readonly lower: Record[];
}

const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
const DIRECTORY = '1.2.840.10008.1.3.10';

/** A DICOMDIR as media have it (PS3.3 annex F), in Explicit VR Little Endian; for tests. A record for each patient, study and series. */
export function makeDicomdir(images: readonly DicomdirImage[], faults: DicomdirFaults = {}): Buffer {
  const roots = recordsOf(images);
  const all = [...flat(roots)];
  if (faults.reversed) all.reverse();
  const meta = Buffer.concat([
    element(0x0002, 0x0002, 'UI', DIRECTORY),
    element(0x0002, 0x0003, 'UI', '1.2.3'),
    element(0x0002, 0x0010, 'UI', '1.2.840.10008.1.2.1'),
  ]);
  const head = Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(0x0002, 0x0000, 'UL', number(meta.length)),
    meta,
  ]);
  const before = Buffer.concat([element(0x0004, 0x1130, 'CS', 'TEST')]);
  // Three elements of 12, 12 and 10 bytes, and the header of the sequence.
  const first = head.length + before.length + 34 + 12;
  const offsets = new Map<Record, number>();
  let offset = first;
  for (const record of all) {
    offsets.set(record, offset);
    offset += item(record, 0, 0).length;
  }
  const nextOf = new Map<Record, Record>();
  for (const siblings of [roots, ...all.map(({ lower }) => lower)])
    siblings.forEach((record, i) => {
      if (siblings[i + 1]) nextOf.set(record, siblings[i + 1]!);
    });
  const pointer = (to: Record | undefined): number =>
    faults.noOffsets ? 0 : faults.loop ? offsets.get(roots[0]!)! : to === undefined ? 0 : offsets.get(to)!;
  const items = Buffer.concat(
    all.map((record) => item(record, pointer(nextOf.get(record)), pointer(record.lower[0]))),
  );
  const sequence = Buffer.alloc(12);
  sequence.writeUInt16LE(0x0004, 0);
  sequence.writeUInt16LE(0x1220, 2);
  sequence.write('SQ', 4);
  sequence.writeUInt32LE(items.length, 8);
  return Buffer.concat([
    head,
    before,
    element(0x0004, 0x1200, 'UL', number(roots[0] === undefined ? 0 : offsets.get(roots[0])!)),
    element(0x0004, 0x1202, 'UL', number(0)),
    element(0x0004, 0x1212, 'US', Buffer.alloc(2)),
    sequence,
    items,
  ]);
}

function recordsOf(images: readonly DicomdirImage[]): Record[] {
  const by = <T>(
    of: readonly DicomdirImage[],
    key: (image: DicomdirImage) => string,
    make: (key: string, own: DicomdirImage[]) => T,
  ): T[] => [...Map.groupBy(of, key)].map(([name, own]) => make(name, own));
  return by(
    images,
    ({ patientId }) => patientId,
    (patientId, ofPatient) => ({
      type: 'PATIENT',
      elements: [element(0x0010, 0x0020, 'LO', patientId)],
      lower: by(
        ofPatient,
        ({ studyInstanceUid }) => studyInstanceUid,
        (study, ofStudy) => ({
          type: 'STUDY',
          elements: [element(0x0020, 0x000d, 'UI', study)],
          lower: by(
            ofStudy,
            ({ seriesInstanceUid }) => seriesInstanceUid,
            (series, ofSeries) => ({
              type: 'SERIES',
              elements: [
                element(0x0008, 0x0060, 'CS', ofSeries[0]!.modality ?? 'CT'),
                element(0x0020, 0x000e, 'UI', series),
              ],
              lower: ofSeries.map(imageRecord),
            }),
          ),
        }),
      ),
    }),
  );
}

const imageRecord = ({ fileId, sopInstanceUid, modality = 'CT' }: DicomdirImage): Record => ({
  type: 'IMAGE',
  elements: [
    element(0x0004, 0x1500, 'CS', fileId.join('\\')),
    element(0x0004, 0x1510, 'UI', modality === 'CT' ? CT_IMAGE : '1.2.3.4'),
    element(0x0004, 0x1511, 'UI', sopInstanceUid),
  ],
  lower: [],
});

function* flat(records: readonly Record[]): Generator<Record> {
  for (const record of records) {
    yield record;
    yield* flat(record.lower);
  }
}

function item({ type, elements }: Record, next: number, lower: number): Buffer {
  const own = Buffer.concat([
    element(0x0004, 0x1400, 'UL', number(next)),
    element(0x0004, 0x1410, 'US', Buffer.from([0xff, 0xff])),
    element(0x0004, 0x1420, 'UL', number(lower)),
    element(0x0004, 0x1430, 'CS', type),
    ...elements,
  ]);
  const header = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  header.writeUInt32LE(own.length, 4);
  return Buffer.concat([header, own]);
}

function element(group: number, tag: number, vr: string, value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
  const header = Buffer.alloc(8);
  header.writeUInt16LE(group, 0);
  header.writeUInt16LE(tag, 2);
  header.write(vr, 4);
  header.writeUInt16LE(even.length, 6);
  return Buffer.concat([header, even]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
