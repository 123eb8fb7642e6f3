import type { Bitstream } from './bitstream.ts';
import type { Decoder } from './decoder.ts';

/** Each is loaded when the first frame needs it, WebAssembly included. */
const DECODERS: Readonly<Record<Bitstream, () => Promise<Decoder>>> = {
  native: async () => (await import('./native.ts')).decodeNative,
  rle: async () => (await import('./rle.ts')).decodeRle,
  jpeg: async () => (await import('./jpeg-dct.ts')).decodeJpegDct,
  'jpeg-lossless': async () => (await import('./jpeg-lossless.ts')).decodeJpegLossless,
  'jpeg-ls': async () => (await import('./jpeg-ls.ts')).openJpegLs(),
  'jpeg-2000': async () => (await import('./jpeg-2000.ts')).openJpeg2000(),
  htj2k: async () => (await import('./jpeg-2000.ts')).openJpeg2000(),
};

/** Ask anew for each frame: a decoder that broke down or grew large is replaced by then. */
export const decoderOf = (bitstream: Bitstream): Promise<Decoder> => DECODERS[bitstream]();
