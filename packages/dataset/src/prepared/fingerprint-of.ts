import { createHash } from 'node:crypto';
import type { InputSpecification } from '@ichor/scoring';

/** What a network will be shown besides pixels, and the truth it is told. */
interface Shown {
  readonly specification: InputSpecification;
  readonly triples: readonly number[];
  readonly labels: readonly number[];
  readonly patients: readonly string[];
  readonly slices: readonly string[];
}

/** Hashes what a network will be shown, and the truth it is told; of planes and masks their own SHA-256. */
export function fingerprintOf(
  { specification, triples, labels, patients, slices }: Shown,
  planes: string,
  masks: string | undefined,
): string {
  return createHash('sha256')
    .update(planes)
    .update(JSON.stringify([specification, triples, labels, patients, slices, ...(masks ? [masks] : [])]))
    .digest('hex');
}
