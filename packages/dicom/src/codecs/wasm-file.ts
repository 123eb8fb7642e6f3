import type { WasmName } from './open-wasm.ts';

// Written out so that bundlers see which files they have to bring along.
const URLS: Readonly<Record<WasmName, () => URL>> = {
  charls: () => new URL('@cornerstonejs/codec-charls/decodewasm', import.meta.url),
  openjpeg: () => new URL('@cornerstonejs/codec-openjpeg/decodewasm', import.meta.url),
};

/** The bytes of a WebAssembly file, in a browser. */
export async function wasmFile(name: WasmName): Promise<Uint8Array> {
  const response = await fetch(URLS[name]());
  if (!response.ok) throw new Error(`the decoder ${name} could not be loaded: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
