import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { type InputSpecification, networkPlanes } from '@ichor/scoring';
import { addMask, MASK_STRIDE } from '../batches/regions.ts';
import type { LabelledStudy } from '../sources/source.ts';

const TYPES = HEMORRHAGE_TYPES.length;

/** One study as networks see it; its planes are numbered from 0. */
export interface PreparedStudy {
  readonly planes: Uint8Array<ArrayBuffer>; // [P, size, size]
  /** Where the source knows where the blood is: bits by type. */
  readonly masks?: Uint8Array<ArrayBuffer>; // [N, size / MASK_STRIDE, size / MASK_STRIDE]
  readonly triples: readonly number[]; // [N, 3]
  readonly labels: readonly number[]; // [N, 6]
  readonly slices: readonly string[]; // [N]
  readonly relative: readonly number[]; // [N]
  readonly shares: readonly number[]; // [N, 3]
}

/** A sample is positive where the slice nearest to it is, or any slice whose own nearest sample it is. */
export function prepareStudy(study: LabelledStudy, specification: InputSpecification): PreparedStudy {
  const network = networkPlanes(study.series, specification);
  const { planes, triples, positionsMm, nearestSlice, sampleOfSlice } = network;
  const count = positionsMm.length;
  const labels = new Uint8Array(count * TYPES);
  const cells = specification.size / MASK_STRIDE;
  const masks = study.masks && new Uint8Array(count * cells * cells);
  const mark = (sample: number, slice: number): void => {
    for (let type = 0; type < TYPES; type++)
      labels[sample * TYPES + type]! |= study.labels[slice * TYPES + type]!;
    const data = study.masks?.[slice];
    if (!masks || !data) return;
    const { rows, columns } = study.series.slices[slice]!;
    const box = network.boxes[triples[sample * 3 + 1]!]!;
    const own = masks.subarray(sample * cells * cells, (sample + 1) * cells * cells);
    addMask(own, cells, { rows, columns, data }, network.hanging, box);
  };
  for (const [sample, slice] of nearestSlice.entries()) mark(sample, slice);
  for (const [slice, sample] of sampleOfSlice.entries()) mark(sample, slice);
  const [first, last] = [positionsMm[0]!, positionsMm[count - 1]!];
  return {
    planes: new Uint8Array(planes),
    ...(masks ? { masks } : {}),
    triples: [...triples],
    labels: [...labels],
    slices: Array.from(nearestSlice, (slice) => study.sliceIds[slice]!),
    relative: Array.from(positionsMm, (at) => (last > first ? (at - first) / (last - first) : 0)),
    shares: Array.from(nearestSlice).flatMap((slice) => bandShares(study.series.slices[slice]!.hu)),
  };
}

const BANDS = [
  [50, 60],
  [60, 75],
  [75, 99],
] as const;

/** The shares of three bands of HU, in which fresh blood lies, among the pixels between 5 and 99 HU. */
export function bandShares(hu: Int16Array): [number, number, number] {
  const counts = new Uint32Array(100);
  for (let i = 0; i < hu.length; i++) if (hu[i]! > 5 && hu[i]! < 99) counts[hu[i]!]!++;
  const total = Math.max(
    counts.reduce((a, b) => a + b, 0),
    1,
  );
  return BANDS.map(([low, high]) => counts.subarray(low, high).reduce((a, b) => a + b, 0) / total) as [
    number,
    number,
    number,
  ];
}
