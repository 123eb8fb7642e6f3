import { wasmFile } from '#wasm-file';
import { pixelDataCorrupt } from '../errors.ts';

export type WasmName = 'charls' | 'openjpeg';

/** One image on its way through a decoder; it holds memory of the module until it is deleted. */
interface WasmImage {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
  decode(): void;
  /** CharLS: the largest error allowed. */
  getNearLossless?(): number;
  /** OpenJPEG: whether the wavelet loses nothing. */
  getIsReversible?(): boolean;
  delete(): void;
}

interface Instance {
  readonly HEAPU8: Uint8Array;
  readonly JpegLSDecoder?: new () => WasmImage;
  readonly J2KDecoder?: new () => WasmImage;
}

export type Instantiate = (options: {
  wasmBinary: Uint8Array;
  print: (line: string) => void;
  printErr: (line: string) => void;
}) => Promise<Instance>;

const MODULES: Readonly<Record<WasmName, () => Promise<{ default: Instantiate }>>> = {
  charls: () => import('@cornerstonejs/codec-charls/decodewasmjs'),
  openjpeg: () => import('@cornerstonejs/codec-openjpeg/decodewasmjs'),
};

/** A module's memory never shrinks: one that grew beyond this is given back after the frame. */
const MOST_MEMORY = 2 ** 28;

/** What came out of a decoder, in memory of its own. */
export interface WasmFrame {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly bytes: Uint8Array;
  readonly lossy: boolean;
}

export interface WasmCodec {
  /** @throws Malformed 'pixel-data-corrupt', with the decoder's own words as its cause */
  decode(stream: Uint8Array): WasmFrame;
}

const open = new Map<WasmName, Promise<WasmCodec>>();
const files = new Map<WasmName, Promise<Uint8Array>>();

/** A decoder in WebAssembly, instantiated when it is first asked for. */
export function openWasm(name: WasmName): Promise<WasmCodec> {
  let codec = open.get(name);
  if (codec === undefined) {
    codec = instantiate(name);
    open.set(name, codec);
    codec.catch(() => open.delete(name));
  }
  return codec;
}

async function instantiate(name: WasmName): Promise<WasmCodec> {
  const file = files.get(name) ?? wasmFile(name);
  files.set(name, file);
  file.catch(() => files.delete(name));
  const [module, wasmBinary] = await Promise.all([MODULES[name](), file]);
  let complaints: string[] = [];
  const listen = (line: string): void => {
    if (line.includes('[ERROR]')) complaints.push(line);
  };
  const instance = await module.default({ wasmBinary, print: listen, printErr: listen });
  const Image = instance.JpegLSDecoder ?? instance.J2KDecoder;
  if (Image === undefined) throw new TypeError(`the module ${name} has no decoder`);

  const decode = (stream: Uint8Array): WasmFrame => {
    complaints = [];
    let image: WasmImage | undefined;
    let usable = false;
    try {
      image = new Image();
      image.getEncodedBuffer(stream.length).set(stream);
      image.decode();
      if (complaints.length > 0) throw new Error(complaints.join(' '));
      const frame = {
        ...image.getFrameInfo(),
        // Some builds give a clamped array, in which no negative number can be put.
        bytes: new Uint8Array(image.getDecodedBuffer().slice().buffer),
        lossy: (image.getNearLossless?.() ?? 0) > 0 || image.getIsReversible?.() === false,
      };
      usable = true;
      return frame;
    } catch (cause) {
      // A stream that made it stumble may leave an instance in which sound ones fail, or come out otherwise: it is replaced.
      throw pixelDataCorrupt('holds compressed pixels that can not be decoded', { cause });
    } finally {
      if (usable) usable = freed(image);
      if (!usable || instance.HEAPU8.length > MOST_MEMORY) open.delete(name);
    }
  };
  return { decode };
}

/** Gives an image's memory back; an instance that fails in this is not to be trusted any more. */
function freed(image: WasmImage | undefined): boolean {
  try {
    image?.delete();
    return true;
  } catch {
    return false;
  }
}
