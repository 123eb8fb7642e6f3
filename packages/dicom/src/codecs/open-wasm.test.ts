import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openWasm, type WasmName } from './open-wasm.ts';

const STREAMS: readonly (readonly [WasmName, string, readonly number[]])[] = [
  ['charls', 'jpeg-ls-signed-16.dcm', [0xff, 0xd8, 0xff, 0xf7]],
  ['openjpeg', 'jpeg-2000-signed-16.dcm', [0xff, 0x4f, 0xff, 0x51]],
];

test.each(STREAMS)(
  '%s is replaced once it stumbled: its next image would hang on what broke it',
  async (name, fixture, magic) => {
    const file = readFileSync(new URL(`../../../../fixtures/dicom/${fixture}`, import.meta.url));
    const stream = new Uint8Array(file.subarray(file.indexOf(Buffer.from(magic))));
    const decoder = await openWasm(name);
    decoder.decode(stream);
    expect(await openWasm(name)).toBe(decoder);
    expect(() => decoder.decode(stream.subarray(0, 40))).toThrow();
    const next = await openWasm(name);
    expect(next).not.toBe(decoder);
    expect(next.decode(stream).width).toBe(18);
  },
);
