import { IchorError, Malformed, noticeText } from '@ichor/notices';
import { corrupt, missingUid } from '../errors.ts';
import { TAG } from '../tags.ts';
import { IMPLEMENTATION_CLASS_UID } from '../write/encode-part10.ts';
import { actionOf, type ProfileOptions, standardVr } from './actions.ts';
import { cleanPixels, type PixelShape } from './clean-pixels.ts';
import { EDITION } from './confidentiality-profile.ts';
import { type Element, type Encoding, encodeElements, joined } from './element-tree.ts';
import { isLegal, isLegalLength } from './legal-value.ts';
import { dummyValue, sequenceElement, textElement, textValue } from './new-element.ts';
import type { PatientPseudonym, Pseudonyms } from './pseudonyms.ts';
import { DEFLATED, deflated, type ElementFile, readElementFile, textOf } from './read-file.ts';
import { isTime, shiftDate, shiftDateTime } from './shift-dates.ts';

/** How many attributes met which fate, at any depth; what lay inside a removed sequence is not counted. */
export interface Changes {
  removed: number;
  emptied: number;
  /** Replaced by a dummy or a pseudonym. */
  replaced: number;
  uids: number;
  dates: number;
}

/** Something that a person must look at, since no table settles it. */
export interface DeidentificationWarning {
  readonly code: 'burned-in-annotation' | 'screen-capture' | 'recognizable-features' | 'left-over-bytes';
  readonly message: string;
}

/** A file without its patient, and the names it now goes by. */
export interface Deidentified {
  readonly bytes: Uint8Array;
  readonly patient: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly changes: Readonly<Changes>;
  readonly warnings: readonly DeidentificationWarning[];
}

export interface DeidentifyOptions extends ProfileOptions {
  readonly pseudonyms: Pseudonyms;
}

/** Pixel Data, Float Pixel Data, Double Float Pixel Data. */
const PIXELS = [TAG.PixelData, TAG.FloatPixelData, TAG.DoubleFloatPixelData];
/** With their offsets and lengths, extended. */
const PIXEL_ELEMENTS = [...PIXELS, TAG.ExtendedOffsetTable, TAG.ExtendedOffsetTableLengths];
const CT_STORAGE: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.4.1.1.2', // CT Image Storage
  '1.2.840.10008.5.1.4.1.1.2.1', // Enhanced CT Image Storage
  '1.2.840.10008.5.1.4.1.1.2.2', // Legacy Converted Enhanced CT Image Storage
]);
/** PS3.16 CID 7050. */
const METHODS: Readonly<Record<string, string>> = {
  113100: 'Basic Application Confidentiality Profile',
  113101: 'Clean Pixel Data Option',
  113102: 'Clean Recognizable Visual Features Option',
  113103: 'Clean Graphics Option',
  113104: 'Clean Structured Content Option',
  113105: 'Clean Descriptors Option',
  113106: 'Retain Longitudinal Temporal Information Full Dates Option',
  113107: 'Retain Longitudinal Temporal Information Modified Dates Option',
  113108: 'Retain Patient Characteristics Option',
  113109: 'Retain Device Identity Option',
  113110: 'Retain UIDs Option',
  113111: 'Retain Safe Private Option',
  113112: 'Retain Institution Identity Option',
};

/**
 * Takes the patient out of one CT image, by the Basic Application Level Confidentiality Profile of PS3.15 (Table E.1-1) and
 * the options chosen. Sequences are walked; private attributes, overlays, curves and attributes that the standard doesn't know
 * are removed, and whatever lies among the pixels and is none; the pixels
 * decode to the same values. Only CT images are taken: text in reports, and what is drawn into screenshots, no
 * table finds.
 *
 * The same bytes, key and options give the same bytes.
 *
 * @param subject names the file in errors, and nowhere else.
 * @throws IchorError 'not-a-ct-image', 'overlay-in-pixels', 'pixel-data-short', 'pixel-data-corrupt', 'unsupported-pixels', 'no-pixel-data', 'not-dicom', 'dicom-truncated', 'dicom-corrupt', 'missing-uid',
 * 'transfer-syntax-unsupported'
 */
export async function deidentifyInstance(
  bytes: Uint8Array,
  subject: string,
  options: DeidentifyOptions,
): Promise<Deidentified> {
  try {
    return await deidentified(await readElementFile(bytes), options);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { code, problem, remedy, cause } = error;
    throw new IchorError({ code, subject, problem, remedy, cause });
  }
}

async function deidentified(file: ElementFile, options: DeidentifyOptions): Promise<Deidentified> {
  const { encoding, transferSyntaxUid } = file;
  // The first of two elements with one tag stands, as for a reader of the image.
  const original = new Map(file.elements.toReversed().map((element) => [element.tag, element]));
  const first = file.elements.filter((element) => original.get(element.tag) === element);
  const text = (tag: number): string => textOf(original.get(tag));
  const sopClassUid =
    text(TAG.SOPClassUID) || textOf(file.meta.find(({ tag }) => tag === TAG.MediaStorageSOPClassUID));
  requireCtImage(sopClassUid, text(TAG.Modality));
  if (!PIXELS.some((tag) => original.has(tag))) {
    throw new Malformed('no-pixel-data', 'holds no pixels', 'Ask for the whole image to be sent.');
  }
  refuseOverlaysInPixels(original, encoding);
  const uids = [text(TAG.StudyInstanceUID), text(TAG.SeriesInstanceUID), text(TAG.SOPInstanceUID)];
  const lacking = ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'].filter(
    (_, i) => uids[i] === '',
  );
  if (lacking.length > 0) throw missingUid(lacking);
  // Without a number nobody can say which studies are one patient's.
  const patient = await options.pseudonyms.patient(text(TAG.PatientID) || `study ${uids[0]}`);

  const changes: Changes = { removed: 0, emptied: 0, replaced: 0, uids: 0, dates: 0 };
  const walker = new Walker(options, patient, encoding, changes);
  const pixels = await cleanPixels(original, shapeOf(original, encoding), encoding, transferSyntaxUid);
  const kept = (await walker.dataSet(first)).flatMap((element) =>
    PIXEL_ELEMENTS.includes(element.tag) ? (pixels.get(element.tag) ?? []) : [element],
  );
  const elements = [...kept, ...walker.marks(original)].sort((a, b) => a.tag - b.tag);
  const [studyInstanceUid, seriesInstanceUid, sopInstanceUid] =
    options.uids === 'keep' ? uids : await Promise.all(uids.map((uid) => options.pseudonyms.uid(uid)));
  const body = encodeElements(elements, encoding);
  return {
    bytes: joined([
      header(sopClassUid, sopInstanceUid!, transferSyntaxUid),
      transferSyntaxUid === DEFLATED ? await deflated(body as Uint8Array<ArrayBuffer>) : body,
    ]),
    patient: patient.name,
    studyInstanceUid: studyInstanceUid!,
    seriesInstanceUid: seriesInstanceUid!,
    sopInstanceUid: sopInstanceUid!,
    changes,
    warnings: warningsOf(text, file.leftOver),
  };
}

/** RSNA's files name no class, only the modality. */
function requireCtImage(sopClassUid: string, modality: string): void {
  if (sopClassUid === '' ? modality === 'CT' : CT_STORAGE.has(sopClassUid)) return;
  throw new Malformed(
    'not-a-ct-image',
    'is no CT image, so that nobody can say what its text or its pixels tell of the patient',
    'Leave it out, or have a person clean it.',
  );
}

function shapeOf(elements: ReadonlyMap<number, Element>, { littleEndian }: Encoding): PixelShape {
  const unsigned = (tag: number, otherwise: number): number => {
    const value = elements.get(tag)?.value;
    if (value === undefined || value.length < 2) return otherwise;
    return new DataView(value.buffer, value.byteOffset, value.length).getUint16(0, littleEndian);
  };
  const frames = Number(textOf(elements.get(TAG.NumberOfFrames)) || '1');
  if (!Number.isInteger(frames) || frames < 1) throw corrupt('has a NumberOfFrames that is none');
  return {
    rows: unsigned(TAG.Rows, 0),
    columns: unsigned(TAG.Columns, 0),
    frames,
    samples: unsigned(TAG.SamplesPerPixel, 1),
    bitsAllocated: unsigned(TAG.BitsAllocated, 16),
    halved: textOf(elements.get(TAG.PhotometricInterpretation)) === 'YBR_FULL_422',
  };
}

/** A retired form: the overlay's bits lie in the pixels' own cells (PS3.3 C.9.2). */
function refuseOverlaysInPixels(elements: ReadonlyMap<number, Element>, { littleEndian }: Encoding): void {
  for (const [tag, { value }] of elements) {
    if (
      (tag & 0xff00ffff) >>> 0 !== TAG.OverlayBitPosition ||
      elements.has(((tag & 0xffff0000) | 0x3000) >>> 0)
    )
      continue;
    if (value === undefined || value.length < 2) continue;
    const bit = new DataView(value.buffer, value.byteOffset, value.length).getUint16(0, littleEndian);
    if (bit === 0) continue;
    throw new Malformed(
      'overlay-in-pixels',
      'has an overlay within the cells of its pixels, where it stays unless the pixels are changed',
      'Have a person look at the overlay, and write the image anew without it.',
    );
  }
}

function warningsOf(text: (tag: number) => string, leftOver: number): DeidentificationWarning[] {
  const warnings: DeidentificationWarning[] = [];
  const warn = (code: DeidentificationWarning['code']): void => {
    warnings.push({ code, message: noticeText(code, {}) });
  };
  if (text(TAG.BurnedInAnnotation).toUpperCase() === 'YES') warn('burned-in-annotation');
  else if (/SCREEN|CAPTURE/i.test(text(TAG.ImageType))) warn('screen-capture');
  if (text(TAG.RecognizableVisualFeatures).toUpperCase() === 'YES') warn('recognizable-features');
  if (leftOver > 0) warn('left-over-bytes');
  return warnings;
}

class Walker {
  readonly #options: DeidentifyOptions;
  readonly #patient: PatientPseudonym;
  readonly #encoding: Encoding;
  readonly #changes: Changes;

  constructor(options: DeidentifyOptions, patient: PatientPseudonym, encoding: Encoding, changes: Changes) {
    this.#options = options;
    this.#patient = patient;
    this.#encoding = encoding;
    this.#changes = changes;
  }

  /** The data set itself, where the patient's pseudonym stands; the marks of the method come after. */
  async dataSet(elements: readonly Element[]): Promise<Element[]> {
    const marked = [
      TAG.PatientName,
      TAG.PatientID,
      TAG.PatientIdentityRemoved,
      TAG.DeidentificationMethod,
      TAG.DeidentificationMethodCodeSequence,
      TAG.LongitudinalTemporalInformationModified,
    ];
    return this.#walked(elements.filter(({ tag }) => !marked.includes(tag)));
  }

  /** Pseudonym and method (PS3.15 E.1.1, PS3.3 C.7.1.1 and C.12.1). Of what an earlier method wrote of itself its codes stay. */
  marks(original: ReadonlyMap<number, Element>): Element[] {
    const encoding = this.#encoding;
    const { dates, uids } = this.#options;
    this.#changes.replaced += [TAG.PatientName, TAG.PatientID].filter((tag) => original.has(tag)).length;
    const text = (tag: number, vr: string, value: string) => textElement(tag, vr, value, encoding);
    const codes = [
      '113100',
      ...(dates === 'shift' ? ['113107'] : []),
      ...(uids === 'keep' ? ['113110'] : []),
    ];
    const before = original.get(TAG.DeidentificationMethodCodeSequence);
    const earlier = (before?.itemEncoding?.explicit === encoding.explicit ? (before.items ?? []) : [])
      .map(({ elements }) => textOf(elements.find(({ tag }) => tag === TAG.CodeValue)))
      .filter((code) => METHODS[code] !== undefined && !codes.includes(code));
    return [
      text(TAG.PatientName, 'PN', this.#patient.name),
      text(TAG.PatientID, 'LO', this.#patient.name),
      text(TAG.PatientIdentityRemoved, 'CS', 'YES'),
      text(TAG.DeidentificationMethod, 'LO', `Ichor: PS3.15 ${EDITION} Table E.1-1`),
      sequenceElement(
        TAG.DeidentificationMethodCodeSequence,
        [...new Set([...earlier, ...codes])].map((code) => [
          text(TAG.CodeValue, 'SH', code),
          text(TAG.CodingSchemeDesignator, 'SH', 'DCM'),
          text(TAG.CodeMeaning, 'LO', METHODS[code] ?? ''),
        ]),
        encoding,
      ),
      text(TAG.LongitudinalTemporalInformationModified, 'CS', dates === 'shift' ? 'MODIFIED' : 'REMOVED'),
    ];
  }

  async #walked(elements: readonly Element[], depth = 0): Promise<Element[]> {
    const kept: Element[] = [];
    for (const element of elements) {
      const after = await this.#applied(element, depth);
      if (after !== undefined) kept.push(after);
    }
    return kept;
  }

  async #applied(element: Element, depth: number): Promise<Element | undefined> {
    // Pixels within a sequence are another image, which nobody looks at.
    if (depth > 0 && PIXEL_ELEMENTS.includes(element.tag)) return this.#removed();
    const action = actionOf(element.tag, this.#options);
    if (action.kind === 'date') {
      const moved = this.#moved(element);
      if (moved !== undefined) return moved;
    }
    switch (action.kind === 'date' ? action.otherwise : action.kind) {
      case 'remove':
        return this.#removed();
      case 'empty':
        return this.#emptied(element);
      case 'dummy':
        return this.#dummy(element);
      case 'uid':
        return this.#otherUids(element);
      case 'own-uid':
        return isRegistered(element) ? element : this.#otherUids(element);
      case 'keep':
        return this.#keep(element, depth);
    }
  }

  #removed(): undefined {
    this.#changes.removed++;
    return undefined;
  }

  #emptied(element: Element): Element {
    const { tag, vr, items, itemEncoding, value } = element;
    if (isEmpty(element)) return element;
    this.#changes.emptied++;
    return items === undefined
      ? { tag, vr, undefinedLength: false, value: value!.subarray(0, 0) }
      : { tag, vr, undefinedLength: false, items: [], itemEncoding: itemEncoding! };
  }

  #dummy(element: Element): Element {
    const { tag, vr, items, itemEncoding } = element;
    if (isEmpty(element)) return element;
    this.#changes.replaced++;
    if (items !== undefined) {
      const nothing = { undefinedLength: false, elements: [] };
      return { tag, vr, undefinedLength: false, items: [nothing], itemEncoding: itemEncoding! };
    }
    return { tag, vr, undefinedLength: false, value: dummyValue(standardVr(tag) ?? vr) };
  }

  async #otherUids(element: Element): Promise<Element | undefined> {
    const { tag, vr, items } = element;
    if (items !== undefined) return this.#removed();
    const texts = textOf(element).split('\\');
    if (texts.join('') === '') return { tag, vr, undefinedLength: false, value: new Uint8Array(0) };
    this.#changes.uids++;
    const uids = await Promise.all(
      texts.map((one) => (one.trim() === '' ? '' : this.#options.pseudonyms.uid(one.replace(/[\0 ]/g, '')))),
    );
    return { tag, vr, undefinedLength: false, value: textValue(uids.join('\\'), 'UI') };
  }

  /** Undefined where the value is no date, and so may be anything. */
  #moved(element: Element): Element | undefined {
    const { tag, vr, items, undefinedLength } = element;
    if (items !== undefined || undefinedLength) return undefined;
    if (isEmpty(element)) return element;
    const kind = standardVr(tag)!;
    const { days } = this.#patient;
    const moved = textOf(element)
      .split('\\')
      .map((one) => one.trim())
      .map((one) => {
        if (one === '') return one;
        if (kind === 'TM') return isTime(one) ? one : undefined;
        return kind === 'DA' ? shiftDate(one, days) : shiftDateTime(one, days);
      });
    if (moved.includes(undefined)) return undefined;
    if (kind !== 'TM') this.#changes.dates++;
    return { tag, vr, undefinedLength: false, value: textValue(moved.join('\\'), kind) };
  }

  async #keep(element: Element, depth: number): Promise<Element | undefined> {
    const { tag, items, value } = element;
    if (items === undefined) {
      // A sequence that can't be taken apart can't be cleaned.
      return standardVr(tag) === 'SQ' && value!.length > 0 ? this.#removed() : this.#legal(element);
    }
    const cleaned = [];
    for (const item of items)
      cleaned.push({ ...item, elements: await this.#walked(item.elements, depth + 1) });
    return { ...element, items: cleaned };
  }

  /** Without those of its values that its VR can't have: they may be anything. */
  #legal(element: Element): Element | undefined {
    const { tag, value } = element;
    const vr = standardVr(tag) ?? 'UN';
    const length = value!.length;
    if (length > 0 && PIXEL_VALUES.has(tag) && length !== 2) return this.#removed();
    if (!isLegalLength(vr, length)) return this.#removed();
    if (!TEXT_VRS.has(vr)) return element;
    const texts = textOf(element).split('\\');
    if (texts.every((text) => isLegal(vr, text))) return element;
    // A wrong value is a wrong image, and a value less is another one.
    if (tag >>> 16 === 0x0028) throw corrupt('describes its pixels with a value that is none');
    this.#changes.emptied++;
    const legal = texts.map((text) => (isLegal(vr, text) ? text : ''));
    return { ...element, value: textValue(legal.join('\\'), vr) };
  }
}

/** VRs whose values are texts that can be looked at. */
const TEXT_VRS: ReadonlySet<string> = new Set(['CS', 'DS', 'IS', 'AS', 'UI']);
/** One stored value each: least, largest, padding. */
const PIXEL_VALUES: ReadonlySet<number> = new Set([
  TAG.SmallestImagePixelValue,
  TAG.LargestImagePixelValue,
  TAG.SmallestPixelValueInSeries,
  TAG.LargestPixelValueInSeries,
  TAG.PixelPaddingValue,
  TAG.PixelPaddingRangeLimit,
]);

/** By DICOM itself (PS3.6 annex A), so that it names no instance. */
const isRegistered = (element: Element): boolean =>
  textOf(element)
    .split('\\')
    .every((uid) => uid === '' || /^1\.2\.840\.10008(\.[0-9]+)+$/.test(uid));

const isEmpty = ({ items, value }: Element): boolean =>
  items === undefined ? value!.length === 0 : items.length === 0;

/** Preamble and file meta information (PS3.10 section 7.1), of which nothing is carried over but class and syntax. */
function header(sopClassUid: string, sopInstanceUid: string, transferSyntaxUid: string): Uint8Array {
  const encoding: Encoding = { explicit: true, littleEndian: true };
  const text = (tag: number, vr: string, value: string) => textElement(tag, vr, value, encoding);
  const version: Element = {
    tag: TAG.FileMetaInformationVersion,
    vr: 'OB',
    undefinedLength: false,
    value: new Uint8Array([0, 1]),
  };
  const meta = encodeElements(
    [
      version,
      // A file of RSNA names no class; a CT image is what it is.
      text(TAG.MediaStorageSOPClassUID, 'UI', sopClassUid || '1.2.840.10008.5.1.4.1.1.2'),
      text(TAG.MediaStorageSOPInstanceUID, 'UI', sopInstanceUid),
      text(TAG.TransferSyntaxUID, 'UI', transferSyntaxUid),
      text(TAG.ImplementationClassUID, 'UI', IMPLEMENTATION_CLASS_UID),
      text(TAG.ImplementationVersionName, 'SH', 'ICHOR'),
    ],
    encoding,
  );
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, meta.length, true);
  const group: Element = {
    tag: TAG.FileMetaInformationGroupLength,
    vr: 'UL',
    undefinedLength: false,
    value: length,
  };
  return joined([
    new Uint8Array(128),
    Uint8Array.of(0x44, 0x49, 0x43, 0x4d),
    encodeElements([group], encoding),
    meta,
  ]);
}
