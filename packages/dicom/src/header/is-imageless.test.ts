import { element, little, part10, text } from '@ichor/testing/elements';
import { describe, expect, it } from 'vitest';
import { NotCtError } from '../errors.ts';
import { readStoredValues } from '../pixels/read-stored-values.ts';
import { readSlices } from '../read-slices.ts';
import { TAG } from '../tags.ts';
import { readHeader } from './read-header.ts';

const even = (value: string): string => (value.length % 2 === 0 ? value : `${value}\0`);
const ROWS = element(TAG.Rows, 'US', little(16, 2));

/** An object of a class and a modality, with what else it has. */
const object = (sopClass: string | null, modality: string | null, rest: readonly number[] = []) =>
  part10('1.2.840.10008.1.2.1', [
    ...(sopClass === null ? [] : element(TAG.SOPClassUID, 'UI', text(even(sopClass)))),
    ...element(TAG.SOPInstanceUID, 'UI', text('1.2.30')),
    ...(modality === null
      ? []
      : element(
          TAG.Modality,
          'CS',
          text(modality.padEnd(modality.length % 2 ? modality.length + 1 : modality.length)),
        )),
    ...element(TAG.StudyInstanceUID, 'UI', text('1.2.10')),
    ...element(TAG.SeriesInstanceUID, 'UI', text('1.2.20')),
    ...rest,
  ]);

async function errorOf(work: () => unknown): Promise<{ code: string; problem: string }> {
  try {
    await work();
  } catch (error) {
    return error as { code: string; problem: string };
  }
  throw new Error('nothing was thrown');
}

const STORAGE = '1.2.840.10008.5.1.4.1.1.';
describe('objects that have no pixels because of what they are', () => {
  it.each([
    ['a dose report', `${STORAGE}88.67`, 'SR'],
    ['a key object selection', `${STORAGE}88.59`, 'KO'],
    ['a presentation state', `${STORAGE}11.1`, 'PR'],
    ['a structure set', `${STORAGE}481.3`, 'RTSTRUCT'],
    ['a plan', `${STORAGE}481.5`, 'RTPLAN'],
    ['a document', `${STORAGE}104.1`, 'DOC'],
    ['a document that calls itself CT', `${STORAGE}104.1`, 'CT'],
    ['raw data of a scanner', `${STORAGE}66`, 'CT'],
    ['a registration', `${STORAGE}66.1`, 'REG'],
    ['an electrocardiogram', `${STORAGE}9.1.1`, 'ECG'],
    ["a maker's own object, called CT", '1.3.12.2.1107.5.9.1', 'CT'],
    ['an object without a class', null, 'SR'],
  ])('%s is named, and nothing is wrong with it', async (_, sopClass, modality) => {
    const bytes = object(sopClass, modality);
    const ofPixels = await errorOf(() => readStoredValues(bytes, 'file'));
    expect(ofPixels).toBeInstanceOf(NotCtError);
    expect(ofPixels.problem).toBe(`is an object without pixels (modality "${modality}")`);
    expect(await errorOf(() => readHeader(bytes, 'file'))).toBeInstanceOf(NotCtError);
    expect(await errorOf(() => readSlices(bytes, 'file'))).toBeInstanceOf(NotCtError);
  });

  it('a spectrum has rows, and no pixels all the same', async () => {
    const bytes = object(`${STORAGE}4.2`, 'MR', ROWS);
    expect((await errorOf(() => readStoredValues(bytes, 'file'))).code).toBe('not-ct');
  });

  it.each([
    ['a CT image without Rows', object(`${STORAGE}2`, 'CT'), 'dicom-corrupt'],
    ['an enhanced CT image without Rows', object(`${STORAGE}2.1`, 'CT'), 'dicom-corrupt'],
    ['a sparse CT image without Rows', object(null, 'CT'), 'dicom-corrupt'],
    ['an MR image without Rows', object(`${STORAGE}4`, 'MR'), 'dicom-corrupt'],
    ['a CT image cut off before its Rows', object(`${STORAGE}2`, 'CT').subarray(0, -4), 'dicom-truncated'],
    ['a report that was cut off', object(`${STORAGE}88.67`, 'SR').subarray(0, -4), 'dicom-truncated'],
    ["a maker's own image without Columns", object('1.3.12.2.1107.5.9.2', 'CT', ROWS), 'dicom-corrupt'],
  ])('%s is damaged', async (_, bytes, code) => {
    expect((await errorOf(() => readStoredValues(bytes, 'file'))).code).toBe(code);
  });

  it('colours and single bits are another kind where they are no CT, and refused where they are', async () => {
    const pixels = [
      ...element(TAG.SamplesPerPixel, 'US', little(3, 2)),
      ...element(TAG.PhotometricInterpretation, 'CS', text('RGB ')),
      ...ROWS,
      ...element(TAG.Columns, 'US', little(16, 2)),
    ];
    const codeOf = async (bytes: Uint8Array) => (await errorOf(() => readStoredValues(bytes, 'file'))).code;
    expect(await codeOf(object(`${STORAGE}6.1`, 'US', pixels))).toBe('not-ct');
    expect(await codeOf(object(`${STORAGE}2`, 'CT', pixels))).toBe('unsupported-pixels');
  });
});
