import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import { codestreamOf } from './bitstream.ts';
import type { Decoder } from './decoder.ts';
import { requireCodestream } from './jpeg-2000-codestream.ts';
import { openWasm } from './open-wasm.ts';

/**
 * JPEG 2000 (ISO/IEC 15444-1) and its High-Throughput form (15444-15), both by OpenJPEG: OpenJPH is three times as fast
 * on the latter, but takes a stream that breaks off for a whole one.
 */
export async function openJpeg2000(): Promise<Decoder> {
  const openjpeg = await openWasm('openjpeg');
  return (bytes, shape) => {
    const stream = codestreamOf(bytes);
    if (stream === undefined) throw pixelDataCorrupt('does not hold the JPEG 2000 stream that it promises');
    const { bits } = requireCodestream(stream, shape);
    const cells = shape.rows * shape.columns;
    const frame = openjpeg.decode(stream);
    const sampleBytes = bits > 8 ? 2 : 1;
    if (frame.width !== shape.columns || frame.height !== shape.rows) {
      throw pixelDataShort(frame.height, shape.rows, 'lines');
    }
    if (frame.bytes.length !== cells * sampleBytes) {
      throw pixelDataShort(frame.bytes.length, cells * sampleBytes);
    }
    return {
      cells: sampleBytes === 1 ? frame.bytes : new Uint16Array(frame.bytes.buffer),
      bits,
      lossy: frame.lossy,
    };
  };
}
