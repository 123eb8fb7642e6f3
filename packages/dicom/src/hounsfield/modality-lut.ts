import { rescaleInvalid } from '../errors.ts';
import type { Attributes } from '../part10/data-set.ts';
import { TAG } from '../tags.ts';

/** A table from stored values to output values (PS3.3 C.11.1.1.1). */
export interface ModalityLut {
  /** The stored value that the first entry is for; values below it have the first entry, values above the last the last. */
  readonly first: number;
  readonly entries: Uint8Array | Uint16Array;
}

export const hasModalityLut = (attributes: Attributes): boolean => attributes.has(TAG.ModalityLUTSequence);

/** What the output values are; HU, or something else. */
export const modalityLutType = (attributes: Attributes): string | undefined =>
  attributes.items(TAG.ModalityLUTSequence)[0]?.text(TAG.ModalityLUTType);

/** @throws Malformed 'rescale-invalid' */
export function modalityLut(attributes: Attributes, signed: boolean): ModalityLut {
  const [item] = attributes.items(TAG.ModalityLUTSequence);
  const [count, first, bits] = item?.words(TAG.LUTDescriptor, 3) ?? [];
  const data = item?.value(TAG.LUTData);
  if (
    item === undefined ||
    count === undefined ||
    first === undefined ||
    bits === undefined ||
    data === undefined
  ) {
    throw rescaleInvalid('has a Modality LUT without its descriptor or its data');
  }
  // 0 stands for 2 ** 16 entries.
  const length = count === 0 ? 65536 : count;
  // Entries of 8 bits lie in bytes, or, as some write them, in words.
  const inBytes = bits <= 8 && data.length < 2 * length;
  const entries = inBytes ? data : Uint16Array.from(item.words(TAG.LUTData, length) ?? []);
  if (entries.length < length) {
    throw rescaleInvalid(`has a Modality LUT of ${entries.length} entries where it says ${length}`);
  }
  return { first: signed ? (first << 16) >> 16 : first, entries: entries.subarray(0, length) };
}
