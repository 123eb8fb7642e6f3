import { Rng } from '@ichor/ct';

const FAMILY =
  'Alder Birch Cedar Elm Fir Hazel Juniper Larch Linden Maple Oak Pine Rowan Spruce Willow Yew'.split(' ');
const GIVEN = {
  F: 'Ada Bea Cleo Dora Edda Fern Greta Hilda Iris June'.split(' '),
  M: 'Abel Boris Cyril Dario Emil Felix Gustav Hugo Ivo Jonas'.split(' '),
} as const;

/** A name (DICOM PN, Family^Given) and an id that were never anybody's. */
export function inventIdentity(seed: string, sex: 'F' | 'M'): { name: string; id: string } {
  const rng = Rng.of(seed, 'identity');
  return {
    name: `${rng.pick(FAMILY)}^${rng.pick(GIVEN[sex])}`,
    id: `SIM-${String(rng.integer(1e9)).padStart(9, '0')}`,
  };
}

/** A valid UID under 2.25 (PS3.5 B.2: the integer of a UUID, here version 4) from its parts. */
export function inventUid(...parts: readonly (string | number)[]): string {
  const rng = Rng.of('uid', ...parts);
  let value = 0n;
  for (let i = 0; i < 4; i++) value = (value << 32n) | BigInt(rng.integer(2 ** 32));
  value = (value & ~(0xfn << 76n)) | (4n << 76n);
  value = (value & ~(3n << 62n)) | (2n << 62n);
  return `2.25.${value}`;
}
