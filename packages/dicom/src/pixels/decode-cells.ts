import { Malformed } from '@ichor/notices';
import { BITSTREAM_NAMES, type Bitstream, identifyBitstream } from '../codecs/bitstream.ts';
import { decoderOf } from '../codecs/decoders.ts';
import { type Complain, once } from '../complaint.ts';
import { unsupportedSyntax } from '../errors.ts';
import type { PixelDescription } from '../header/pixel-description.ts';
import type { DataSet } from '../part10/data-set.ts';
import { mayBeLossy, transferSyntax } from '../part10/transfer-syntaxes.ts';
import { encodedFrames } from './frames.ts';
import { withinStored } from './within-stored.ts';

/** One frame, decoded. */
export interface CellFrame {
  readonly cells: Uint16Array | Uint8Array;
  /** Where the bits of a stored value lie in a cell. */
  readonly layout: Pick<PixelDescription, 'bitsStored' | 'highBit'>;
  /** Whether the stream itself says that it was made with loss. */
  readonly lossy: boolean;
}

/**
 * The stored cells of a data set's frames, one after the other, in any transfer syntax that has a decoder. What is
 * found out about the file as a whole is complained of before the first frame, and each thing once.
 *
 * @param only the index of the one frame to decode; all of them without it.
 * @throws Malformed; never fills up with zeros.
 */
export async function* decodeCells(
  dataSet: DataSet,
  description: PixelDescription,
  transferSyntaxUid: string,
  complain: Complain,
  only?: number,
): AsyncGenerator<CellFrame> {
  const syntax = transferSyntax(transferSyntaxUid);
  const { encapsulated, bitstream: promised, bigEndianPixels } = syntax;
  if (promised === undefined) throw unsupportedSyntax(syntax, transferSyntaxUid);
  const told = once(complain);
  const { frames, bitstream } = encodedFrames(dataSet, description, encapsulated, told, bigEndianPixels);
  for (const [index, bytes] of frames.entries()) {
    if (only !== undefined && index !== only) continue;
    const found: Bitstream = bitstream ?? identifyBitstream(bytes) ?? promised;
    if (encapsulated && bitstream === undefined && found !== promised) {
      told('bitstream-mismatch', { said: BITSTREAM_NAMES[promised], found: BITSTREAM_NAMES[found] });
    }
    const decode = await decoderOf(found);
    try {
      const decoded = decode(bytes, description);
      const { cells, lossy } = decoded;
      // A reversible JPEG 2000 stream that was cut to a size has lost something too, and doesn't say so.
      const certain = lossy || (description.lossy === true && mayBeLossy(transferSyntaxUid));
      const within =
        certain || mayBeLossy(transferSyntaxUid) ? withinStored(decoded, description, certain) : undefined;
      if (within?.doubtful) {
        told('lossy-beyond-stored', {});
      }
      yield { cells, layout: within?.layout ?? layout(description, decoded.bits), lossy };
    } catch (error) {
      if (!(error instanceof Malformed) || frames.length === 1) throw error;
      const { code, problem, remedy, cause } = error;
      throw new Malformed(code, `${problem} (frame ${index + 1} of ${frames.length})`, remedy, { cause });
    }
  }
}

/** A stream of fewer bits than reach up to HighBit holds the values as they are, not shifted. */
function layout({ bitsStored, highBit }: PixelDescription, bits: number): CellFrame['layout'] {
  return bits > highBit ? { bitsStored, highBit } : { bitsStored, highBit: bitsStored - 1 };
}
