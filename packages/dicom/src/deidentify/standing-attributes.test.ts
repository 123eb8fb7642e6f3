import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { TAG } from '../tags.ts';
import { standardVr } from './actions.ts';
import { deidentifyInstance } from './deidentify-instance.ts';
import { type Element, encodeElements, joined } from './element-tree.ts';
import { textValue } from './new-element.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { readElementFile, textOf } from './read-file.ts';
import { STANDARD_ATTRIBUTES } from './standard-attributes.ts';
import { STANDING_EMPTY, STANDING_TEXTS, STANDING_UIDS } from './standing-attributes.ts';

const root = new URL('../../../../', import.meta.url);
const bytes = readFileSync(new URL('fixtures/deidentify/explicit.dcm', root));
const hex = (tag: number): string => tag.toString(16).padStart(8, '0');
const ALL = Object.entries(STANDARD_ATTRIBUTES).flatMap(([group, list]) =>
  list
    .trim()
    .split(/\s+/)
    .map((word) => Number.parseInt(group + word.slice(0, 4), 16)),
);
/** Not what a CT image is known by, nor of a group that is refused as a whole where a value is none, or whose values are judged by their number of bytes. */
const plantable = (tag: number): boolean =>
  tag >>> 16 >= 0x0008 &&
  ![TAG.SpecificCharacterSet, TAG.SOPClassUID, TAG.SOPInstanceUID, TAG.Modality].includes(tag) &&
  tag >>> 16 !== 0x0028 &&
  tag >>> 16 !== 0x7fe0 &&
  standardVr(tag) !== 'SQ';

let pseudonyms: Pseudonyms;
beforeAll(async () => {
  pseudonyms = await Pseudonyms.of(new Uint8Array(new TextEncoder().encode('a key for these tests')));
});

/** What stays of elements that are added to a file. */
async function after(
  added: readonly Element[],
  options: { dates: 'shift' | 'remove'; uids: 'replace' | 'keep' } = { dates: 'shift', uids: 'replace' },
): Promise<ReadonlyMap<number, Element>> {
  const { elements, encoding } = await readElementFile(bytes);
  const before = encodeElements(elements, encoding);
  const tags = new Set(added.map(({ tag }) => tag));
  const all = [...elements.filter(({ tag }) => !tags.has(tag)), ...added].sort((a, b) => a.tag - b.tag);
  const file = joined([bytes.subarray(0, bytes.length - before.length), encodeElements(all, encoding)]);
  const out = await deidentifyInstance(file, 'a file', { pseudonyms, ...options });
  return new Map((await readElementFile(out.bytes)).elements.map((one) => [one.tag, one]));
}

const element = (tag: number, value: string, vr = standardVr(tag)!): Element => ({
  tag,
  vr,
  undefinedLength: false,
  value: textValue(value, vr),
});

test('words planted in any attribute of the standard stay in those alone that docs/deidentification.md names', async () => {
  const planted = ALL.filter(plantable).map((tag) => element(tag, 'Leak^of a patient '));
  const kept = [...(await after(planted)).values()].filter(({ value }) =>
    value === undefined ? false : Buffer.from(value).includes('Leak'),
  );
  const named = Object.values(STANDING_TEXTS).join(' ');
  // Numbers in binary can be any bytes; theirs are a multiple of what one takes.
  const words = kept.filter(({ vr }) => !['US', 'SS', 'UL', 'SL', 'AT', 'FL', 'FD', 'UV', 'SV'].includes(vr));
  expect(planted.length).toBeGreaterThan(3300);
  expect(words.map(({ tag }) => hex(tag)).filter((tag) => !named.includes(tag))).toEqual([]);
});

test('docs/deidentification.md names all that stands', () => {
  const page = readFileSync(new URL('docs/deidentification.md', root), 'utf8');
  const tags = [...Object.values(STANDING_TEXTS), STANDING_UIDS].join(' ').split(' ');
  const missing = tags.filter((tag) => !page.includes(`(${tag.slice(0, 4)},${tag.slice(4)})`.toUpperCase()));
  expect(missing).toEqual([]);
});

test('values that their VR can not have go, those beside them stay', async () => {
  const kept = await after([
    element(TAG.KVP, 'DOE^JANE'),
    element(0x00181150, '12 or so'),
    element(TAG.ImageType, 'ORIGINAL\\PRIMARY\\Jane Doe\\AXIAL'),
  ]);
  expect(textOf(kept.get(TAG.KVP))).toBe('');
  expect(textOf(kept.get(0x00181150))).toBe('');
  expect(textOf(kept.get(TAG.ImageType))).toBe('ORIGINAL\\PRIMARY\\\\AXIAL');
});

test('a value of the pixel description that is none makes the file refused: without it the pixels would mean something else', async () => {
  await expect(after([element(TAG.RescaleSlope, 'Jane')])).rejects.toMatchObject({ code: 'dicom-corrupt' });
});

test('dates and UIDs of which the table says nothing meet what those beside them meet', async () => {
  const [date, instance, registered] = [0x00140102, 0x00200242, 0x0008001b];
  const planted = [
    element(date, '20240301'),
    element(instance, '1.2.826.0.1.4711'),
    element(registered, '1.2.840.10008.5.1.4.1.1.2'),
  ];
  const shifted = await after(planted);
  expect(textOf(shifted.get(date))).toMatch(/^(19|20)\d{6}$/);
  expect(textOf(shifted.get(date))).not.toBe('20240301');
  expect(textOf(shifted.get(instance))).toMatch(/^2\.25\./);
  expect(textOf(shifted.get(registered))).toBe('1.2.840.10008.5.1.4.1.1.2');
  const bare = await after(planted, { dates: 'remove', uids: 'keep' });
  expect(bare.has(date)).toBe(false);
  expect(textOf(bare.get(instance))).toBe('1.2.826.0.1.4711');
});

test('what is typed into a type 2 attribute is emptied', async () => {
  const tag = Number.parseInt(STANDING_EMPTY, 16);
  expect((await after([element(tag, 'as Dr Doe said')])).get(tag)?.value).toHaveLength(0);
});
