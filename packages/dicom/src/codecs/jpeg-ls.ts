import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import type { Decoder } from './decoder.ts';
import { type JpegFrame, jpegSegments, readFrame, requireSize } from './jpeg-markers.ts';
import { openWasm } from './open-wasm.ts';

const SOF_JPEG_LS = 0xf7;

/** JPEG-LS, lossless and near-lossless (ITU-T T.87), by CharLS. */
export async function openJpegLs(): Promise<Decoder> {
  const charls = await openWasm('charls');
  return (bytes, shape) => {
    const { precision } = requireFrame(bytes, shape);
    const cells = shape.rows * shape.columns;
    const frame = charls.decode(upToEnd(bytes));
    const sampleBytes = precision > 8 ? 2 : 1;
    if (frame.bytes.length !== cells * sampleBytes) {
      throw pixelDataShort(frame.bytes.length, cells * sampleBytes);
    }
    return {
      cells: sampleBytes === 1 ? frame.bytes : new Uint16Array(frame.bytes.buffer),
      bits: precision,
      lossy: frame.lossy,
    };
  };
}

/**
 * Up to the mark of the end (EOI), which can't occur in coded samples. Without it CharLS reads on behind the stream, and
 * takes ten seconds to find that there is nothing.
 */
function upToEnd(bytes: Uint8Array): Uint8Array {
  for (let end = bytes.length; end >= 2; end--) {
    if (bytes[end - 1] === 0xd9 && bytes[end - 2] === 0xff) return bytes.subarray(0, end);
  }
  throw pixelDataShort(bytes.length, bytes.length + 2);
}

/** The size is looked at before memory is taken for it. */
function requireFrame(
  bytes: Uint8Array,
  shape: { readonly rows: number; readonly columns: number; readonly bitsAllocated: number },
): JpegFrame {
  for (const segment of jpegSegments(bytes)) {
    if (segment.marker !== SOF_JPEG_LS) continue;
    const frame = readFrame(segment);
    requireSize(frame, shape);
    if (frame.precision < 2 || frame.precision > shape.bitsAllocated) {
      throw pixelDataCorrupt(
        `holds a JPEG-LS image of ${frame.precision} bits where its header says ${shape.bitsAllocated}`,
      );
    }
    return frame;
  }
  throw pixelDataCorrupt('holds a JPEG-LS stream without a frame');
}
