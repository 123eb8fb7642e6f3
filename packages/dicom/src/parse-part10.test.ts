import { expect, test } from 'vitest';
import { Malformed } from './errors.ts';
import { parsePart10 } from './parse-part10.ts';
import { transferSyntax } from './transfer-syntaxes.ts';

const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255);
const text = (value: string): number[] => [...value].map((char) => char.charCodeAt(0));
const element = (tag: number, vr: string, value: readonly number[]): number[] => [
  ...little(tag >>> 16, 2),
  ...little(tag & 0xffff, 2),
  ...text(vr),
  ...little(value.length, 2),
  ...value,
];
const file = (syntax: string, body: readonly number[]): Uint8Array =>
  Uint8Array.from([
    ...new Array(128).fill(0),
    ...text('DICM'),
    ...element(0x00020010, 'UI', text(syntax)),
    ...body,
  ]);
const EXPLICIT = '1.2.840.10008.1.2.1\0';

test('text loses its padding and nothing else', () => {
  const { dataSet } = parsePart10(
    file(EXPLICIT, [
      ...element(0x00080060, 'CS', text('CT')),
      ...element(0x00280030, 'DS', text(' 0.5\\00040 ')),
    ]),
  );
  expect(dataSet.text(0x00080060)).toBe('CT');
  expect(dataSet.decimals(0x00280030)).toEqual([0.5, 40]);
  expect(dataSet.text(0x00080018)).toBeUndefined();
});

test('numbers that are none are NaN, not something near', () => {
  const read = (value: string) =>
    parsePart10(file(EXPLICIT, element(0x00281053, 'DS', text(value)))).dataSet.decimal(0x00281053);
  expect(['1.5e0 ', '0x10', '1e999 ', '1,5 ', 'Infinity', '-'].map(read)).toEqual([
    1.5,
    NaN,
    NaN,
    NaN,
    NaN,
    NaN,
  ]);
  expect(read('')).toBeUndefined();
});

test('sequences that nest without end are refused, not followed', () => {
  const deeper = [...little(0x0008, 2), ...little(0x1140, 2), ...text('SQ'), 0, 0, 255, 255, 255, 255];
  const item = [...little(0xfffe, 2), ...little(0xe000, 2), 255, 255, 255, 255];
  const nested = Array.from({ length: 5000 }, () => [...deeper, ...item]).flat();
  expect(parsePart10(file(EXPLICIT, nested)).stoppedBy?.problem).toContain('deeper than 32');
});

test('elements before the damage stay readable', () => {
  const { dataSet, stoppedBy } = parsePart10(
    file(EXPLICIT, [
      ...element(0x00080060, 'CS', text('CT')),
      ...element(0x00100020, 'LO', text('AB')).slice(0, -1),
    ]),
  );
  expect(dataSet.text(0x00080060)).toBe('CT');
  expect(stoppedBy?.code).toBe('dicom-truncated');
});

test('a data set that is not written as its transfer syntax says is read as it is written, and that is said', () => {
  const implicit = [...little(0x0008, 2), ...little(0x0060, 2), ...little(2, 4), ...text('CT')];
  const { dataSet, syntaxDoubt } = parsePart10(file(EXPLICIT, implicit));
  expect(dataSet.text(0x00080060)).toBe('CT');
  expect(syntaxDoubt).toContain('implicit VR');
});

test('transfer syntaxes whose header can not be read are refused by name', () => {
  for (const [uid, name] of [
    ['1.2.840.10008.1.2.2\0', 'Explicit VR Big Endian'],
    ['1.2.840.10008.1.2.1.99', 'Deflated Explicit VR Little Endian'],
  ] as const) {
    expect(() => parsePart10(file(uid, []))).toThrow(Malformed);
    expect(() => parsePart10(file(uid, []))).toThrow(name);
  }
  expect(transferSyntax('1.2.3').name).toBe('unknown');
  expect(transferSyntax('toString').name).toBe('unknown');
});
