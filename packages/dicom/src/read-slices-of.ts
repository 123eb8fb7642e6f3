import type { Slice } from '@ichor/ct';
import { isIchorError, Malformed } from '@ichor/notices';
import { once } from './complaint.ts';
import { type FramePlaces, framePlaces } from './header/frame-places.ts';
import type { ByteSource } from './part10/byte-source.ts';
import { DataSet } from './part10/data-set.ts';
import { type Part10, parsePart10 } from './part10/parse-part10.ts';
import { readHeaderBytes } from './part10/read-header-bytes.ts';
import { decodeCells } from './pixels/decode-cells.ts';
import { type CellSource, readParsed, readSlices } from './read-slices.ts';
import { TAG } from './tags.ts';

/** Below it a file is held whole beside its slices: a hundred slices of 512 x 512. */
const LARGE_BYTES = 2 ** 26;

/**
 * Reads a file of CT as `readSlices` does, with the same result. Of a large file of many frames only one encoded frame is held at
 * a time, where they lie in it as most writers put them; else the whole file is.
 *
 * @param options.pixels whether Hounsfield units are kept; without, each slice's are dropped before the next is decoded.
 * @throws as `readSlices`; what the source throws
 */
export async function readSlicesOf(
  source: ByteSource,
  subject: string,
  { pixels = true, largeBytes = LARGE_BYTES }: { pixels?: boolean; largeBytes?: number } = {},
): Promise<Slice[]> {
  if (source.bytes > largeBytes) {
    const plan = await planOf(source, subject);
    if (plan !== undefined) {
      const cells = cellsOf(source, plan.places);
      return readParsed(() => plan.file, subject, { cells, pixels });
    }
  }
  return readSlices(await source.read(), subject, { pixels });
}

/** The file without its pixels, and where those lie; undefined where it isn't one that can be read frame by frame. */
async function planOf(
  source: ByteSource,
  subject: string,
): Promise<{ file: Part10; places: FramePlaces } | undefined> {
  try {
    const { bytes, scan } = await readHeaderBytes(source, subject);
    if (scan.frames < 2) return undefined;
    const file = parsePart10(bytes);
    if (file.stoppedBy !== undefined) return undefined;
    const places = await framePlaces(source, file, scan.headerBytes);
    return places && { file, places };
  } catch (error) {
    // Whatever is wrong with it, reading the whole says so.
    if (error instanceof Malformed || isIchorError(error)) return undefined;
    throw error;
  }
}

/** As `decodeCells` of the whole file: each frame becomes a data set with nothing but its pixels. */
function cellsOf(source: ByteSource, { vr, encapsulated, frames }: FramePlaces): CellSource {
  return async function* (dataSet, description, transferSyntaxUid, complain) {
    const told = once(complain);
    for (const [index, { offset, length }] of frames.entries()) {
      const read = await source.read(offset, length);
      const bytes = encapsulated ? behindEmptyTable(read, dataSet.encoding.littleEndian) : read;
      const element = { vr, offset: 0, length: bytes.length, undefinedLength: encapsulated };
      const frame = new DataSet(bytes, new Map([[TAG.PixelData, element]]), dataSet.encoding);
      try {
        yield* decodeCells(frame, { ...description, frames: 1 }, transferSyntaxUid, told);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        const { code, problem, remedy, cause } = error;
        throw new Malformed(code, `${problem} (frame ${index + 1} of ${frames.length})`, remedy, { cause });
      }
    }
  };
}

/** An item behind an offset table that says nothing, as a fragment stands in a file. */
function behindEmptyTable(item: Uint8Array, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(8 + item.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, TAG.Item >>> 16, littleEndian);
  view.setUint16(2, TAG.Item & 0xffff, littleEndian);
  bytes.set(item, 8);
  return bytes;
}
