import { IchorError } from '@ichor/ct';
import { IMPLEMENTATION_CLASS_UID } from '../encode-part10.ts';
import { Malformed, missingUid } from '../errors.ts';
import { actionOf, type ProfileOptions, standardVr } from './actions.ts';
import { EDITION } from './confidentiality-profile.ts';
import { type Element, type Encoding, encodeElements, joined } from './element-tree.ts';
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
const PIXELS = [0x7fe00010, 0x7fe00008, 0x7fe00009];
const PATIENT_NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const CT_STORAGE: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.4.1.1.2', // CT Image Storage
  '1.2.840.10008.5.1.4.1.1.2.1', // Enhanced CT Image Storage
  '1.2.840.10008.5.1.4.1.1.2.2', // Legacy Converted Enhanced CT Image Storage
]);
/** Codes of PS3.16 CID 7050. */
const METHODS = {
  basic: ['113100', 'Basic Application Confidentiality Profile'],
  dates: ['113107', 'Retain Longitudinal Temporal Information Modified Dates Option'],
  uids: ['113110', 'Retain UIDs Option'],
} as const;

/**
 * Takes the patient out of one CT image, by the Basic Application Level Confidentiality Profile of PS3.15 (Table E.1-1) and
 * the options chosen. Sequences are walked; private attributes, overlays, curves and attributes that the standard doesn't know
 * are removed; the pixels stay byte for byte. Only CT images are taken: text in reports, and what is drawn into screenshots, no
 * table finds.
 *
 * The same bytes, key and options give the same bytes.
 *
 * @param subject names the file in errors, and nowhere else.
 * @throws IchorError 'not-a-ct-image', 'overlay-in-pixels', 'no-pixel-data', 'not-dicom', 'dicom-truncated', 'dicom-corrupt', 'missing-uid',
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
  const original = new Map(file.elements.map((element) => [element.tag, element]));
  const text = (tag: number): string => textOf(original.get(tag));
  const sopClassUid = text(0x00080016) || textOf(file.meta.find(({ tag }) => tag === 0x00020002));
  requireCtImage(sopClassUid, text(0x00080060));
  if (!PIXELS.some((tag) => original.has(tag))) {
    throw new Malformed('no-pixel-data', 'holds no pixels', 'Ask for the whole image to be sent.');
  }
  refuseOverlaysInPixels(original, encoding);
  const uids = [text(0x0020000d), text(0x0020000e), text(0x00080018)];
  if (uids.includes('')) throw missingUid();
  // Without a number nobody can say which studies are one patient's.
  const patient = await options.pseudonyms.patient(text(PATIENT_ID) || `study ${uids[0]}`);

  const changes: Changes = { removed: 0, emptied: 0, replaced: 0, uids: 0, dates: 0 };
  const walker = new Walker(options, patient, encoding, changes);
  const kept = await walker.dataSet(file.elements);
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

/** A retired form: the overlay's bits lie in the pixels' own cells (PS3.3 C.9.2). */
function refuseOverlaysInPixels(elements: ReadonlyMap<number, Element>, { littleEndian }: Encoding): void {
  for (const [tag, { value }] of elements) {
    if ((tag & 0xff00ffff) >>> 0 !== 0x60000102 || elements.has(((tag & 0xffff0000) | 0x3000) >>> 0))
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
  if (text(0x00280301).toUpperCase() === 'YES')
    warnings.push({
      code: 'burned-in-annotation',
      message:
        'The header says that text is burnt into the pixels, and pixels are not changed: look at them.',
    });
  else if (/SCREEN|CAPTURE/i.test(text(0x00080008)))
    warnings.push({
      code: 'screen-capture',
      message: 'The image is a picture of a screen, which may show the patient: look at it.',
    });
  if (text(0x00280302).toUpperCase() === 'YES')
    warnings.push({
      code: 'recognizable-features',
      message: 'The header says that the patient can be recognised from the pixels, which are not changed.',
    });
  if (leftOver > 0)
    warnings.push({
      code: 'left-over-bytes',
      message: 'Bytes behind the pixels that are no DICOM elements were left out.',
    });
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
    const marked = [PATIENT_NAME, PATIENT_ID, 0x00120062, 0x00120063, 0x00120064, 0x00280303];
    return this.#walked(elements.filter(({ tag }) => !marked.includes(tag)));
  }

  /** Pseudonym and method (PS3.15 E.1.1, PS3.3 C.7.1.1 and C.12.1). What an earlier method wrote of itself stays. */
  marks(original: ReadonlyMap<number, Element>): Element[] {
    const encoding = this.#encoding;
    const { dates, uids } = this.#options;
    this.#changes.replaced += [PATIENT_NAME, PATIENT_ID].filter((tag) => original.has(tag)).length;
    const text = (tag: number, vr: string, value: string) => textElement(tag, vr, value, encoding);
    const ours = `Ichor: PS3.15 ${EDITION} Table E.1-1`;
    const earlier = textOf(original.get(0x00120063))
      .split('\\')
      .map((value) => value.trim())
      .filter((value) => value !== '' && value !== ours);
    const codes = [
      METHODS.basic,
      ...(dates === 'shift' ? [METHODS.dates] : []),
      ...(uids === 'keep' ? [METHODS.uids] : []),
    ];
    const before = original.get(0x00120064);
    const earlierCodes = (before?.itemEncoding?.explicit === encoding.explicit ? (before.items ?? []) : [])
      .map(({ elements }) => elements)
      .filter((elements) => {
        const value = textOf(elements.find(({ tag }) => tag === 0x00080100));
        return /^\d{6}$/.test(value) && !codes.some(([code]) => code === value);
      })
      .map((elements) => elements.filter(({ tag }) => [0x00080100, 0x00080102, 0x00080104].includes(tag)));
    return [
      text(PATIENT_NAME, 'PN', this.#patient.name),
      text(PATIENT_ID, 'LO', this.#patient.name),
      text(0x00120062, 'CS', 'YES'),
      text(0x00120063, 'LO', [...earlier, ours].join('\\')),
      sequenceElement(
        0x00120064,
        [
          ...earlierCodes,
          ...codes.map(([code, meaning]) => [
            text(0x00080100, 'SH', code),
            text(0x00080102, 'SH', 'DCM'),
            text(0x00080104, 'LO', meaning),
          ]),
        ],
        encoding,
      ),
      text(0x00280303, 'CS', dates === 'shift' ? 'MODIFIED' : 'REMOVED'),
    ];
  }

  async #walked(elements: readonly Element[]): Promise<Element[]> {
    const kept: Element[] = [];
    for (const element of elements) {
      const after = await this.#applied(element);
      if (after !== undefined) kept.push(after);
    }
    return kept;
  }

  async #applied(element: Element): Promise<Element | undefined> {
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
      case 'keep':
        return this.#keep(element);
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

  async #keep(element: Element): Promise<Element | undefined> {
    const { tag, items, value } = element;
    // A sequence that can't be taken apart can't be cleaned.
    if (items === undefined) return standardVr(tag) === 'SQ' && value!.length > 0 ? this.#removed() : element;
    const cleaned = [];
    for (const item of items) cleaned.push({ ...item, elements: await this.#walked(item.elements) });
    return { ...element, items: cleaned };
  }
}

const isEmpty = ({ items, value }: Element): boolean =>
  items === undefined ? value!.length === 0 : items.length === 0;

/** Preamble and file meta information (PS3.10 section 7.1), of which nothing is carried over but class and syntax. */
function header(sopClassUid: string, sopInstanceUid: string, transferSyntaxUid: string): Uint8Array {
  const encoding: Encoding = { explicit: true, littleEndian: true };
  const text = (tag: number, vr: string, value: string) => textElement(tag, vr, value, encoding);
  const version: Element = {
    tag: 0x00020001,
    vr: 'OB',
    undefinedLength: false,
    value: new Uint8Array([0, 1]),
  };
  const meta = encodeElements(
    [
      version,
      // A file of RSNA names no class; a CT image is what it is.
      text(0x00020002, 'UI', sopClassUid || '1.2.840.10008.5.1.4.1.1.2'),
      text(0x00020003, 'UI', sopInstanceUid),
      text(0x00020010, 'UI', transferSyntaxUid),
      text(0x00020012, 'UI', IMPLEMENTATION_CLASS_UID),
      text(0x00020013, 'SH', 'ICHOR'),
    ],
    encoding,
  );
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, meta.length, true);
  const group: Element = { tag: 0x00020000, vr: 'UL', undefinedLength: false, value: length };
  return joined([
    new Uint8Array(128),
    Uint8Array.of(0x44, 0x49, 0x43, 0x4d),
    encodeElements([group], encoding),
    meta,
  ]);
}
