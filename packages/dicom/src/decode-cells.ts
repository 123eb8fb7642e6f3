import type { DataSet } from './data-set.ts';
import { unsupportedSyntax } from './errors.ts';
import { frame } from './frame.ts';
import { type PixelDescription, pixelDescription } from './pixel-description.ts';
import { decoderOf, transferSyntax } from './transfer-syntaxes.ts';

const RLE = '1.2.840.10008.1.2.5';

/**
 * The stored cells of a data set's one frame, in any transfer syntax that has a decoder.
 *
 * @throws Malformed; never fills up with zeros.
 */
export async function decodeCells(
  dataSet: DataSet,
  transferSyntaxUid: string,
  complain: (code: string, message: string) => void,
): Promise<{ cells: Uint16Array | Uint8Array; description: PixelDescription }> {
  const { name, encapsulated } = transferSyntax(transferSyntaxUid);
  const decode = await decoderOf(transferSyntaxUid);
  if (decode === undefined) throw unsupportedSyntax(name, transferSyntaxUid);
  const description = pixelDescription(dataSet);
  const { rows, columns, bitsAllocated } = description;
  const encoded = frame(dataSet, encapsulated);
  if (transferSyntaxUid === RLE && encoded.fragments > 1) {
    complain(
      'fragments-joined',
      'The RLE frame is split into fragments, which is illegal (PS3.5 A.4.2); they were joined.',
    );
  }
  const cells = decode(encoded.bytes, description);
  if (!encapsulated && encoded.bytes.length > rows * columns * (bitsAllocated / 8) + 1) {
    complain(
      'pixel-data-long',
      'There are more bytes of pixels than the image needs; the rest was left out.',
    );
  }
  return { cells, description };
}
