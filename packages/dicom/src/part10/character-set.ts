import { TAG } from '../tags.ts';
import type { Attributes } from './data-set.ts';

/**
 * Terms of SpecificCharacterSet (PS3.3 C.12.1.1.2) -> the labels of the Encoding Standard. Those of two bytes that need an
 * escape have the encoding that writers use who leave it out.
 */
const ENCODINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'ISO_IR 100': 'iso-8859-1',
    'ISO_IR 101': 'iso-8859-2',
    'ISO_IR 109': 'iso-8859-3',
    'ISO_IR 110': 'iso-8859-4',
    'ISO_IR 144': 'iso-8859-5',
    'ISO_IR 127': 'iso-8859-6',
    'ISO_IR 126': 'iso-8859-7',
    'ISO_IR 138': 'iso-8859-8',
    'ISO_IR 148': 'iso-8859-9',
    'ISO_IR 203': 'iso-8859-15',
    'ISO_IR 13': 'shift_jis',
    'ISO_IR 166': 'tis-620',
    'ISO_IR 192': 'utf-8',
    'ISO 2022 IR 87': 'shift_jis',
    'ISO 2022 IR 159': 'shift_jis',
    'ISO 2022 IR 149': 'euc-kr',
    'ISO 2022 IR 58': 'gb18030',
    GB18030: 'gb18030',
    GBK: 'gbk',
  }),
);

/** What is in force between two escapes (ISO 2022): 'ascii' and an encoding that holds it, or a set of two bytes. */
interface State {
  readonly low: 'ascii' | 'jis-x-0208' | 'jis-x-0212';
  /** Of bytes from 0x80 on. */
  readonly high: string;
}

/** Escape sequences without their ESC (PS3.3 tables C.12-3 and C.12-4), and what they change. */
const ESCAPES: Readonly<Record<string, Partial<State>>> = {
  '(B': { low: 'ascii' },
  '(J': { low: 'ascii' },
  ')I': { high: 'shift_jis' },
  '-A': { high: 'iso-8859-1' },
  '-B': { high: 'iso-8859-2' },
  '-C': { high: 'iso-8859-3' },
  '-D': { high: 'iso-8859-4' },
  '-L': { high: 'iso-8859-5' },
  '-G': { high: 'iso-8859-6' },
  '-F': { high: 'iso-8859-7' },
  '-H': { high: 'iso-8859-8' },
  '-M': { high: 'iso-8859-9' },
  '-b': { high: 'iso-8859-15' },
  '-T': { high: 'tis-620' },
  $B: { low: 'jis-x-0208' },
  '$(D': { low: 'jis-x-0212' },
  '$)C': { high: 'euc-kr' },
  '$)A': { high: 'gb18030' },
};
const ESC = 0x1b;
/** Behind these the character sets are those of the beginning again (PS3.5 6.1.2.5.3): \, ^, =, and what ends a line. */
const DELIMITERS: ReadonlySet<number> = new Set([0x5c, 0x5e, 0x3d, 0x09, 0x0a, 0x0c, 0x0d]);

/**
 * How the texts of a file are to be decoded. Without a character set, or with an unknown one, Latin-1, as most files
 * without one are meant. Of several the first that is more than ASCII is in force until an escape.
 */
export function textDecoder(characterSets: readonly string[] | undefined): (bytes: Uint8Array) => string {
  const initial =
    (characterSets ?? [])
      .map((term) => ENCODINGS.get(term) ?? ENCODINGS.get(term.replace('ISO 2022 IR', 'ISO_IR')))
      .find((encoding) => encoding !== undefined) ?? 'iso-8859-1';
  return (bytes) =>
    initial !== 'utf-8' && bytes.includes(ESC)
      ? decodeEscaped(bytes, { low: 'ascii', high: initial })
      : new TextDecoder(initial).decode(bytes);
}

/** The text of an attribute in the file's own character set. */
export function readableText(attributes: Attributes, tag: number): string | undefined {
  const raw = attributes.text(tag);
  if (raw === undefined) return undefined;
  return textDecoder(attributes.texts(TAG.SpecificCharacterSet))(
    Uint8Array.from(raw, (char) => char.charCodeAt(0)),
  );
}

function decodeEscaped(bytes: Uint8Array, initial: State): string {
  let state = initial;
  let text = '';
  let start = 0;
  const flush = (end: number): void => {
    text += decodePart(bytes.subarray(start, end), state);
  };
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte === ESC) {
      flush(i);
      const sequence = [3, 2]
        .map((length) => String.fromCharCode(...bytes.subarray(i + 1, i + 1 + length)))
        .find((candidate) => Object.hasOwn(ESCAPES, candidate));
      if (sequence !== undefined) state = { ...state, ...ESCAPES[sequence] };
      // An escape that nobody knows is left out.
      i += sequence?.length ?? 0;
      start = i + 1;
    } else if (state.low === 'ascii' && DELIMITERS.has(byte)) {
      flush(i + 1);
      start = i + 1;
      state = initial;
    }
  }
  flush(bytes.length);
  return text;
}

function decodePart(bytes: Uint8Array, { low, high }: State): string {
  if (low === 'ascii') return new TextDecoder(high).decode(bytes);
  // EUC-JP holds both sets of two bytes, with the high bit set; the second behind 0x8f.
  const euc: number[] = [];
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    if (low === 'jis-x-0212') euc.push(0x8f);
    euc.push((bytes[i] as number) | 0x80, (bytes[i + 1] as number) | 0x80);
  }
  return new TextDecoder('euc-jp').decode(Uint8Array.from(euc));
}
