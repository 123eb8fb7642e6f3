import { IchorError, Malformed } from '@ichor/notices';
import { corrupt } from '../errors.ts';
import { isCtStorage } from '../header/identity.ts';
import { TAG } from '../tags.ts';
import { DataSet, type Element } from './data-set.ts';
import { ElementParser } from './element-parser.ts';
import { parsePart10 } from './parse-part10.ts';

/** Media Storage Directory Storage. */
const SOP_CLASS = '1.2.840.10008.1.3.10';
/** PATIENT, STUDY, SERIES and what lies in a series; only HANGING PROTOCOL and the like lie elsewhere (PS3.3 F.4). */
const DEEPEST = 16;
const ITEM_HEADER_BYTES = 8;

/** A file that a DICOMDIR names. */
export interface DicomdirFile {
  /** Names of folders and of the file, from the DICOMDIR's own folder on, as they stand there: to be judged before they are used. */
  readonly fileId: readonly string[];
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly patientId: string;
  /** Whether the record says that it is a CT image. */
  readonly isCt: boolean;
}

/** Whether these first 512 bytes or more are those of a DICOMDIR, whatever it is called. */
export function isDicomdir(bytes: Uint8Array): boolean {
  const latin1 = (from: number, to: number): string =>
    String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));
  // MediaStorageSOPClassUID (0002,0002), VR UI, with a NUL that makes its length even; one of the first elements (PS3.10 7.1).
  return latin1(128, 132) === 'DICM' && latin1(132, 512).includes(`\x02\0\x02\0UI\x14\0${SOP_CLASS}`);
}

/**
 * The files that a DICOMDIR names (PS3.3 annex F), with the study and series that they belong to. Records are followed from the
 * root by their offsets; those that no offset leads to, as where offsets are wrong, are taken in the order of the file, in which
 * nearly everybody writes them. Records no longer in use, and those without a study, a series and an instance, are left out.
 *
 * @param subject names the file in errors, and nowhere else.
 * @throws IchorError 'dicom-truncated', 'dicom-corrupt', 'not-dicom', 'transfer-syntax-unsupported'
 */
export function readDicomdir(bytes: Uint8Array, subject: string): DicomdirFile[] {
  try {
    const { dataSet, stoppedBy } = parsePart10(bytes);
    if (stoppedBy !== undefined) throw stoppedBy;
    if (!dataSet.has(TAG.DirectoryRecordSequence))
      throw corrupt('is called a DICOMDIR, and holds no directory');
    return [...filesOf(dataSet)];
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { code, problem, remedy, cause } = error;
    throw new IchorError({ code, subject, problem, remedy, cause });
  }
}

/** What the records above one say. */
interface Place {
  readonly patientId: string;
  readonly studyInstanceUid: string | undefined;
  readonly seriesInstanceUid: string | undefined;
  readonly modality: string | undefined;
}

const NOWHERE: Place = {
  patientId: '',
  studyInstanceUid: undefined,
  seriesInstanceUid: undefined,
  modality: undefined,
};

function* filesOf(directory: DataSet): Generator<DicomdirFile> {
  const records = recordsOf(directory);
  const visited = new Set<number>();
  const pending = [
    {
      offset: long(directory, TAG.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity),
      place: NOWHERE,
      depth: 0,
    },
  ];
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    const { offset, place, depth } = step;
    const record = records.get(offset);
    // An offset that was followed already would lead round in a circle.
    if (record === undefined || visited.has(offset) || depth > DEEPEST) continue;
    visited.add(offset);
    const within = placeWithin(record, place);
    yield* fileOf(record, within);
    pending.push({ offset: long(record, TAG.OffsetOfTheNextDirectoryRecord), place, depth });
    pending.push({
      offset: long(record, TAG.OffsetOfReferencedLowerLevelDirectoryEntity),
      place: within,
      depth: depth + 1,
    });
  }
  let place = NOWHERE;
  for (const [offset, record] of records) {
    place = placeWithin(record, place);
    if (!visited.has(offset)) yield* fileOf(record, place);
  }
}

/** By the offset of their items from the first byte of the file, which is what records point to. */
function recordsOf({ bytes, elements, encoding }: DataSet): Map<number, DataSet> {
  const parser = new ElementParser(bytes, encoding);
  return new Map(
    parser.items(elements.get(TAG.DirectoryRecordSequence)!).map(({ start, end }) => {
      const own = new Map<number, Element>();
      parser.elements(start, end, own);
      return [start - ITEM_HEADER_BYTES, new DataSet(bytes, own, encoding)];
    }),
  );
}

function placeWithin(record: DataSet, place: Place): Place {
  switch (record.text(TAG.DirectoryRecordType)) {
    case 'PATIENT':
      return { ...NOWHERE, patientId: record.text(TAG.PatientID) ?? '' };
    case 'STUDY':
      return { ...NOWHERE, patientId: place.patientId, studyInstanceUid: record.text(TAG.StudyInstanceUID) };
    case 'SERIES':
      return {
        ...place,
        seriesInstanceUid: record.text(TAG.SeriesInstanceUID),
        modality: record.text(TAG.Modality),
      };
    default:
      return place;
  }
}

function* fileOf(record: DataSet, place: Place): Generator<DicomdirFile> {
  const { patientId, studyInstanceUid, seriesInstanceUid, modality } = place;
  const fileId = record.texts(TAG.ReferencedFileID);
  const sopInstanceUid = record.text(TAG.ReferencedSOPInstanceUIDInFile);
  const sopClassUid = record.text(TAG.ReferencedSOPClassUIDInFile);
  const inUse = record.unsigned(TAG.RecordInUseFlag) !== 0;
  if (fileId === undefined || sopInstanceUid === undefined || !inUse) return;
  if (studyInstanceUid === undefined || seriesInstanceUid === undefined) return;
  const isCt = modality === 'CT' || (sopClassUid !== undefined && isCtStorage(sopClassUid));
  yield { fileId, sopInstanceUid, seriesInstanceUid, studyInstanceUid, patientId, isCt };
}

/** An unsigned 32-bit value; 0, which points to no record, where it is absent. */
function long({ bytes, elements, encoding }: DataSet, tag: number): number {
  const element = elements.get(tag);
  if (element === undefined || element.undefinedLength || element.length < 4) return 0;
  return new DataView(bytes.buffer, bytes.byteOffset + element.offset, 4).getUint32(0, encoding.littleEndian);
}
