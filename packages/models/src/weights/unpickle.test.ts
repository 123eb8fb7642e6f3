import { expect, test } from 'vitest';
import { unpickle } from './unpickle.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const read = (text: string, globals = new Map()): unknown => unpickle(bytesOf(text), { globals }).value;

test('plain values are read', () => {
  // pickle.dumps((1, -2, 300, 0.5, None, True, 'ä', [3], {'a': (4,)}), protocol=2), without its memo
  const text =
    '\x80\x02(K\x01J\xfe\xff\xff\xffM\x2c\x01G\x3f\xe0\0\0\0\0\0\0N\x88X\x02\0\0\0\xc3\xa4](K\x03e}X\x01\0\0\0aK\x04\x85st.';
  expect(read(text)).toEqual([1, -2, 300, 0.5, null, true, 'ä', [3], new Map([['a', [4]]])]);
  expect(read('\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.')).toBe(0x1950a86a20f9469cfc6cn);
  expect(read('\x8a\x01\xff.')).toBe(-1n);
});

test('what is remembered is the same object, not a copy', () => {
  const [a, b] = read('(]q\x00h\x00t.') as unknown[];
  expect(a).toBe(b);
});

test('an allowed global is called, another is refused by its name, and protocol 4 asks for it likewise', () => {
  const globals = new Map([['builtins len', { call: (args: readonly unknown[]) => args.length }]]);
  expect(read('cbuiltins\nlen\nNN\x86R.', globals)).toBe(2);
  expect(read('\x8c\x08builtins\x8c\x03len\x93)R.', globals)).toBe(0);
  expect(() => read('cbuiltins\neval\n.', globals)).toThrow(/^builtins\.eval: /);
  expect(() => read('\x8c\x02os\x8c\x06system\x93.', globals)).toThrow(/^os\.system: /);
});

test('two pickles after each other are read one by one', () => {
  const bytes = bytesOf('K\x01.K\x02.');
  const first = unpickle(bytes, { globals: new Map() });
  expect(first).toEqual({ value: 1, end: 3 });
  expect(unpickle(bytes, { globals: new Map() }, first.end)).toEqual({ value: 2, end: 6 });
});

test('what is cut off, unknown or nonsense is told', () => {
  expect(() => read('X\x05\0\0\0ab')).toThrow(/cut off/);
  expect(() => read('K\x01')).toThrow(/cut off/);
  expect(() => read('\x80\x02i')).toThrow(/operation that is not read here: 105 at byte 2/);
  for (const nonsense of ['.', 't.', 'K\x01s.', 'K\x01K\x02R.', 'h\x07.', 'NQ.', 'K\x01a.', '(.', 'NNb.'])
    expect(() => read(nonsense), nonsense).toThrow(/^pickle: is damaged/);
});
