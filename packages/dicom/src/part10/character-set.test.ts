import fc from '@ichor/testing/properties';
import { describe, expect, test } from 'vitest';
import { textDecoder } from './character-set.ts';

/** Text with \x1b and bytes written as \xNN, as the standard's examples are. */
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const decode = (sets: readonly string[] | undefined, text: string): string => textDecoder(sets)(bytes(text));

describe("the examples of PS3.5's annexes H to K", () => {
  test('Japanese, in ASCII and JIS X 0208', () => {
    const name = 'Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B';
    expect(decode(['', 'ISO 2022 IR 87'], name)).toBe('Yamada^Tarou=山田^太郎=やまだ^たろう');
  });

  test('Japanese, in half-width katakana and JIS X 0208', () => {
    const name =
      '\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J';
    expect(decode(['ISO 2022 IR 13', 'ISO 2022 IR 87'], name)).toBe('ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう');
  });

  test('Korean', () => {
    const name =
      'Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf';
    expect(decode(['', 'ISO 2022 IR 149'], name)).toBe('Hong^Gildong=洪^吉洞=홍^길동');
  });

  test('Chinese, in UTF-8, GB18030 and GB 2312 with escapes', () => {
    const name = 'Wang^XiaoDong=王^小东=';
    const utf8 = String.fromCharCode(...new TextEncoder().encode(name));
    expect(decode(['ISO_IR 192'], utf8)).toBe(name);
    expect(decode(['GB18030'], 'Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=')).toBe(name);
    expect(decode(['', 'ISO 2022 IR 58'], 'Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=')).toBe(
      'Zhang^XiaoDong=张^小东=',
    );
  });
});

test('sets of one byte are those that the file names', () => {
  expect(decode(['ISO_IR 144'], '\xcf\xdc\xd0\xd4\xd0')).toBe('Ямада');
  expect(decode(['ISO_IR 101'], '\xa3\xf3d\xbc')).toBe('Łódź');
  expect(decode(['ISO 2022 IR 100', 'ISO 2022 IR 144'], 'M\xfcller^\x1b-L\xb8\xd2\xd0\xdd^\xfc')).toBe(
    'Müller^Иван^ü',
  );
  expect(decode(['ISO_IR 126'], '\xc4\xe9\xef\xed')).toBe('Διον');
});

test('a supplementary kanji needs its own escape', () => {
  // JIS X 0212, row 22, cell 47.
  expect(decode(['', 'ISO 2022 IR 159'], '\x1b$(D6O\x1b(B')).toHaveLength(1);
  expect(decode(['', 'ISO 2022 IR 159'], '\x1b$(D6O\x1b(B')).not.toBe('\ufffd');
});

test('without a set, or with an unknown one, it is Latin-1', () => {
  expect(decode(undefined, '\xfc')).toBe('ü');
  expect(decode(['no such set'], '\xfc')).toBe('ü');
  expect(decode(['constructor'], '\xfc')).toBe('ü');
});

test('any bytes give some text, with the escapes that are known left out', () => {
  const sets = fc.constantFrom(
    undefined,
    ['', 'ISO 2022 IR 87'],
    ['ISO 2022 IR 13'],
    ['ISO_IR 192'],
    ['GBK'],
  );
  const parts = fc.array(fc.oneof(fc.constantFrom('\x1b$B', '\x1b(B', '\x1b$)C', '\x1b', '^'), fc.string()));
  fc.assert(
    fc.property(sets, parts, (terms, texts) => {
      expect(typeof decode(terms, texts.join('').replace(/[^\0-\xff]/g, '?'))).toBe('string');
    }),
  );
  expect(decode(['', 'ISO 2022 IR 87'], 'A\x1b(BB\x1b(zC')).toBe('AB(zC');
});
