import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { TAG } from '../tags.ts';
import { writeCtImage } from '../write/write-ct-image.ts';
import { deidentifyInstance } from './deidentify-instance.ts';
import { type Element, encodeElements } from './element-tree.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { readElementFile, textOf } from './read-file.ts';
import { shiftDate } from './shift-dates.ts';

const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../../fixtures/deidentify/${name}`, import.meta.url));
const SYNTAXES = ['explicit', 'implicit', 'big-endian', 'deflated', 'rle'];

let pseudonyms: Pseudonyms;
beforeAll(async () => {
  pseudonyms = await Pseudonyms.of(new Uint8Array(new TextEncoder().encode('a key for these tests')));
});

const run = (
  bytes: Uint8Array,
  options: { dates?: 'shift' | 'remove'; uids?: 'replace' | 'keep' } = {},
): ReturnType<typeof deidentifyInstance> =>
  deidentifyInstance(bytes, 'a file', { pseudonyms, dates: 'shift', uids: 'replace', ...options });

/** Every element at any depth. */
function everything(elements: readonly Element[]): Element[] {
  return elements.flatMap((element) => [
    element,
    ...(element.items ?? []).flatMap((item) => everything(item.elements)),
  ]);
}

/** A file's bytes with a deflated data set taken apart, so that a search finds what is in it. */
async function plainBytes(bytes: Uint8Array): Promise<string> {
  const { transferSyntaxUid } = await readElementFile(bytes);
  const whole = Buffer.from(bytes);
  if (transferSyntaxUid !== '1.2.840.10008.1.2.1.99') return whole.toString('latin1');
  const length = whole.readUInt32LE(140);
  return inflateRawSync(whole.subarray(144 + length)).toString('latin1');
}

describe.each(SYNTAXES)('a file full of its patient, %s', (name) => {
  const bytes = fixture(`${name}.dcm`);

  test('loses every text, UID and date that could betray', async () => {
    const out = await plainBytes((await run(bytes)).bytes);
    // 16-bit words of a big endian file are turned round by those who write them.
    expect(out).not.toMatch(/LEAK|EALK/);
    expect(out).not.toContain('1.2.826.0.1.999');
    expect(out).not.toContain('2024');
    expect(out).not.toContain('1950');
  });

  test('keeps its transfer syntax, its geometry and its pixels byte for byte', async () => {
    const [before, after] = await Promise.all([bytes, (await run(bytes)).bytes].map(readElementFile));
    expect(after!.transferSyntaxUid).toBe(before!.transferSyntaxUid);
    const held = (elements: readonly Element[], tag: number) => {
      const { value, undefinedLength } = elements.find((element) => element.tag === tag)!;
      return { value: [...value!], undefinedLength };
    };
    for (const tag of [
      TAG.PixelData,
      TAG.ImagePositionPatient,
      TAG.ImageOrientationPatient,
      TAG.PixelSpacing,
      TAG.RescaleIntercept,
      TAG.ConvolutionKernel,
      TAG.RecognizableVisualFeatures,
    ])
      expect(held(after!.elements, tag)).toEqual(held(before!.elements, tag));
  });

  test('walks sequences: references stay with other UIDs, what names the patient goes', async () => {
    const { elements } = await readElementFile((await run(bytes)).bytes);
    const source = elements.find(({ tag }) => tag === 0x00082112)!;
    const reference = source.items![0]!.elements;
    expect(textOf(reference.find(({ tag }) => tag === 0x00081155))).toBe(
      await pseudonyms.uid('1.2.826.0.1.999.5'),
    );
    expect(textOf(reference.find(({ tag }) => tag === 0x00081150))).toBe('1.2.840.10008.5.1.4.1.1.2');
    expect(reference.find(({ tag }) => tag === TAG.PatientName)!.value).toHaveLength(0);
    const all = everything(elements);
    expect(all.some(({ tag }) => tag === 0x00189345)).toBe(true);
    expect(all.some(({ tag }) => tag === 0x00400275)).toBe(false);
  });

  test('holds no private attribute, no overlay, no curve and no group length', async () => {
    const { elements } = await readElementFile((await run(bytes)).bytes);
    const odd = everything(elements).filter(
      ({ tag }) => (tag >>> 16) % 2 === 1 || [0x5000, 0x6000].includes(tag >>> 16) || (tag & 0xffff) === 0,
    );
    expect(odd).toEqual([]);
  });

  test('says what was done to it, in order of tags', async () => {
    const { elements } = await readElementFile((await run(bytes)).bytes);
    const tags = elements.map(({ tag }) => tag);
    expect(tags).toEqual([...tags].sort((a, b) => a - b));
    const text = (tag: number) => textOf(elements.find((element) => element.tag === tag));
    expect(text(TAG.PatientIdentityRemoved)).toBe('YES');
    expect(text(TAG.DeidentificationMethod)).toBe('Ichor: PS3.15 2026c Table E.1-1');
    expect(text(TAG.LongitudinalTemporalInformationModified)).toBe('MODIFIED');
    const codes = elements.find(({ tag }) => tag === TAG.DeidentificationMethodCodeSequence)!.items!;
    expect(codes.map((item) => item.elements.map(textOf))).toEqual([
      ['113100', 'DCM', 'Basic Application Confidentiality Profile'],
      ['113107', 'DCM', 'Retain Longitudinal Temporal Information Modified Dates Option'],
    ]);
  });
});

test('what is read is written as it was, element by element', async () => {
  for (const name of ['explicit', 'implicit', 'big-endian', 'rle']) {
    const bytes = fixture(`${name}.dcm`);
    const { elements, encoding } = await readElementFile(bytes);
    const written = encodeElements(elements, encoding);
    expect(Buffer.from(bytes.subarray(bytes.length - written.length)).equals(written)).toBe(true);
  }
});

test('a deflated data set may be followed by the NUL that makes its length even', async () => {
  const bytes = fixture('deflated.dcm');
  const plain = await readElementFile(bytes);
  expect(await readElementFile(Buffer.concat([bytes, Buffer.alloc(1)]))).toEqual(plain);
});

test('the same patient gets the same pseudonym and shift in every file, and each its own UIDs', async () => {
  const [a, b] = await Promise.all([run(fixture('explicit.dcm')), run(fixture('rle.dcm'))]);
  expect(a!.patient).toBe(b!.patient);
  expect(a!.patient).toMatch(/^ICHOR-[2-9A-Z]{14}$/);
  const { elements } = await readElementFile(a!.bytes);
  const text = (tag: number) => textOf(elements.find((element) => element.tag === tag));
  expect([text(TAG.PatientName), text(TAG.PatientID)]).toEqual([a!.patient, a!.patient]);
  const { days } = await pseudonyms.patient('LEAK-4711');
  expect(text(TAG.StudyDate)).toBe(shiftDate('20240301', days));
  expect(text(0x00080021)).toBe(shiftDate('20240302', days));
  expect(text(TAG.AcquisitionDateTime)).toBe(`${shiftDate('20240302', days)}134501.5+0100`);
  expect(text(TAG.StudyTime)).toBe('134500');
  expect(text(TAG.StudyInstanceUID)).toBe(a!.studyInstanceUid);
  expect(text(TAG.SOPInstanceUID)).toBe(a!.sopInstanceUid);
});

test('without the option dates go or are emptied, and the file says so', async () => {
  const { bytes } = await run(fixture('explicit.dcm'), { dates: 'remove' });
  const { elements } = await readElementFile(bytes);
  const dates = everything(elements).filter(({ vr }) => ['DA', 'DT', 'TM'].includes(vr));
  expect(
    dates.filter(({ value }) => value!.length > 0 && !textOf({ value } as Element).startsWith('1900')),
  ).toEqual([]);
  expect(textOf(elements.find(({ tag }) => tag === TAG.LongitudinalTemporalInformationModified))).toBe(
    'REMOVED',
  );
});

test('with Retain UIDs the UIDs stay, everything else goes, and the method names the option', async () => {
  const out = await run(fixture('explicit.dcm'), { uids: 'keep' });
  expect(out.studyInstanceUid).toBe('1.2.826.0.1.999.1');
  const text = Buffer.from(out.bytes).toString('latin1');
  expect(text).toContain('1.2.826.0.1.999.5');
  expect(text).not.toContain('LEAK');
  expect(text).toContain('113110');
});

test('the same file, key and options give the same bytes; a second run hides the pseudonym behind another', async () => {
  const [a, b] = await Promise.all([run(fixture('implicit.dcm')), run(fixture('implicit.dcm'))]);
  expect(Buffer.from(a!.bytes).equals(b!.bytes)).toBe(true);
  const again = await run(a!.bytes);
  expect(again.patient).not.toBe(a!.patient);
  const codes = (await readElementFile(again.bytes)).elements.find(
    ({ tag }) => tag === TAG.DeidentificationMethodCodeSequence,
  )!;
  expect(codes.items).toHaveLength(2);
});

test('warns of burnt-in text, of faces, and of a picture of a screen', async () => {
  const { warnings } = await run(fixture('explicit.dcm'));
  expect(warnings.map(({ code }) => code)).toEqual(['burned-in-annotation', 'recognizable-features']);
  const image = {
    sopInstanceUid: '1.2.3',
    seriesInstanceUid: '1.2',
    studyInstanceUid: '1.1',
    patientId: 'P',
    rows: 1,
    columns: 1,
    hu: new Int16Array(1),
    pixelSpacing: [1, 1],
    imagePositionPatient: [0, 0, 0],
    imageOrientationPatient: [1, 0, 0, 0, 1, 0],
  } as const;
  const plain = await run(writeCtImage(image));
  expect(plain.warnings).toEqual([]);
  const screen = await run(writeCtImage({ ...image, imageType: ['DERIVED', 'SECONDARY', 'SCREEN SAVE'] }));
  expect(screen.warnings.map(({ code }) => code)).toEqual(['screen-capture']);
});

test('the sparse files of RSNA lose their patient too, though their UIDs are none', async () => {
  const out = await run(readFileSync(new URL('../../../../fixtures/dicom/rsna.dcm', import.meta.url)));
  expect(out.sopInstanceUid).toMatch(/^2\.25\.\d+$/);
  expect(out.patient).toMatch(/^ICHOR-/);
});

test('whatever is no CT image is refused, and so is what is cut off', async () => {
  const other = (name: string) =>
    run(readFileSync(new URL(`../../../../fixtures/dicom/${name}`, import.meta.url)));
  await expect(other('mr.dcm')).rejects.toMatchObject({ code: 'not-a-ct-image' });
  await expect(other('not-dicom.txt')).rejects.toMatchObject({ code: 'not-dicom' });
  await expect(other('truncated.dcm')).rejects.toMatchObject({ code: 'dicom-truncated' });
  for (const name of SYNTAXES.filter((one) => one !== 'deflated')) {
    const bytes = fixture(`${name}.dcm`);
    // Cut anywhere before the end of the pixels.
    for (let length = 0; length < bytes.length - 60; length += 37)
      await expect(run(bytes.subarray(0, length))).rejects.toMatchObject({
        code: expect.stringMatching(
          /^(not-dicom|dicom-truncated|dicom-corrupt|missing-uid|not-a-ct-image|no-pixel-data)$/,
        ),
      });
  }
});

test('an overlay that lies in the cells of the pixels is refused', async () => {
  const bytes = Buffer.from(fixture('explicit.dcm'));
  // (6000,0102), the bit that the overlay begins at, and no overlay data of its own.
  const at = bytes.indexOf(Buffer.from([0x00, 0x60, 0x02, 0x01]));
  bytes[at + 8] = 12;
  await expect(run(bytes)).resolves.toBeDefined();
  const data = bytes.indexOf(Buffer.from([0x00, 0x60, 0x00, 0x30]));
  bytes[data + 2] = 0x01;
  await expect(run(bytes)).rejects.toMatchObject({ code: 'overlay-in-pixels' });
});

test('bytes behind the pixels that are no elements are left out, with a warning', async () => {
  const bytes = Buffer.concat([fixture('explicit.dcm'), Buffer.from('LEAK of a patient')]);
  const out = await run(bytes);
  expect(Buffer.from(out.bytes).toString('latin1')).not.toContain('LEAK');
  expect(out.warnings.map(({ code }) => code)).toContain('left-over-bytes');
});
