import { Rng } from '@ichor/ct';

/** A UID of the form 2.25.<128-bit integer> (PS3.5 B.2, a UUID of version 4) from a seed: same parts, same UID. */
export function makeUid(...seed: readonly (string | number)[]): string {
  const rng = Rng.of('uid', ...seed);
  let value = 0n;
  for (let i = 0; i < 8; i++) value = (value << 16n) | BigInt(rng.integer(65536));
  // Version and variant of RFC 9562, so that it is a legal UUID too.
  value = (value & ~(0xfn << 76n)) | (4n << 76n);
  value = (value & ~(0x3n << 62n)) | (2n << 62n);
  return `2.25.${value}`;
}
