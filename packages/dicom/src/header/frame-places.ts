import type { ByteSource } from '../part10/byte-source.ts';
import type { Part10 } from '../part10/parse-part10.ts';
import { transferSyntax } from '../part10/transfer-syntaxes.ts';
import { TAG } from '../tags.ts';
import { pixelDescription } from './pixel-description.ts';

/** Where the encoded frames of a file lie in it. */
export interface FramePlaces {
  /** Of the pixels. */
  readonly vr: string;
  readonly encapsulated: boolean;
  /** By frame; of encapsulated ones the item with its header. */
  readonly frames: readonly { readonly offset: number; readonly length: number }[];
}

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM_HEADER_BYTES = 8;

/**
 * Finds the frames of a file without reading them, where it is written as nearly all are: the pixels follow the header, uncompressed
 * in as many bytes as the frames need, or a fragment a frame, with an offset table that fits or none. Undefined for any other.
 *
 * @param file its header
 * @param headerBytes where the pixels' element begins
 * @throws Malformed as `pixelDescription`
 */
export async function framePlaces(
  source: ByteSource,
  { dataSet, transferSyntaxUid }: Part10,
  headerBytes: number,
): Promise<FramePlaces | undefined> {
  const { explicit, littleEndian } = dataSet.encoding;
  const { rows, columns, bitsAllocated, frames } = pixelDescription(dataSet);
  const { encapsulated, bitstream } = transferSyntax(transferSyntaxUid);
  if (bitstream === undefined) return undefined;
  const elementBytes = explicit ? 12 : 8;
  const view = viewOf(await source.read(headerBytes, elementBytes));
  if (view.byteLength < elementBytes || tagAt(view, 0, littleEndian) !== TAG.PixelData) return undefined;
  const vr = explicit ? String.fromCharCode(view.getUint8(4), view.getUint8(5)) : '';
  const length = view.getUint32(elementBytes - 4, littleEndian);
  if (encapsulated !== (length === UNDEFINED_LENGTH) || (explicit && vr !== 'OB' && vr !== 'OW')) {
    return undefined;
  }
  const start = headerBytes + elementBytes;
  if (encapsulated) {
    const items = await itemsAt(source, start, frames, littleEndian);
    return items && { vr, encapsulated, frames: items };
  }
  const size = rows * columns * (bitsAllocated / 8);
  const padding = (size * frames) % 2;
  if (length !== size * frames + padding || start + length > source.bytes) return undefined;
  return {
    vr,
    encapsulated,
    frames: Array.from({ length: frames }, (_, i) => ({ offset: start + i * size, length: size })),
  };
}

/** The items of the pixels behind the offset table; undefined where they aren't `count`, or the table says something else. */
async function itemsAt(
  source: ByteSource,
  start: number,
  count: number,
  littleEndian: boolean,
): Promise<FramePlaces['frames'] | undefined> {
  const items: { offset: number; length: number }[] = [];
  let offset = start;
  let ended = false;
  // The table, the frames, and the delimiter behind them.
  for (let i = 0; i < count + 2; i++) {
    const view = viewOf(await source.read(offset, ITEM_HEADER_BYTES));
    if (view.byteLength < ITEM_HEADER_BYTES) return undefined;
    const length = view.getUint32(4, littleEndian);
    const tag = tagAt(view, 0, littleEndian);
    ended = tag === TAG.SequenceDelimitationItem;
    if (tag !== TAG.Item) break;
    if (length === UNDEFINED_LENGTH || offset + ITEM_HEADER_BYTES + length > source.bytes) return undefined;
    items.push({ offset, length: ITEM_HEADER_BYTES + length });
    offset += ITEM_HEADER_BYTES + length;
  }
  const [table, ...frames] = items;
  if (table === undefined || frames.length !== count || !ended) return undefined;
  const offsets = viewOf(
    await source.read(table.offset + ITEM_HEADER_BYTES, table.length - ITEM_HEADER_BYTES),
  );
  const fits =
    offsets.byteLength === 0 ||
    (offsets.byteLength === 4 * count &&
      frames.every(
        (frame, i) => offsets.getUint32(4 * i, littleEndian) === frame.offset - table.offset - table.length,
      ));
  return fits ? frames : undefined;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const tagAt = (view: DataView, offset: number, littleEndian: boolean): number =>
  ((view.getUint16(offset, littleEndian) << 16) | view.getUint16(offset + 2, littleEndian)) >>> 0;
