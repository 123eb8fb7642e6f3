/** For tests: NIfTI files written field by field from nifti1.h and nifti2.h. */
export interface NiftiToWrite {
  readonly size: readonly [number, number, number];
  /** Rows of (i, j, k, 1) -> x to the right, y to the front, z to the head. */
  readonly affine: readonly (readonly number[])[];
  /** The value of voxel (i, j, k), as stored. */
  readonly value: (i: number, j: number, k: number) => number;
  readonly version?: 1 | 2;
  readonly littleEndian?: boolean;
  readonly datatype?: number;
  readonly slope?: number;
  readonly intercept?: number;
  readonly sformCode?: number;
  readonly qformCode?: number;
  /** b, c, d; offsets; pixdim[0..3]. */
  readonly quaternion?: readonly [number, number, number];
  readonly quaternionOffset?: readonly [number, number, number];
  readonly pixdim?: readonly [number, number, number, number];
  readonly units?: number;
  /** dim[0..7]; made from the size by default. */
  readonly dim?: readonly number[];
  readonly magic?: string;
  readonly voxelOffset?: number;
}

type Put = (view: DataView, at: number, value: number, littleEndian: boolean) => void;

const PUT: Readonly<Record<number, readonly [number, Put]>> = {
  2: [1, (view, at, value) => view.setUint8(at, value)],
  4: [2, (view, at, value, little) => view.setInt16(at, value, little)],
  8: [4, (view, at, value, little) => view.setInt32(at, value, little)],
  16: [4, (view, at, value, little) => view.setFloat32(at, value, little)],
  64: [8, (view, at, value, little) => view.setFloat64(at, value, little)],
  256: [1, (view, at, value) => view.setInt8(at, value)],
  512: [2, (view, at, value, little) => view.setUint16(at, value, little)],
  768: [4, (view, at, value, little) => view.setUint32(at, value, little)],
  1024: [8, (view, at, value, little) => view.setBigInt64(at, BigInt(value), little)],
  1280: [8, (view, at, value, little) => view.setBigUint64(at, BigInt(value), little)],
};

export function writeNifti(file: NiftiToWrite): Uint8Array {
  const { size, affine, value, version = 1, littleEndian: little = true, datatype = 4 } = file;
  const one = version === 1;
  const voxelOffset = file.voxelOffset ?? (one ? 352 : 544);
  const [width, put] = PUT[datatype] ?? [2, PUT[4]![1]];
  const bytes = new Uint8Array(voxelOffset + size[0] * size[1] * size[2] * width);
  const view = new DataView(bytes.buffer);
  const float = (at: number, values: readonly number[]): void => {
    values.forEach((number, i) => {
      if (one) view.setFloat32(at + 4 * i, number, little);
      else view.setFloat64(at + 8 * i, number, little);
    });
  };
  const code = (at: number, number: number): void =>
    one ? view.setInt16(at, number, little) : view.setInt32(at, number, little);
  view.setInt32(0, one ? 348 : 540, little);
  const magic = file.magic ?? (one ? 'n+1' : 'n+2');
  [...magic].forEach((letter, i) => {
    bytes[(one ? 344 : 4) + i] = letter.charCodeAt(0);
  });
  (file.dim ?? [3, ...size, 1, 1, 1, 1]).forEach((length, i) => {
    if (one) view.setInt16(40 + 2 * i, length, little);
    else view.setBigInt64(16 + 8 * i, BigInt(length), little);
  });
  view.setInt16(one ? 70 : 12, datatype, little);
  const steps = [0, 1, 2].map((i) => Math.hypot(...affine.map((row) => row[i]!)));
  float(one ? 76 : 104, file.pixdim ?? [1, ...steps]);
  if (one) view.setFloat32(108, voxelOffset, little);
  else view.setBigInt64(168, BigInt(voxelOffset), little);
  float(one ? 112 : 176, [file.slope ?? 0, file.intercept ?? 0]);
  if (one) view.setUint8(123, file.units ?? 2);
  else view.setInt32(500, file.units ?? 2, little);
  code(one ? 252 : 344, file.qformCode ?? 0);
  code(one ? 254 : 348, file.sformCode ?? 1);
  float(one ? 256 : 352, [...(file.quaternion ?? [0, 0, 0]), ...(file.quaternionOffset ?? [0, 0, 0])]);
  float(one ? 280 : 400, affine.flat());
  let at = voxelOffset;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++, at += width) put(view, at, value(i, j, k), little);
    }
  }
  return bytes;
}

export async function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
