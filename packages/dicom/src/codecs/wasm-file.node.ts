import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { WasmName } from './open-wasm.ts';

/** The bytes of a WebAssembly file, in Node. */
export const wasmFile = (name: WasmName): Promise<Uint8Array> =>
  readFile(createRequire(import.meta.url).resolve(`@cornerstonejs/codec-${name}/decodewasm`));
