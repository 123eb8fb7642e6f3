import { Malformed } from '@ichor/notices';

/** How one voxel is stored: bytes, and how to read it. */
export interface NiftiValue {
  readonly bytes: number;
  readonly read: (view: DataView, offset: number, littleEndian: boolean) => number;
}

/** By the datatype codes of nifti1.h. */
const VALUES: ReadonlyMap<number, NiftiValue> = new Map([
  [2, { bytes: 1, read: (view, at) => view.getUint8(at) }],
  [4, { bytes: 2, read: (view, at, little) => view.getInt16(at, little) }],
  [8, { bytes: 4, read: (view, at, little) => view.getInt32(at, little) }],
  [16, { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) }],
  [64, { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) }],
  [256, { bytes: 1, read: (view, at) => view.getInt8(at) }],
  [512, { bytes: 2, read: (view, at, little) => view.getUint16(at, little) }],
  [768, { bytes: 4, read: (view, at, little) => view.getUint32(at, little) }],
  [1024, { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) }],
  [1280, { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) }],
]);

/** The codes of what is no number a voxel could be: named, so that a refusal can say it. */
const OTHERS: ReadonlyMap<number, string> = new Map([
  [0, 'unknown'],
  [1, 'single bits'],
  [32, 'complex numbers'],
  [128, 'RGB colours'],
  [1536, '128-bit floats'],
  [1792, 'complex numbers'],
  [2048, 'complex numbers'],
  [2304, 'RGBA colours'],
]);

/** @throws Malformed 'nifti-datatype' */
export function niftiValue(datatype: number): NiftiValue {
  const value = VALUES.get(datatype);
  if (value !== undefined) return value;
  throw new Malformed(
    'nifti-datatype',
    `has voxels of datatype ${datatype} (${OTHERS.get(datatype) ?? 'not in the standard'})`,
    'Convert it to 16-bit integers of Hounsfield units.',
  );
}
