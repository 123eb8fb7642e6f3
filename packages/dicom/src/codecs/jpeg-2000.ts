import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import { codestreamOf } from './bitstream.ts';
import type { Decoder } from './decoder.ts';
import { requireCodestream, SSIZ } from './jpeg-2000-codestream.ts';
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
    const { bits, signed } = requireCodestream(stream, shape);
    const cells = shape.rows * shape.columns;
    const shifted = signed && bits <= 8;
    const frame = openjpeg.decode(shifted ? asUnsigned(stream) : stream);
    const sampleBytes = bits > 8 ? 2 : 1;
    if (frame.width !== shape.columns || frame.height !== shape.rows) {
      throw pixelDataShort(frame.height, shape.rows, 'lines');
    }
    if (frame.bytes.length !== cells * sampleBytes) {
      throw pixelDataShort(frame.bytes.length, cells * sampleBytes);
    }
    const middle = shifted ? 2 ** (bits - 1) : 0;
    // A sign needs all bits of a cell.
    const wide = shifted && shape.bitsAllocated === 16;
    const samples = sampleBytes === 1 ? frame.bytes : new Uint16Array(frame.bytes.buffer);
    const out = wide ? Uint16Array.from(samples) : samples;
    if (shifted) for (let i = 0; i < cells; i++) out[i] = (out[i] as number) - middle;
    return {
      cells: out,
      bits,
      signed,
      lossy: frame.lossy,
    };
  };
}

/**
 * The package clips signed samples of up to 8 bits at 0. Called unsigned, they come out whole, shifted to the middle of
 * their range (T.800 annex G.1).
 */
function asUnsigned(stream: Uint8Array): Uint8Array {
  const copy = stream.slice();
  copy[SSIZ] = (copy[SSIZ] as number) & 0x7f;
  return copy;
}
