import type { Rng } from '@ichor/ct';
import type { ByteDamage } from './mutate-bytes.ts';
import type { Subject } from './mutation.ts';

/** Of NIfTI-1: name, offset, type, what it speaks of. */
const FIELDS: readonly (readonly [string, number, 'short' | 'float' | 'int' | 'byte', Subject])[] = [
  ['sizeof_hdr', 0, 'int', 'structure'],
  ...[0, 1, 2, 3, 4].map((i) => [`dim[${i}]`, 40 + 2 * i, 'short', 'geometry'] as const),
  ['datatype', 70, 'short', 'bit depth'],
  ['bitpix', 72, 'short', 'bit depth'],
  ...[0, 1, 2, 3].map((i) => [`pixdim[${i}]`, 76 + 4 * i, 'float', 'geometry'] as const),
  ['vox_offset', 108, 'float', 'structure'],
  ['scl_slope', 112, 'float', 'rescale'],
  ['scl_inter', 116, 'float', 'rescale'],
  ['xyzt_units', 123, 'byte', 'geometry'],
  ['qform_code', 252, 'short', 'geometry'],
  ['sform_code', 254, 'short', 'geometry'],
  ...Array.from({ length: 12 }, (_, i) => [`srow[${i}]`, 280 + 4 * i, 'float', 'geometry'] as const),
  ['magic', 344, 'int', 'structure'],
];
const FLOATS = [0, 1, -1, 2, 0.5, 1e30, Number.NaN, Number.POSITIVE_INFINITY, -1024, 1e-40, 3.5];
const INTEGERS = [0, 1, 2, 3, 4, 8, 11, 16, 64, 512, 768, 1024, -1, 32767, -32768];

export function damageNiftiField(rng: Rng, bytes: Uint8Array, littleEndian: boolean): ByteDamage {
  const [name, at, type, subject] = rng.pick(FIELDS);
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  if (type === 'float') view.setFloat32(at, rng.pick(FLOATS), littleEndian);
  else if (type === 'short') view.setInt16(at, rng.pick(INTEGERS), littleEndian);
  else if (type === 'int') view.setInt32(at, rng.pick(INTEGERS), littleEndian);
  else out[at] = rng.integer(256);
  return { label: name, bytes: out, pixels: 'none', subject };
}
