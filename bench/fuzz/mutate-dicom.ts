import type { Rng } from '@ichor/ct';
import { TAG } from '@ichor/dicom';
import {
  type DicomFile,
  type Fragments,
  type FuzzElement,
  find,
  isBytes,
  isFragments,
  isItems,
  text,
  withElement,
  withNumber,
  withoutElement,
  withText,
} from './dicom-file.ts';
import { joined } from './mutate-bytes.ts';
import type { PixelDamage, Subject } from './mutation.ts';

export interface FileDamage {
  readonly label: string;
  readonly subject: Subject;
  readonly pixels?: PixelDamage;
  readonly file: DicomFile;
}

/** Damages one file of a series; `other` is an undamaged one of the same series. */
type Damager = (rng: Rng, file: DicomFile, other: DicomFile) => FileDamage;

const BAD_NUMBERS = [
  '',
  ' ',
  'NaN',
  '1e400',
  '-1e400',
  '0',
  '-1',
  '1,5',
  '1\\2',
  '0x10',
  '9'.repeat(64),
  '+',
  '1e-320',
];
const SYNTAXES = [
  '1.2.840.10008.1.2',
  '1.2.840.10008.1.2.1',
  '1.2.840.10008.1.2.1.98',
  '1.2.840.10008.1.2.1.99',
  '1.2.840.10008.1.2.2',
  '1.2.840.10008.1.2.4.50',
  '1.2.840.10008.1.2.4.51',
  '1.2.840.10008.1.2.4.57',
  '1.2.840.10008.1.2.4.70',
  '1.2.840.10008.1.2.4.80',
  '1.2.840.10008.1.2.4.90',
  '1.2.840.10008.1.2.4.110',
  '1.2.840.10008.1.2.4.201',
  '1.2.840.10008.1.2.5',
  '1.2.3.4',
  '',
];
const VRS = [
  'AE',
  'CS',
  'DS',
  'FD',
  'IS',
  'LO',
  'OB',
  'OW',
  'SQ',
  'UI',
  'UL',
  'UN',
  'US',
  'UT',
  '??',
  '\0\0',
  'ZZ',
];
const LENGTHS = [0, 1, 2, 3, 0xfffe, 0xffff, 0xffffffff, 0xfffffffe, 0x7fffffff, 0x80000000];
const CHARSETS = ['ISO_IR 192', 'ISO 2022 IR 87', '\\ISO 2022 IR 149', 'GB18030', 'nonsense', '\\\\\\', ''];

const RESCALE = new Set([
  TAG.RescaleIntercept,
  TAG.RescaleSlope,
  TAG.RescaleType,
  TAG.ModalityLUTSequence,
  TAG.PixelValueTransformationSequence,
]);
const BITS = new Set([TAG.BitsAllocated, TAG.BitsStored, TAG.HighBit, TAG.PixelRepresentation]);
const PLACE = new Set([
  TAG.SliceThickness,
  TAG.ImagePositionPatient,
  TAG.ImageOrientationPatient,
  TAG.NumberOfFrames,
  TAG.Rows,
  TAG.Columns,
  TAG.PixelSpacing,
  TAG.PlanePositionSequence,
  TAG.PlaneOrientationSequence,
  TAG.PixelMeasuresSequence,
  TAG.SharedFunctionalGroupsSequence,
  TAG.PerFrameFunctionalGroupsSequence,
]);
const IDENTITY = new Set([
  TAG.SOPClassUID,
  TAG.SOPInstanceUID,
  TAG.Modality,
  TAG.PatientID,
  TAG.StudyInstanceUID,
  TAG.SeriesInstanceUID,
]);
const PADDING = new Set([TAG.PixelPaddingValue, TAG.PixelPaddingRangeLimit]);

const subjectOf = (tag: number): Subject => {
  if (RESCALE.has(tag)) return 'rescale';
  if (BITS.has(tag)) return 'bit depth';
  if (PLACE.has(tag)) return 'geometry';
  if (IDENTITY.has(tag)) return 'identity';
  if (PADDING.has(tag)) return 'padding';
  return tag === TAG.PixelData ? 'pixels' : 'structure';
};

const hex = (tag: number): string => tag.toString(16).padStart(8, '0');
const nameOf = (tag: number): string => (subjectOf(tag) === 'structure' ? 'an element' : hex(tag));

/** Any element, but more often one of those that mean something. */
function pickElement(rng: Rng, file: DicomFile): FuzzElement {
  const meaning = file.elements.filter(({ tag }) => subjectOf(tag) !== 'structure');
  return rng.pick(meaning.length > 0 && rng.chance(0.7) ? meaning : file.elements);
}

const ofElement: Damager = (rng, file) => {
  const element = pickElement(rng, file);
  const { tag } = element;
  const subject = subjectOf(tag);
  const pixels = tag === TAG.PixelData ? 'changed' : 'none';
  const done = (label: string, damaged: DicomFile, what: PixelDamage = pixels): FileDamage => ({
    label: `${nameOf(tag)}: ${label}`,
    subject,
    pixels: what,
    file: damaged,
  });
  const at = file.elements.indexOf(element);
  const replaced = (...by: readonly FuzzElement[]): DicomFile => ({
    ...file,
    elements: file.elements.toSpliced(at, 1, ...by),
  });
  const short = tag === TAG.PixelData ? 'short' : 'none';
  switch (rng.integer(9)) {
    case 0:
      return done('deleted', withoutElement(file, tag), short);
    case 1: {
      const twin = isBytes(element.value) ? { ...element, value: garbled(rng, element.value) } : element;
      return done('twice', rng.chance(0.5) ? replaced(element, twin) : replaced(twin, element));
    }
    case 2:
      return done('wrong VR', replaced({ ...element, vr: rng.pick(VRS) }));
    case 3:
      return done('wrong length', replaced({ ...element, length: wrongLength(rng, element) }), short);
    case 4:
      return done('emptied', replaced({ ...element, value: new Uint8Array(0) }), short);
    case 5:
      return isBytes(element.value)
        ? done('garbled', replaced({ ...element, value: garbled(rng, element.value) }))
        : done('undefined length', replaced({ ...element, value: asUndefined(element.value) }));
    case 6: {
      const others = file.elements.toSpliced(at, 1);
      return done('out of order', {
        ...file,
        elements: others.toSpliced(rng.integer(others.length + 1), 0, element),
      });
    }
    case 7:
      return done(
        'wrapped in a sequence',
        replaced({ tag, vr: 'SQ', value: nested(rng, [element], 1) }),
        short,
      );
    default:
      return done('another tag', replaced({ ...element, tag: (tag ^ (1 << rng.integer(32))) >>> 0 }), short);
  }
};

function wrongLength(rng: Rng, { value }: FuzzElement): number {
  const length = isBytes(value) ? value.length : 0;
  if (rng.chance(0.5)) return rng.pick(LENGTHS);
  return Math.max(0, length + rng.pick([-100, -8, -2, -1, 1, 2, 8, 100]));
}

function garbled(rng: Rng, value: Uint8Array): Uint8Array {
  const out = value.slice();
  for (let i = 0; i < 1 + rng.integer(4) && out.length > 0; i++)
    out[rng.integer(out.length)] = rng.integer(256);
  return out;
}

const asUndefined = (value: FuzzElement['value']): FuzzElement['value'] =>
  isItems(value) ? { ...value, undefinedLength: !value.undefinedLength } : value;

function nested(rng: Rng, inner: readonly FuzzElement[], depth: number): FuzzElement['value'] {
  const undefinedLength = rng.chance(0.5);
  const items: (readonly FuzzElement[])[] =
    depth <= 1 ? [inner] : [[{ tag: 0x00081140, vr: 'SQ', value: nested(rng, inner, depth - 1) }]];
  return { items, undefinedLength };
}

const ofStructure: Damager = (rng, file, other) => {
  const done = (label: string, damaged: DicomFile, subject: Subject = 'structure'): FileDamage => ({
    label,
    subject,
    file: damaged,
  });
  switch (rng.integer(9)) {
    case 0: {
      const depth = rng.pick([2, 10, 31, 33, 60, 200]);
      const value = nested(rng, [], depth);
      return done('deep sequence', withElement(file, { tag: 0x00081140, vr: 'SQ', value }));
    }
    case 1: {
      const items = Array.from({ length: rng.pick([0, 100, 3000]) }, () => []);
      return done(
        'long sequence',
        withElement(file, { tag: 0x00081140, vr: 'SQ', value: { items, undefinedLength: rng.chance(0.5) } }),
      );
    }
    case 2: {
      const value = Uint8Array.from({ length: rng.integer(5000) }, () => rng.integer(256));
      const tag = rng.pick([0x00091010, 0x00191010, 0x7fe10010, 0x00280009]);
      return done('private element', withElement(file, { tag, vr: rng.pick(['UN', 'OB', 'LO']), value }));
    }
    case 3: {
      const { littleEndian, explicit } = file.encoding;
      const encoding = rng.pick([
        { explicit: !explicit, littleEndian },
        { explicit, littleEndian: !littleEndian },
      ]);
      return done('another encoding', { ...file, encoding });
    }
    case 4: {
      const transferSyntaxUid = rng.pick(SYNTAXES);
      return {
        ...done('another transfer syntax', { ...file, transferSyntaxUid }, 'pixels'),
        pixels: 'changed',
      };
    }
    case 5:
      return done('another form', { ...file, form: rng.pick(['bare', 'no-preamble', 'part-10'] as const) });
    case 6:
      return done('character set', withText(file, TAG.SpecificCharacterSet, 'CS', rng.pick(CHARSETS)));
    case 7:
      return done('deflated or not', { ...file, deflated: !file.deflated });
    default: {
      const at = rng.integer(file.elements.length);
      const spliced = file.elements.toSpliced(at, 0, ...other.elements.slice(0, rng.integer(6)));
      return done('elements of another file', { ...file, elements: spliced });
    }
  }
};

const ofIdentity: Damager = (rng, file, other) => {
  const copied = (tag: number): DicomFile => {
    const element = find(other, tag);
    return element === undefined ? withoutElement(file, tag) : withElement(file, element);
  };
  const done = (label: string, damaged: DicomFile): FileDamage => ({
    label,
    subject: 'identity',
    file: damaged,
  });
  switch (rng.integer(6)) {
    case 0:
      return done('SOPInstanceUID of another file', copied(TAG.SOPInstanceUID));
    case 1:
      return done(
        'another SeriesInstanceUID',
        withText(file, TAG.SeriesInstanceUID, 'UI', `1.2.${rng.integer(3)}`),
      );
    case 2:
      return done(
        'another StudyInstanceUID',
        withText(file, TAG.StudyInstanceUID, 'UI', `1.2.${rng.integer(3)}`),
      );
    case 3:
      return done('another patient', withText(file, TAG.PatientID, 'LO', 'ANOTHER'));
    case 4:
      return done(
        'another modality',
        withText(file, TAG.Modality, 'CS', rng.pick(['MR', 'PT', 'OT', 'ct', 'C T'])),
      );
    default:
      return done(
        'another ImageType',
        withText(
          file,
          TAG.ImageType,
          'CS',
          rng.pick(['DERIVED\\SECONDARY', 'ORIGINAL\\PRIMARY\\LOCALIZER', '']),
        ),
      );
  }
};

const ofDisplay: Damager = (rng, file) => {
  const done = (label: string, damaged: DicomFile): FileDamage => ({
    label,
    subject: 'display',
    file: damaged,
  });
  switch (rng.integer(3)) {
    case 0: {
      const tag = rng.pick([TAG.WindowCenter, TAG.WindowWidth]);
      return done('window', withText(file, tag, 'DS', rng.pick([...BAD_NUMBERS, '00040\\00040'])));
    }
    case 1:
      return done('MONOCHROME1', withText(file, TAG.PhotometricInterpretation, 'CS', 'MONOCHROME1'));
    default:
      return done('InstanceNumber', withText(file, TAG.InstanceNumber, 'IS', rng.pick(BAD_NUMBERS)));
  }
};

/** How pixels become Hounsfield units; the same draw damages all files alike. */
const ofRescale: Damager = (rng, file) => {
  const tag = rng.pick([TAG.RescaleIntercept, TAG.RescaleSlope]);
  const name = tag === TAG.RescaleIntercept ? 'RescaleIntercept' : 'RescaleSlope';
  const done = (label: string, value: string): FileDamage => ({
    label,
    subject: 'rescale',
    file: withText(file, tag, 'DS', value),
  });
  switch (rng.integer(5)) {
    case 0:
      return { label: `${name} deleted`, subject: 'rescale', file: withoutElement(file, tag) };
    case 1:
      return done(`${name} illegal`, rng.pick(BAD_NUMBERS));
    case 2:
      return {
        label: 'both deleted',
        subject: 'rescale',
        file: withoutElement(withoutElement(file, TAG.RescaleIntercept), TAG.RescaleSlope),
      };
    case 3:
      return done(
        `${name} far off`,
        tag === TAG.RescaleIntercept
          ? rng.pick(['0', '-8192', '1024', '-32768'])
          : rng.pick(['2', '0.5', '-1', '10']),
      );
    default:
      return done(
        `${name} a little off`,
        tag === TAG.RescaleIntercept
          ? String(-1024 + rng.pick([-100, -50, -24, 1, 10, 24, 60]))
          : rng.pick(['1.1', '0.95', '1.001']),
      );
  }
};

const ofBits: Damager = (rng, file) => {
  const done = (label: string, damaged: DicomFile): FileDamage => ({
    label,
    subject: 'bit depth',
    file: damaged,
  });
  switch (rng.integer(5)) {
    case 0: {
      const bits = rng.pick([0, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 32]);
      return done(
        'BitsStored and HighBit',
        withNumber(withNumber(file, TAG.BitsStored, bits), TAG.HighBit, bits - 1),
      );
    }
    case 1:
      return done('BitsStored', withNumber(file, TAG.BitsStored, rng.pick([0, 1, 8, 12, 15, 16, 17])));
    case 2:
      return done('HighBit', withNumber(file, TAG.HighBit, rng.pick([0, 7, 11, 14, 15, 16, 0xffff])));
    case 3:
      return done('BitsAllocated', withNumber(file, TAG.BitsAllocated, rng.pick([0, 1, 8, 12, 16, 24, 32])));
    default: {
      const now = find(file, TAG.PixelRepresentation)?.value;
      const signed = now !== undefined && isBytes(now) && now[0] === 1;
      return done(
        'PixelRepresentation',
        withNumber(file, TAG.PixelRepresentation, rng.pick([signed ? 0 : 1, signed ? 0 : 1, 2])),
      );
    }
  }
};

const ofPadding: Damager = (rng, file) => {
  const value = withNumber(file, TAG.PixelPaddingValue, rng.pick([0, 24, 1059, 1024, 63488, 0xffff]));
  const ranged = rng.chance(0.3) ? withNumber(value, TAG.PixelPaddingRangeLimit, rng.integer(65536)) : value;
  return { label: 'padding value', subject: 'padding', file: ranged };
};

const ofGeometry: Damager = (rng, file, other) => {
  const done = (label: string, damaged: DicomFile): FileDamage => ({
    label,
    subject: 'geometry',
    file: damaged,
  });
  const list = (tag: number): number[] => {
    const value = find(file, tag)?.value;
    return value !== undefined && isBytes(value)
      ? String.fromCharCode(...value)
          .split('\\')
          .map(Number)
      : [];
  };
  const written = (values: readonly number[]): string => values.map((value) => value.toFixed(6)).join('\\');
  switch (rng.integer(10)) {
    case 0: {
      const [rows, columns] = [find(file, TAG.Rows), find(file, TAG.Columns)];
      if (rows === undefined || columns === undefined) return ofStructure(rng, file, other);
      const swapped = withElement(withElement(file, { ...rows, tag: TAG.Columns }), {
        ...columns,
        tag: TAG.Rows,
      });
      return done('Rows and Columns exchanged', swapped);
    }
    case 1: {
      const tag = rng.pick([TAG.Rows, TAG.Columns]);
      return done(
        'Rows or Columns',
        withNumber(file, tag, rng.pick([0, 1, 32, 36, 63, 64, 65, 71, 72, 73, 144, 65535])),
      );
    }
    case 2: {
      const at = list(TAG.ImagePositionPatient);
      if (at.length !== 3) return ofElement(rng, file, other);
      const axis = rng.integer(3);
      at[axis] = at[axis]! + rng.pick([-300, -20, -6, -3, -0.5, 0.05, 0.7, 2, 5, 12, 24, 100, 5000, 1e9]);
      return done(
        `ImagePositionPatient ${axis === 2 ? 'along' : 'across'}`,
        withText(file, TAG.ImagePositionPatient, 'DS', written(at)),
      );
    }
    case 3: {
      const element = find(other, TAG.ImagePositionPatient);
      if (element === undefined) return ofElement(rng, file, other);
      return done('ImagePositionPatient of another', withElement(file, element));
    }
    case 4: {
      const tag = rng.pick([TAG.ImagePositionPatient, TAG.ImageOrientationPatient, TAG.PixelSpacing]);
      const values = list(tag).map(String);
      if (values.length === 0) return ofElement(rng, file, other);
      values[rng.integer(values.length)] = rng.pick(BAD_NUMBERS);
      return done(`${hex(tag)} illegal`, withText(file, tag, 'DS', values.join('\\')));
    }
    case 5:
      return done(
        'geometry deleted',
        withoutElement(
          file,
          rng.pick([
            TAG.ImagePositionPatient,
            TAG.ImageOrientationPatient,
            TAG.PixelSpacing,
            TAG.SliceThickness,
          ]),
        ),
      );
    case 6: {
      const degrees = rng.pick([0.1, 0.5, 2, 10, 45, 90, 180]);
      const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      const turned = rng.pick([
        [1, 0, 0, 0, cos, -sin],
        [cos, sin, 0, -sin, cos, 0],
        [cos, 0, sin, 0, 1, 0],
        [-1, 0, 0, 0, 1, 0],
        [1, 0, 0, 0, 0, 0],
      ]);
      return done(
        'ImageOrientationPatient',
        withText(file, TAG.ImageOrientationPatient, 'DS', written(turned)),
      );
    }
    case 7: {
      const spacing = list(TAG.PixelSpacing);
      const factor = rng.pick([0.1, 0.5, 0.99, 1.0002, 1.01, 2, 10]);
      spacing[rng.integer(2)]! *= factor;
      return spacing.length === 2
        ? done('PixelSpacing', withText(file, TAG.PixelSpacing, 'DS', written(spacing)))
        : ofElement(rng, file, other);
    }
    case 8:
      return done(
        'SliceThickness',
        withText(file, TAG.SliceThickness, 'DS', rng.pick(['0', '1', '5', '100', '-3', 'x'])),
      );
    default:
      return done(
        'NumberOfFrames',
        withText(
          file,
          TAG.NumberOfFrames,
          'IS',
          rng.pick(['0', '1', '2', '11', '13', '-1', '1.5', '65536', '99999999999', 'x']),
        ),
      );
  }
};

const ofPixels: Damager = (rng, file, other) => {
  const element = find(file, TAG.PixelData);
  if (element === undefined) return ofElement(rng, file, other);
  const done = (label: string, value: FuzzElement['value'], pixels: PixelDamage): FileDamage => ({
    label,
    subject: 'pixels',
    pixels,
    file: withElement(file, { ...element, value }),
  });
  if (isFragments(element.value))
    return ofFragments(rng, element.value, done, find(other, TAG.PixelData)?.value);
  if (!isBytes(element.value)) return ofElement(rng, file, other);
  const { value } = element;
  switch (rng.integer(6)) {
    case 0:
      return done('PixelData shortened', value.slice(0, 2 * rng.integer(value.length / 2)), 'short');
    case 1:
      return done(
        'PixelData shortened a little',
        value.slice(0, value.length - 2 * (1 + rng.integer(20))),
        'short',
      );
    case 2:
      return done('PixelData lengthened', joined(value, new Uint8Array(2 * (1 + rng.integer(200)))), 'none');
    case 3:
      return done('PixelData all zeros', new Uint8Array(value.length), 'zeroed');
    case 4:
      return done(
        'PixelData noise',
        Uint8Array.from(value, () => rng.integer(256)),
        'changed',
      );
    default:
      return done('PixelData in fragments', { offsets: [], fragments: [value] }, 'none');
  }
};

function ofFragments(
  rng: Rng,
  { fragments, offsets }: Fragments,
  done: (label: string, value: FuzzElement['value'], pixels: PixelDamage) => FileDamage,
  others: FuzzElement['value'] | undefined,
): FileDamage {
  const at = rng.integer(fragments.length);
  const stream = fragments[at]!;
  const replaced = (...by: readonly Uint8Array[]): Fragments => ({
    offsets,
    fragments: fragments.toSpliced(at, 1, ...by),
  });
  const even = (length: number): number => length - (length % 2);
  switch (rng.integer(12)) {
    case 0:
      return done('fragment dropped', replaced(), 'short');
    case 1: {
      const cut = even(rng.integer(stream.length + 1));
      return done('fragment split', replaced(stream.subarray(0, cut), stream.subarray(cut)), 'none');
    }
    case 2:
      return done('fragments merged', { offsets, fragments: [joined(...fragments)] }, 'changed');
    case 3:
      return done('fragment twice', replaced(stream, stream), 'none');
    case 4: {
      const wrong = rng.pick([
        [],
        [0, 0],
        [8],
        [0xffffffff],
        offsets.map((offset) => offset + 2),
        [...offsets].reverse(),
      ]);
      return done('offset table', { offsets: wrong, fragments }, 'none');
    }
    case 5:
      return done('stream truncated', replaced(stream.slice(0, even(rng.integer(stream.length)))), 'short');
    case 6:
      return done(
        'stream truncated a little',
        replaced(stream.slice(0, stream.length - 2 * (1 + rng.integer(20)))),
        'short',
      );
    case 7:
    case 8: {
      const out = stream.slice();
      for (let i = 0; i < 1 + rng.integer(5); i++)
        out[rng.integer(rng.chance(0.3) ? Math.min(80, out.length) : out.length)]! ^= 1 << rng.integer(8);
      return done('stream flipped', replaced(out), 'changed');
    }
    case 9: {
      const from = rng.integer(stream.length);
      const deleted = joined(stream.subarray(0, from), stream.subarray(from + 1 + rng.integer(30)));
      return done('bytes of the stream deleted', replaced(deleted), 'spliced');
    }
    case 10: {
      const foreign = others !== undefined && isFragments(others) ? others.fragments[0]! : stream;
      return done("another slice's stream", replaced(foreign), 'changed');
    }
    default:
      return done('fragments exchanged', { offsets, fragments: fragments.toReversed() }, 'changed');
  }
}

/** Damages that are drawn, and how often. */
export const DAMAGERS: readonly (readonly [number, Damager])[] = [
  [5, ofElement],
  [3, ofStructure],
  [2, ofIdentity],
  [1, ofDisplay],
  [3, ofRescale],
  [3, ofBits],
  [1, ofPadding],
  [4, ofGeometry],
  [5, ofPixels],
];

/** A frame's own functional groups changed in one frame. */
export function damageFrame(rng: Rng, file: DicomFile): FileDamage | undefined {
  const groups = find(file, TAG.PerFrameFunctionalGroupsSequence);
  if (groups === undefined || !isItems(groups.value)) return undefined;
  const { undefinedLength } = groups.value;
  const items = groups.value.items.map((item) => [...item]);
  const at = rng.integer(items.length);
  const frame = items[at]!;
  const done = (label: string, subject: Subject): FileDamage => ({
    label: `a frame's ${label}`,
    subject,
    file: withElement(file, { ...groups, value: { items, undefinedLength } }),
  });
  switch (rng.integer(4)) {
    case 0:
      items.splice(at, 1);
      return done('groups deleted', 'geometry');
    case 1:
      frame.splice(rng.integer(frame.length), 1);
      return done('group deleted', 'structure');
    case 2: {
      const value = text(rng.pick(['0', '-1000', '-8192', 'x']));
      const inner: FuzzElement[] = [
        { tag: TAG.RescaleIntercept, vr: 'DS', value },
        { tag: TAG.RescaleSlope, vr: 'DS', value: text('1') },
      ];
      frame[1] = {
        tag: TAG.PixelValueTransformationSequence,
        vr: 'SQ',
        value: { items: [inner], undefinedLength: false },
      };
      return done('rescale', 'rescale');
    }
    default: {
      const position = text(rng.pick(['0\\0\\0', '0\\0', '5000\\0\\0', 'x\\y\\z', '']));
      const inner: FuzzElement[] = [{ tag: TAG.ImagePositionPatient, vr: 'DS', value: position }];
      frame[0] = {
        tag: TAG.PlanePositionSequence,
        vr: 'SQ',
        value: { items: [inner], undefinedLength: false },
      };
      return done('position', 'geometry');
    }
  }
}
