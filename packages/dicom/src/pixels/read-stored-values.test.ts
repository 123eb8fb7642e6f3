import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readStoredValues } from './read-stored-values.ts';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../../fixtures/dicom/${name}`, import.meta.url)));

test('one image has the same stored values in every transfer syntax', async () => {
  const reference = await readStoredValues(fixture('explicit-signed-16.dcm'), 'x');
  expect(reference).toMatchObject({
    transferSyntaxName: 'Explicit VR Little Endian',
    rows: 14,
    columns: 18,
    bitsStored: 16,
  });
  expect(Math.min(...reference.values)).toBe(-2000);
  for (const name of [
    'rle-signed-16.dcm',
    'rle-in-two-fragments.dcm',
    'jpeg-lossless-70-signed-16.dcm',
    'jpeg-lossless-70-fragments.dcm',
  ]) {
    expect((await readStoredValues(fixture(name), name)).values).toEqual(reference.values);
  }
});

test('images of other modalities are read too, and what can not be read is refused', async () => {
  expect((await readStoredValues(fixture('mr.dcm'), 'mr.dcm')).values).toBeInstanceOf(Uint16Array);
  await expect(readStoredValues(fixture('truncated.dcm'), 'a file')).rejects.toMatchObject({
    code: 'dicom-truncated',
    subject: 'a file',
  });
});

test('more than may be held is refused before it is decoded', async () => {
  const bytes = fixture('explicit-signed-16.dcm');
  await expect(readStoredValues(bytes, 'a file', { mostBytes: 2 * 14 * 18 })).resolves.toBeDefined();
  const more = readStoredValues(bytes, 'a file', { mostBytes: 2 * 14 * 18 - 1 });
  await expect(more).rejects.toMatchObject({ code: 'unsupported-pixels' });
});
