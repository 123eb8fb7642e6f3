import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { CHANNELS } from '@ichor/scoring';

const TYPES = HEMORRHAGE_TYPES.length;

/** What a prepared folder keeps of each sample in numbers, and the checksums of its planes and masks. */
export interface Columns {
  /** [N] */
  readonly relative: Float64Array;
  /** [N, 3] */
  readonly shares: Float64Array;
  /** [N, 3] */
  readonly triples: Int32Array;
  /** [P] */
  readonly planeChecksums: Uint32Array;
  /** [N], or [0] without masks */
  readonly maskChecksums: Uint32Array;
  /** [N, 6] */
  readonly labels: Uint8Array;
}

interface Counts {
  readonly samples: number;
  readonly planes: number;
  readonly masks: number;
}

/** Columns -> the bytes of columns.bin: one after the other, little endian, the widest numbers first so that all are aligned. */
export function columnBytes(columns: Columns): Uint8Array {
  const { relative, shares, triples, planeChecksums, maskChecksums, labels } = columns;
  return Buffer.concat(
    [relative, shares, triples, planeChecksums, maskChecksums, labels].map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    ),
  );
}

/**
 * The bytes of columns.bin -> columns.
 *
 * @throws RangeError where they are not as many as the counts ask for.
 */
export function columnsOf(bytes: Uint8Array, { samples, planes, masks }: Counts): Columns {
  const expected = samples * (8 + 3 * 8 + CHANNELS * 4 + TYPES) + (planes + masks) * 4;
  if (bytes.length !== expected) throw new RangeError(`${bytes.length} bytes of columns, not ${expected}`);
  const buffer = Uint8Array.from(bytes).buffer;
  let at = 0;
  const take = <T extends ArrayBufferView>(
    of: { new (buffer: ArrayBuffer, offset: number, length: number): T; readonly BYTES_PER_ELEMENT: number },
    length: number,
  ): T => {
    const column = new of(buffer, at, length);
    at += length * of.BYTES_PER_ELEMENT;
    return column;
  };
  return {
    relative: take(Float64Array, samples),
    shares: take(Float64Array, samples * 3),
    triples: take(Int32Array, samples * CHANNELS),
    planeChecksums: take(Uint32Array, planes),
    maskChecksums: take(Uint32Array, masks),
    labels: take(Uint8Array, samples * TYPES),
  };
}
