import type { Malformed } from '@ichor/notices';
import { Inflate } from 'fflate';
import { corrupt, truncated } from '../errors.ts';
import { measureHeader } from './measure-header.ts';

/** More than any CT file inflates to. */
const MOST_BYTES = 2 ** 29;
/** Elements before the pixels, or of an object without any. */
const MOST_HEADER_BYTES = 2 ** 26;
/** What may lie behind the pixels that the header promises. */
const SLACK_BYTES = 2 ** 24;
/** Less than this is no bomb, however well it is packed; noise is never packed so well. */
const HARMLESS_BYTES = 2 ** 24;
const LARGEST_RATIO = 200;
/** Of what is deflated, pushed at once: it can become a thousand times as much before anybody looks. */
const STEP = 2 ** 11;
/** A stored block gives nothing until it is all there, which is 64 KiB; three of them without an answer lie behind the end. */
const SILENT_BYTES = 3 * 2 ** 16;

export interface Inflated {
  readonly bytes: Uint8Array;
  /** Of what is deflated, as much as was looked at. */
  readonly consumed: number;
  readonly stoppedBy: Malformed | undefined;
}

/**
 * Inflates the data set of Deflated Explicit VR Little Endian (PS3.5 A.5, RFC 1951 without a zlib header), as far as its header
 * says that it goes: a small file can promise any number of bytes. What could be had before the stream broke off comes back too,
 * with what broke it.
 *
 * @param headerOnly stops where the pixels begin
 */
export function inflateDataSet(
  deflated: Uint8Array,
  { headerOnly = false }: { readonly headerOnly?: boolean } = {},
): Inflated {
  const inflation = new Inflation(deflated);
  const most = Math.min(MOST_BYTES, Math.max(HARMLESS_BYTES, LARGEST_RATIO * deflated.length));
  let measured: ReturnType<typeof measureHeader>;
  for (let length = 2 ** 16; measured === undefined && !inflation.ended; length *= 4) {
    if (length > Math.min(most, MOST_HEADER_BYTES)) {
      inflation.upTo(Math.min(most, MOST_HEADER_BYTES));
      if (!inflation.ended) return inflation.refused('has a header that inflates to more than any has');
    }
    measured = measureHeader(inflation.upTo(length));
  }
  if (!headerOnly && measured !== undefined) {
    const end = Math.min(most, measured.headerBytes + measured.pixelBytes + SLACK_BYTES);
    if (inflation.upTo(end + 1).length > end) {
      return inflation.refused(`inflates to more than the ${end} bytes that its pixels can need`);
    }
  }
  return inflation.result();
}

/** A deflated stream that is inflated as far as is asked for. */
class Inflation {
  readonly #deflated: Uint8Array;
  readonly #inflate: Inflate;
  #parts: Uint8Array[] = [];
  #total = 0;
  #consumed = 0;
  #silent = 0;
  #ended = false;
  #stoppedBy: Malformed | undefined;

  constructor(deflated: Uint8Array) {
    this.#deflated = deflated;
    this.#inflate = new Inflate((part) => {
      this.#parts.push(part);
      this.#total += part.length;
    });
  }

  /** Whether there is no more to be had. */
  get ended(): boolean {
    return this.#ended;
  }

  /** At least so many bytes, unless there are fewer. */
  upTo(length: number): Uint8Array {
    while (this.#total < length && !this.#ended) this.#step();
    const all = new Uint8Array(this.#total);
    let offset = 0;
    for (const part of this.#parts) {
      all.set(part, offset);
      offset += part.length;
    }
    this.#parts = [all];
    return all;
  }

  result(): Inflated {
    return { bytes: this.upTo(0), consumed: this.#consumed, stoppedBy: this.#stoppedBy };
  }

  refused(problem: string): Inflated {
    return { bytes: new Uint8Array(0), consumed: this.#consumed, stoppedBy: corrupt(problem) };
  }

  #step(): void {
    const before = this.#total;
    const bytes = this.#deflated.subarray(this.#consumed, this.#consumed + STEP);
    const isLast = bytes.length === 0 || this.#silent >= SILENT_BYTES;
    this.#consumed += bytes.length;
    try {
      this.#inflate.push(isLast ? new Uint8Array(0) : bytes, isLast);
    } catch (error) {
      // fflate's code 0 is the end of the stream before its last block.
      this.#stoppedBy =
        (error as { code?: number }).code === 0
          ? truncated('ends in its deflated data set')
          : corrupt('has a deflated data set that can not be inflated');
      this.#ended = true;
    }
    this.#ended ||= isLast;
    this.#silent = this.#total === before ? this.#silent + bytes.length : 0;
  }
}
