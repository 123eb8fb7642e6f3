import { element, item, little, part10, text } from '@ichor/testing/elements';
import { expect, test } from 'vitest';
import { UnreadablePixelsError } from '../errors.ts';
import { readInstance } from '../read-slices.ts';
import { TAG } from '../tags.ts';
import { readHeader } from './read-header.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';
const even = (value: string): number[] => text(value.length % 2 ? `${value} ` : value);
const short = (tag: number, value: number): number[] => element(tag, 'US', little(value, 2));

interface Tags {
  readonly sopClass?: string;
  readonly imageType?: string;
  readonly samples?: number;
  readonly photometric?: string;
  /** Bytes; 8 a sample make them all. */
  readonly pixels?: number;
  readonly more?: readonly number[];
}

/** A file of 2 x 2 pixels, of Modality CT. */
const file = ({
  sopClass = CT,
  imageType = 'ORIGINAL\\PRIMARY\\AXIAL',
  samples = 1,
  photometric = 'MONOCHROME2',
  pixels,
  more = [],
}: Tags): Uint8Array =>
  part10(EXPLICIT_LITTLE, [
    ...element(TAG.ImageType, 'CS', even(imageType)),
    ...element(TAG.SOPClassUID, 'UI', even(sopClass)),
    ...element(TAG.SOPInstanceUID, 'UI', even('1.2.3.4')),
    ...element(TAG.Modality, 'CS', even('CT')),
    ...more,
    ...element(TAG.StudyInstanceUID, 'UI', even('1.2')),
    ...element(TAG.SeriesInstanceUID, 'UI', even('1.2.3')),
    ...element(TAG.SliceLocation, 'DS', even('-12.5')),
    ...short(TAG.SamplesPerPixel, samples),
    ...element(TAG.PhotometricInterpretation, 'CS', even(samples === 1 ? photometric : 'RGB')),
    ...short(TAG.Rows, 2),
    ...short(TAG.Columns, 2),
    ...short(TAG.BitsAllocated, 16),
    ...short(TAG.BitsStored, 16),
    ...short(TAG.HighBit, 15),
    ...short(TAG.PixelRepresentation, 1),
    ...element(TAG.PixelData, 'OW', new Array(pixels ?? 8 * samples).fill(0)),
  ]);

test.each<[string, Tags]>([
  ['a secondary capture in colours', { sopClass: SECONDARY_CAPTURE, samples: 3 }],
  ['a page in colours', { imageType: 'DERIVED\\SECONDARY\\OTHER', samples: 3 }],
  ['a page in colours of a palette', { imageType: 'DERIVED\\SECONDARY', photometric: 'PALETTE COLOR' }],
  ['a map in colours', { imageType: 'DERIVED\\PRIMARY\\AXIAL\\CBF', samples: 3 }],
  ['a document', { sopClass: '1.2.840.10008.5.1.4.1.1.104.1' }],
  ['a structured report', { sopClass: '1.2.840.10008.5.1.4.1.1.88.67' }],
])('%s is no CT slice, by its header already', async (_, of) => {
  expect(() => readHeader(file(of), 'page')).toThrow(/no CT slice/);
  await expect(readInstance(file(of), 'page')).rejects.toMatchObject({ code: 'not-ct' });
});

test('a reformat whose grey is written in small letters, or without a number, is read', async () => {
  for (const photometric of ['monochrome2', 'MONOCHROME']) {
    const slice = await readInstance(file({ imageType: 'DERIVED\\SECONDARY\\AXIAL', photometric }), 'slice');
    expect(slice.notices.map(({ code }) => code)).toContain('pixel-header-doubtful');
  }
});

test('a slice in colours is one that cannot be read', async () => {
  const error = await readInstance(file({ samples: 3 }), 'slice').catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UnreadablePixelsError);
  expect(error).toMatchObject({ code: 'unsupported-pixels' });
  expect((error as UnreadablePixelsError).instance.kind).toBeUndefined();
});

test('a page whose pixels are cut off says that it is one', async () => {
  const error = await readInstance(file({ sopClass: SECONDARY_CAPTURE, pixels: 2 }), 'page').catch(
    (caught: unknown) => caught,
  );
  expect((error as UnreadablePixelsError).instance.kind).toBe('secondary-capture');
});

test('an agent that is named by its code alone is read', async () => {
  const agent = item(element(TAG.CodeMeaning, 'LO', even('Iohexol 350')));
  const more = element(TAG.ContrastBolusAgentSequence, 'SQ', agent);
  expect((await readInstance(file({ more }), 'slice')).header?.contrastBolusAgent).toBe('Iohexol 350');
});

test('what tells scans apart is read from the header', async () => {
  const more = [
    ...element(TAG.AcquisitionTime, 'TM', even('101112.5')),
    ...element(TAG.KVP, 'DS', even('120')),
    ...element(TAG.AcquisitionNumber, 'IS', even('3')),
    ...element(TAG.FrameOfReferenceUID, 'UI', even('1.9')),
    ...element(TAG.TemporalPositionIdentifier, 'IS', even('2')),
  ];
  expect(await readInstance(file({ more }), 'slice')).toMatchObject({
    header: { acquisitionNumber: 3, acquisitionTime: '101112.5', temporalPosition: 2, kvp: 120 },
    frameOfReferenceUid: '1.9',
    sliceLocationMm: -12.5,
  });
});
