import { readFileSync } from 'node:fs';
import { CompilerError, type Tensor } from '@ichor/compiler';
import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { readSafetensors } from './read-safetensors.ts';
import { safetensorsHeader } from './safetensors-header.ts';
import { writeSafetensors } from './write-safetensors.ts';

const FOLDER = new URL('../../../../fixtures/weights/', import.meta.url);

const tensor = (shape: number[], data: number[]): Tensor => ({ shape, data: Float32Array.from(data) });
const TENSORS = new Map([
  ['b.weight', tensor([2, 1], [1, -2])],
  ['a', tensor([], [0.5])],
]);

/** A file of that header and so many bytes of zeros. */
function fileOf(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  return file;
}

const entry = (begin: number, end: number, rest: object = {}) => ({
  dtype: 'F32',
  shape: [(end - begin) / 4],
  data_offsets: [begin, end],
  ...rest,
});

test('a file of the safetensors library holds what the library put into it', () => {
  const found = readSafetensors(readFileSync(new URL('library.safetensors', FOLDER)));
  const expected: Record<string, { shape: number[]; data: number[] }> = JSON.parse(
    readFileSync(new URL('expected.json', FOLDER), 'utf8'),
  );
  expect([...found.keys()].sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { shape, data }] of Object.entries(expected))
    expect({ name, ...found.get(name) }).toEqual({ name, ...tensor(shape, data) });
});

test('what is written is read back, and the same tensors give the same bytes in any order', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 1 }), fc.float32Array({ noNaN: true }), { maxKeys: 6 }),
      (arrays) => {
        const tensors = new Map(
          Object.entries(arrays)
            .filter(([name]) => name !== '__metadata__' && name !== '__proto__')
            .map(([name, data]) => [name, { shape: [data.length], data }]),
        );
        const file = writeSafetensors(tensors);
        expect(new Map([...readSafetensors(file)].sort())).toEqual(new Map([...tensors].sort()));
        expect(writeSafetensors(new Map([...tensors].reverse()))).toEqual(file);
      },
    ),
  );
});

test('data begins at a multiple of eight bytes, and the header says pt', () => {
  const file = writeSafetensors(TENSORS, { architecture: 'x' });
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  expect(safetensorsHeader(file).metadata).toEqual({ architecture: 'x', format: 'pt' });
  expect(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)))).toEqual({
    __metadata__: { architecture: 'x', format: 'pt' },
    a: { dtype: 'F32', shape: [], data_offsets: [0, 4] },
    'b.weight': { dtype: 'F32', shape: [2, 1], data_offsets: [4, 12] },
  });
});

test('a file that is cut off says so, wherever it is cut', () => {
  const file = writeSafetensors(TENSORS);
  for (let length = 0; length < file.length; length++)
    expect(() => readSafetensors(file.subarray(0, length)), `${length}`).toThrow(CompilerError);
  expect(() => readSafetensors(file.subarray(0, file.length - 1))).toThrow(
    /^b\.weight: ends at byte 12.*cut off/,
  );
});

test('a file with any byte changed gives tensors or an error of ours, and nothing else', () => {
  const file = writeSafetensors(TENSORS);
  fc.assert(
    fc.property(fc.nat(file.length - 1), fc.nat(255), (at, byte) => {
      const changed = file.slice();
      changed[at] = byte;
      try {
        readSafetensors(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(CompilerError);
      }
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['tensors that overlap', { a: entry(0, 8), b: entry(4, 12) }, 12, /^b: overlaps a/],
  ['bytes between tensors', { a: entry(0, 4), b: entry(8, 12) }, 12, /^b: does not follow a: 4 bytes/],
  ['bytes after the last', { a: entry(0, 4) }, 8, /has 4 bytes after its last tensor/],
  [
    'a length that differs from its shape',
    { a: entry(0, 8, { shape: [3] }) },
    8,
    /^a: has 8 bytes, and \[3\] of F32 takes 12/,
  ],
  ['an end before the begin', { a: entry(8, 4, { shape: [1] }) }, 8, /^a: has -4 bytes/],
  [
    'a kind of number that is not read',
    { a: entry(0, 4, { dtype: 'F8_E4M3' }) },
    4,
    /^a: is kept as F8_E4M3/,
  ],
  ['no offsets', { a: { dtype: 'F32', shape: [1] } }, 4, /^a: has no dtype, shape and two data_offsets/],
  ['a negative size', { a: entry(0, 4, { shape: [-1] }) }, 4, /^a: has no dtype/],
  ['a header that is no JSON', '{"a": ', 0, /header that is not JSON/],
  ['a header that is no object', '[1]', 0, /does not begin with a header/],
])('%s are refused', (_, header, bytes, message) => {
  expect(() => readSafetensors(fileOf(header, bytes))).toThrow(message);
});
