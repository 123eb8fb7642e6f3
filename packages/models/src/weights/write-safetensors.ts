import type { ParameterMap } from '@ichor/compiler';

/** Bytes that the data begins at a multiple of. */
const ALIGNMENT = 8;

/**
 * Tensors -> a safetensors file of F32, ordered by name (by code units): the same tensors give the same bytes, whatever
 * their order.
 *
 * @param metadata texts by name, beside `format: pt`, which some readers ask for
 */
export function writeSafetensors(
  tensors: ParameterMap,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  let at = 0;
  const entries = sorted.map(([name, { shape, data }]): [string, unknown] => {
    const begin = at;
    at += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, at] }];
  });
  const texts = Object.entries({ format: 'pt', ...metadata }).sort(([a], [b]) => (a < b ? -1 : 1));
  const json = JSON.stringify(Object.fromEntries([['__metadata__', Object.fromEntries(texts)], ...entries]));
  const header = new TextEncoder().encode(json);
  const padded = Math.ceil(header.length / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(8 + padded + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.fill(SPACE, 8, 8 + padded);
  file.set(header, 8);
  let end = 8 + padded;
  for (const [, { data }] of sorted) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), end);
    end += data.byteLength;
  }
  return file;
}

const SPACE = 0x20;
