import { BITSTREAM_NAMES, type Bitstream, identifyBitstream } from './codecs/bitstream.ts';
import { decoderOf } from './codecs/decoders.ts';
import type { DataSet } from './data-set.ts';
import { Malformed, unsupportedSyntax } from './errors.ts';
import { encodedFrames } from './frames.ts';
import type { PixelDescription } from './pixel-description.ts';
import { transferSyntax } from './transfer-syntaxes.ts';

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
  complain: (code: string, message: string) => void,
  only?: number,
): AsyncGenerator<CellFrame> {
  const { name, encapsulated, bitstream: promised } = transferSyntax(transferSyntaxUid);
  if (promised === undefined) throw unsupportedSyntax(name, transferSyntaxUid);
  const said = new Set<string>();
  const once = (code: string, message: string): void => {
    if (!said.has(message)) complain(code, message);
    said.add(message);
  };
  const { frames, bitstream } = encodedFrames(dataSet, description, encapsulated, once);
  for (const [index, bytes] of frames.entries()) {
    if (only !== undefined && index !== only) continue;
    const found: Bitstream = bitstream ?? identifyBitstream(bytes) ?? promised;
    if (encapsulated && bitstream === undefined && found !== promised) {
      once(
        'bitstream-mismatch',
        `The transfer syntax says that the pixels are ${BITSTREAM_NAMES[promised]}, but they are ${BITSTREAM_NAMES[found]}, and were read so.`,
      );
    }
    const decode = await decoderOf(found);
    try {
      const { cells, bits, lossy } = decode(bytes, description);
      yield { cells, layout: layout(description, bits), lossy };
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
