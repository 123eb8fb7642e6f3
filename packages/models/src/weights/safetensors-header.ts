import { CompilerError } from '@ichor/compiler';

/** Bytes of the header's length, which stands first. */
const PREFIX = 8;
/** The format's own limit. */
const LONGEST_HEADER = 100_000_000;

export interface SafetensorsHeader {
  /** What it says of each tensor, as it stands there. */
  readonly entries: readonly [name: string, entry: unknown][];
  /** Texts of whoever wrote the file. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Where it ends and the data begins. */
  readonly end: number;
}

/**
 * What stands before the data of a safetensors file.
 *
 * @throws CompilerError where the bytes are none, or end within it
 */
export function safetensorsHeader(bytes: Uint8Array): SafetensorsHeader {
  const end = PREFIX + headerLength(bytes);
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(PREFIX, end)));
  } catch (cause) {
    throw new CompilerError(FILE, 'has a header that is not JSON', { cause });
  }
  const { __metadata__: metadata, ...entries } = header;
  const texts = Object.entries(metadata ?? {}).filter(([, text]) => typeof text === 'string');
  return { entries: Object.entries(entries), metadata: Object.fromEntries(texts), end };
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < PREFIX) throw wrong(`has ${bytes.length} bytes, too few for the length of its header`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > LONGEST_HEADER || bytes[PREFIX] !== OPENING_BRACE)
    throw wrong('does not begin with a header; is it one?');
  if (PREFIX + length > bytes.length)
    throw wrong(`ends within its header: it has ${bytes.length} of at least ${PREFIX + length} bytes`);
  return length;
}

const OPENING_BRACE = 0x7b;
const FILE = 'safetensors file';
const wrong = (problem: string): CompilerError => new CompilerError(FILE, problem);
