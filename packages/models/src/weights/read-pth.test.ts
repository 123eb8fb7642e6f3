import { readFileSync } from 'node:fs';
import { CompilerError } from '@ichor/compiler';
import { makeZip } from '@ichor/testing/make-zip';
import fc from '@ichor/testing/properties';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readPth } from './read-pth.ts';

const FOLDER = new URL('../../../../fixtures/weights/', import.meta.url);
const fixture = (name: string): Uint8Array => readFileSync(new URL(name, FOLDER));
const expected: Record<string, { shape: number[]; data: number[] }> = JSON.parse(
  readFileSync(new URL('expected.json', FOLDER), 'utf8'),
);

/** The entries of zip.pth, some of them replaced, as another zip; deflated. */
function repacked(changes: Readonly<Record<string, Uint8Array | undefined>>): Uint8Array {
  const entries = Object.entries({ ...unzipSync(fixture('zip.pth')), ...changes });
  return makeZip(entries.flatMap(([name, bytes]) => (bytes ? [{ name, bytes }] : [])));
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each(['zip.pth', 'legacy.pth', 'nested.pth'])('%s of PyTorch holds what PyTorch put into it', (name) => {
  const tensors = readPth(fixture(name));
  expect([...tensors.keys()]).toEqual(Object.keys(expected));
  for (const [tensor, { shape, data }] of Object.entries(expected))
    expect({ tensor, ...tensors.get(tensor) }).toEqual({ tensor, shape, data: Float32Array.from(data) });
});

test('a deflated zip is read as a stored one', () => {
  expect(readPth(repacked({}))).toEqual(readPth(fixture('zip.pth')));
});

test('what else a pickle asks for is refused by its name', () => {
  expect(() => readPth(fixture('foreign.pth'))).toThrow(/^__builtin__\.print: is asked for by the pickle/);
  const pickle = ascii('cos\nsystem\n(X\x04\x00\x00\x00truetR.');
  expect(() => readPth(repacked({ 'zip/data.pkl': pickle }))).toThrow(/^os\.system: .* nothing of it is run/);
});

test('numbers in big byte order are refused', () => {
  expect(() => readPth(repacked({ 'zip/byteorder': ascii('big') }))).toThrow(/with big byte order/);
});

test('a file that is cut off says so, wherever it is cut', () => {
  for (const name of ['zip.pth', 'legacy.pth']) {
    const whole = fixture(name);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        expect(() => readPth(whole.subarray(0, length))).toThrow(CompilerError);
      }),
    );
  }
});

test('a file with any byte changed gives tensors or an error of ours, and nothing else', () => {
  for (const name of ['zip.pth', 'legacy.pth']) {
    const whole = fixture(name);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        (at, byte) => {
          const changed = Uint8Array.from(whole);
          changed[at] = byte;
          try {
            readPth(changed);
          } catch (error) {
            expect(error).toBeInstanceOf(CompilerError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  }
});

test('a storage that is missing or short is named', () => {
  expect(() => readPth(repacked({ 'zip/data/0': undefined }))).toThrow(/^storage 0: has 0 of 96 bytes/);
  expect(() => readPth(repacked({ 'zip/data/0': new Uint8Array(92) }))).toThrow(/^storage 0: has 92 of 96/);
});

test('a file of no format of torch.save is told how to become one', () => {
  expect(() => readPth(ascii('ustar and older'))).toThrow(/neither of the two formats.*torch\.save\(/);
  expect(() => readPth(makeZip([{ name: 'a/b.txt', bytes: ascii('b') }]))).toThrow(/zip without a data\.pkl/);
});

test('an object without tensors by name is refused', () => {
  expect(() => readPth(repacked({ 'zip/data.pkl': ascii('}.') }))).toThrow(/holds no tensors by name/);
});
