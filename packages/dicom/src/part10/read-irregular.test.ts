import {
  element,
  implicit,
  item,
  little,
  open,
  openItem,
  part10,
  SEQUENCE_END,
  text,
} from '@ichor/testing/elements';
import fc from '@ichor/testing/properties';
import { describe, expect, test } from 'vitest';
import { readHeader } from '../header/read-header.ts';
import { readSlices } from '../read-slices.ts';
import { TAG } from '../tags.ts';
import { scanHeader } from './scan-header.ts';

const EXPLICIT = '1.2.840.10008.1.2.1\0';
const IMPLICIT = '1.2.840.10008.1.2\0';
const ROWS = 4;
const COLUMNS = 6;
const CELLS = Array.from({ length: ROWS * COLUMNS }, (_, i) => 1000 + 37 * i);
const PIXELS = CELLS.flatMap((cell) => little(cell, 2));
const even = (value: string): number[] => text(value.length % 2 === 0 ? value : `${value} `);

type Write = (tag: number, vr: string, value: readonly number[]) => number[];
const withoutVr: Write = (tag, _, value) => implicit(tag, value);

/** The elements of a small CT slice in order, each with how it is written. */
function slice(write: Write, change: Readonly<Record<number, number[] | Write>> = {}): number[] {
  const elements: [number, string, number[]][] = [
    [TAG.ImageType, 'CS', even('ORIGINAL\\PRIMARY')],
    [TAG.SOPClassUID, 'UI', text('1.2.840.10008.5.1.4.1.1.2\0')],
    [TAG.SOPInstanceUID, 'UI', even('1.2.3.4')],
    [TAG.Modality, 'CS', text('CT')],
    [0x00081140, 'SQ', item(write(0x00081155, 'UI', even('1.2.9')))],
    [0x00090010, 'LO', text('INVENTED')],
    [0x00091001, 'LO', text('12')],
    [TAG.PatientID, 'LO', text('P1')],
    [TAG.StudyInstanceUID, 'UI', even('1.2')],
    [TAG.SeriesInstanceUID, 'UI', even('1.2.3')],
    [TAG.SamplesPerPixel, 'US', [1, 0]],
    [TAG.Rows, 'US', [ROWS, 0]],
    [TAG.Columns, 'US', [COLUMNS, 0]],
    [TAG.BitsAllocated, 'US', [16, 0]],
    [TAG.BitsStored, 'US', [12, 0]],
    [TAG.HighBit, 'US', [11, 0]],
    [TAG.PixelRepresentation, 'US', [0, 0]],
    [TAG.RescaleIntercept, 'DS', even('-1024')],
    [TAG.RescaleSlope, 'DS', even('1')],
    [TAG.PixelData, 'OW', PIXELS],
  ];
  return elements.flatMap(([tag, vr, value]) => {
    const by = change[tag];
    return by === undefined ? write(tag, vr, value) : typeof by === 'function' ? by(tag, vr, value) : by;
  });
}

/** Codes of the notices of a file that gives the right values. */
async function notices(bytes: Uint8Array): Promise<string[]> {
  const [read] = await readSlices(bytes, 'x');
  expect([...(read?.hu ?? [])]).toEqual(CELLS.map((cell) => cell - 1024));
  expect(readHeader(bytes, 'x').damage).toBeUndefined();
  return (read?.notices ?? []).map(({ code }) => code);
}

const refusal = (bytes: Uint8Array): Promise<unknown> =>
  readSlices(bytes, 'x').catch((error: unknown) => error);

/** Big-endian bytes of an element, its VR's length in 32 bits where it has to. */
const big = (bytes: readonly number[]): number[] => {
  const [a, b, c, d, ...rest] = bytes as [number, number, number, number, ...number[]];
  const long = ['OW', 'SQ', 'UN'].includes(String.fromCharCode(rest[0]!, rest[1]!));
  const [from, to] = long ? [4, 8] : [2, 4];
  return [b, a, d, c, ...rest.slice(0, from), ...rest.slice(from, to).reverse(), ...rest.slice(to)];
};

test('a sound file is read without a word', async () => {
  expect(await notices(part10(EXPLICIT, slice(element)))).toEqual([]);
  expect(await notices(part10(IMPLICIT, slice(withoutVr)))).toEqual([]);
});

const illegal =
  (vr: number[]): Write =>
  (tag, _, value) => [...implicit(tag, []).slice(0, 4), ...vr, ...little(value.length, 2), ...value];
const illegalLong =
  (vr: number[]): Write =>
  (tag, _, value) => [...implicit(tag, []).slice(0, 4), ...vr, 0, 0, ...little(value.length, 4), ...value];
const rows: Readonly<Record<string, [encoding: string, body: number[]]>> = {
  'a private creator and its element without VR': [
    EXPLICIT,
    slice(element, { 589840: withoutVr, 593921: withoutVr }),
  ],
  'Rows without VR': [EXPLICIT, slice(element, { 2621456: withoutVr })],
  'pixels without VR': [EXPLICIT, slice(element, { 2145386512: withoutVr })],
  'a sequence without VR, its items too': [
    EXPLICIT,
    slice(element, { 528704: implicit(0x00081140, item(implicit(0x00081155, even('1.2.9')))) }),
  ],
  'an element without VR within an item': [
    EXPLICIT,
    slice(element, { 528704: open(0x00081140, openItem(implicit(0x00081155, even('1.2.9')))) }),
  ],
  'all but the first element without VR': [EXPLICIT, slice(withoutVr, { 524296: element })],
  'an element with VR among those without': [IMPLICIT, slice(withoutVr, { 1048608: element })],
  'a group with VR among those without': [
    IMPLICIT,
    slice(withoutVr, { 2621442: element, 2621456: element, 2621457: element }),
  ],
  'pixels with VR among elements without': [IMPLICIT, slice(withoutVr, { 2145386512: element })],
  'the VR "??"': [EXPLICIT, slice(element, { 593921: illegal(text('??')) })],
  'the VR "lo"': [EXPLICIT, slice(element, { 593921: illegal(text('lo')) })],
  'a VR of two blanks': [EXPLICIT, slice(element, { 593921: illegal(text('  ')) })],
  'a VR of two zeros': [EXPLICIT, slice(element, { 2621456: illegal([0, 0]) })],
  'the VR "??" with a length of 32 bits': [EXPLICIT, slice(element, { 593921: illegalLong(text('??')) })],
  'pixels of the VR "OX"': [EXPLICIT, slice(element, { 2145386512: illegalLong(text('OX')) })],
  'a sequence that ends later than it says': [
    EXPLICIT,
    slice(element, {
      528704: (tag, vr, value) => {
        const right = element(tag, vr, value);
        return [...right.slice(0, 8), value.length - 2, ...right.slice(9)];
      },
    }),
  ],
  'a sequence that ends earlier than it says': [
    EXPLICIT,
    slice(element, {
      528704: (tag, vr, value) => {
        const right = element(tag, vr, value);
        return [...right.slice(0, 8), value.length + 2, ...right.slice(9)];
      },
    }),
  ],
  'a sequence without its delimiter': [
    EXPLICIT,
    slice(element, {
      528704: open(0x00081140, item(element(0x00081155, 'UI', even('1.2.9')))).slice(0, -8),
    }),
  ],
  'an item without its delimiter': [
    EXPLICIT,
    slice(element, {
      528704: open(0x00081140, openItem(element(0x00081155, 'UI', even('1.2.9'))).slice(0, -8)),
    }),
  ],
  'an item that says that it is longer than it is': [
    EXPLICIT,
    slice(element, {
      528704: open(0x00081140, [
        ...item([]).slice(0, 4),
        ...little(18, 4),
        ...element(0x00081155, 'UI', even('1.2.9')),
      ]),
    }),
  ],
};

test.each(Object.entries(rows))('read with a notice: %s', async (_, [encoding, body]) => {
  const bytes = part10(encoding, body);
  expect(await notices(bytes)).toEqual(['elements-irregular']);
  // However much of the file has been read: the header ends where its pixels begin.
  const whole = scanHeader(bytes, 'x', true);
  for (let length = 132; length < bytes.length; length += 5) {
    const scan = scanHeader(bytes.subarray(0, length), 'x', false);
    if (scan !== undefined) expect(scan).toEqual(whole);
  }
});

test('whichever elements stand with a VR and whichever without, under either transfer syntax', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(EXPLICIT, IMPLICIT),
      fc.infiniteStream(fc.boolean()),
      async (syntax, choices) => {
        const write: Write = (tag, vr, value) => (choices.next().value ? element : withoutVr)(tag, vr, value);
        const [read] = await readSlices(part10(syntax, slice(write)), 'x');
        expect([...(read?.hu ?? [])]).toEqual(CELLS.map((cell) => cell - 1024));
      },
    ),
    { numRuns: 300, seed: 20261130 },
  );
});

test('in big endian too', async () => {
  const write: Write = (tag, vr, value) =>
    big(element(tag, vr, vr === 'US' || vr === 'OW' ? swapped(value) : value));
  const bare = [0, 9, 0x10, 1, ...little(2, 4).reverse(), ...text('12')];
  const bytes = part10('1.2.840.10008.1.2.2\0', slice(write, { 528704: [], 593921: bare }));
  expect(await notices(bytes)).toEqual(['elements-irregular']);
});

test('a UN of undefined length is written in little endian, in a file in big endian too', async () => {
  const write: Write = (tag, vr, value) =>
    big(element(tag, vr, vr === 'US' || vr === 'OW' ? swapped(value) : value));
  const un = open(0x00091002, openItem(implicit(0x00091101, text('ab'))), 'UN');
  const bytes = part10(
    '1.2.840.10008.1.2.2\0',
    slice(write, {
      528704: [],
      593921: [0, 9, 0x10, 2, ...un.slice(4)],
    }),
  );
  expect(await notices(bytes)).toEqual([]);
});

test('what stands twice and says two things is noticed; the first is used', async () => {
  const twice = slice(element, {
    2625619: [...element(TAG.RescaleSlope, 'DS', even('1')), ...element(TAG.RescaleSlope, 'DS', even('2'))],
  });
  expect(await notices(part10(EXPLICIT, twice))).toEqual(['elements-doubled']);
  const same = slice(element, {
    2625619: [...element(TAG.RescaleSlope, 'DS', even('1')), ...element(TAG.RescaleSlope, 'DS', even('1'))],
  });
  expect(await notices(part10(EXPLICIT, same))).toEqual([]);
});

test.each<[string, Parameters<typeof slice>[1]]>([
  ['Rows as a text', { 2621456: element(TAG.Rows, 'IS', even('4')) }],
  ['Rows in 32 bits', { 2621456: element(TAG.Rows, 'UL', little(ROWS, 4)) }],
  [
    'RescaleSlope as a binary number',
    { 2625619: element(TAG.RescaleSlope, 'FD', [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]) },
  ],
])('a value is read as its own VR says: %s', async (_, change) => {
  expect(await notices(part10(EXPLICIT, slice(element, change)))).toEqual([]);
});

describe('pixels that do not end as they should', () => {
  test('are read where all that the image needs is there, and refused where it is not', async () => {
    const saysMore = element(TAG.PixelData, 'OW', PIXELS);
    saysMore[8] = PIXELS.length + 2;
    const bytes = part10(EXPLICIT, slice(element, { 2145386512: saysMore }));
    expect(await notices(bytes)).toEqual(['pixels-end-unmarked']);
    expect(await refusal(bytes.subarray(0, -1))).toMatchObject({ code: 'dicom-truncated' });
  });

  test('of undefined length without fragments are read where they are as many bytes as the image needs', async () => {
    const unsaid = open(TAG.PixelData, PIXELS, 'OW');
    const delimited = part10(EXPLICIT, slice(element, { 2145386512: unsaid }));
    expect(await notices(delimited)).toEqual(['pixels-end-unmarked']);
    expect(await notices(delimited.subarray(0, -8))).toEqual(['pixels-end-unmarked']);
    expect(await refusal(delimited.subarray(0, -9))).toMatchObject({ code: 'pixel-data-corrupt' });
  });
});

describe('what leaves more than one way to read it, or none, is refused', () => {
  test.each<[string, number[]]>([
    [
      'a length that leads into nothing',
      slice(element, { 593921: implicit(0x00091001, text('12')).fill(9, 4, 5) }),
    ],
    [
      'an illegal VR before elements that do not rise',
      slice(element, {
        593921: illegal(text('??'))(0x00291001, '', text('12')),
      }),
    ],
    ['a sequence full of nothing', slice(element, { 528704: open(0x00081140, text('no items')) })],
    ['a delimiter that is cut', slice(element, { 2145386512: SEQUENCE_END.slice(0, 7) })],
  ])('%s', async (_, body) => {
    const error = await refusal(part10(EXPLICIT, body));
    expect(error).toBeInstanceOf(Error);
    expect(['dicom-corrupt', 'dicom-truncated']).toContain((error as { code: string }).code);
  });
});

function swapped(value: readonly number[]): number[] {
  return value.map((_, i) => value[i ^ 1] as number);
}
