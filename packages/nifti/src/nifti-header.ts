import { Malformed } from '@ichor/notices';

/** What of a NIfTI header is needed to place and scale its voxels. */
export interface NiftiHeader {
  readonly littleEndian: boolean;
  /** Voxels along i, j, k. */
  readonly size: readonly [number, number, number];
  readonly datatype: number;
  /** Where the voxels begin, bytes. */
  readonly voxelOffset: number;
  /** 0 means that the values aren't scaled. */
  readonly slope: number;
  readonly intercept: number;
  /** Of xyzt_units, the three bits for space: 0 unknown, 1 m, 2 mm, 3 micrometres. */
  readonly spaceUnit: number;
  readonly sformCode: number;
  /** Rows of (i, j, k, 1) -> x to the right, y to the front, z to the head. */
  readonly sform: readonly number[][];
  readonly qformCode: number;
  readonly quaternion: readonly [number, number, number];
  readonly quaternionOffset: readonly [number, number, number];
  /** pixdim: the handedness of the quaternion, then the voxel's size along i, j, k. */
  readonly pixdim: readonly [number, number, number, number];
}

/** Enough of a file to read any header. */
export const HEADER_BYTES = 540;

/** Where the fields of the two versions are (nifti1.h and nifti2.h, nifti.nimh.nih.gov). */
interface Layout {
  readonly magicAt: number;
  readonly dimAt: number;
  readonly datatypeAt: number;
  readonly pixdimAt: number;
  readonly voxelOffsetAt: number;
  readonly slopeAt: number;
  readonly interceptAt: number;
  readonly unitsAt: number;
  readonly qformAt: number;
  readonly sformAt: number;
  readonly quaternionAt: number;
  readonly rowsAt: number;
}

const LAYOUTS: Readonly<Record<1 | 2, Layout>> = {
  1: {
    magicAt: 344,
    dimAt: 40,
    datatypeAt: 70,
    pixdimAt: 76,
    voxelOffsetAt: 108,
    slopeAt: 112,
    interceptAt: 116,
    unitsAt: 123,
    qformAt: 252,
    sformAt: 254,
    quaternionAt: 256,
    rowsAt: 280,
  },
  2: {
    magicAt: 4,
    dimAt: 16,
    datatypeAt: 12,
    pixdimAt: 104,
    voxelOffsetAt: 168,
    slopeAt: 176,
    interceptAt: 184,
    unitsAt: 500,
    qformAt: 344,
    sformAt: 348,
    quaternionAt: 352,
    rowsAt: 400,
  },
};

interface Kind {
  readonly version: 1 | 2;
  readonly littleEndian: boolean;
  /** Header and voxels in one file. */
  readonly single: boolean;
}

/** What sizeof_hdr and the magic say; undefined for anything but NIfTI. */
export function niftiKind(bytes: Uint8Array): Kind | undefined {
  if (bytes.length < 348) return undefined;
  const view = viewOf(bytes);
  for (const littleEndian of [true, false]) {
    const size = view.getInt32(0, littleEndian);
    const version = size === 348 ? 1 : size === 540 ? 2 : undefined;
    if (version === undefined) continue;
    const { magicAt } = LAYOUTS[version];
    const magic = String.fromCharCode(...bytes.subarray(magicAt, magicAt + 3));
    if (magic === `n+${version}`) return { version, littleEndian, single: true };
    if (magic === `ni${version}`) return { version, littleEndian, single: false };
  }
  return undefined;
}

/**
 * Reads the header of NIfTI-1 or -2 in either byte order.
 *
 * @param bytes the beginning of the file, HEADER_BYTES of it at most are looked at.
 * @throws Malformed 'nifti-pair', 'nifti-corrupt', 'nifti-not-one-volume'
 */
export function parseNiftiHeader(bytes: Uint8Array): NiftiHeader {
  const kind = niftiKind(bytes);
  if (kind === undefined || (kind.version === 2 && bytes.length < HEADER_BYTES)) {
    throw corruptNifti('has no NIfTI header');
  }
  if (!kind.single) {
    throw new Malformed(
      'nifti-pair',
      'is one half of a NIfTI pair of header and image',
      'Convert the pair to one file (.nii or .nii.gz).',
    );
  }
  const { littleEndian, version } = kind;
  const layout = LAYOUTS[version];
  const view = viewOf(bytes);
  const float = (at: number, index = 0): number =>
    version === 1
      ? view.getFloat32(at + 4 * index, littleEndian)
      : view.getFloat64(at + 8 * index, littleEndian);
  const dim = (index: number): number =>
    version === 1
      ? view.getInt16(layout.dimAt + 2 * index, littleEndian)
      : Number(view.getBigInt64(layout.dimAt + 8 * index, littleEndian));
  const code = (at: number): number =>
    version === 1 ? view.getInt16(at, littleEndian) : view.getInt32(at, littleEndian);
  const three = (at: number): [number, number, number] => [float(at, 0), float(at, 1), float(at, 2)];
  const offsetAt = layout.voxelOffsetAt;
  return {
    littleEndian,
    size: volumeSize(dim),
    datatype: view.getInt16(layout.datatypeAt, littleEndian),
    voxelOffset: version === 1 ? float(offsetAt) : Number(view.getBigInt64(offsetAt, littleEndian)),
    slope: float(layout.slopeAt),
    intercept: float(layout.interceptAt),
    spaceUnit: (version === 1 ? view.getUint8(layout.unitsAt) : code(layout.unitsAt)) & 7,
    sformCode: code(layout.sformAt),
    sform: [0, 1, 2].map((row) => [0, 1, 2, 3].map((column) => float(layout.rowsAt, 4 * row + column))),
    qformCode: code(layout.qformAt),
    quaternion: three(layout.quaternionAt),
    quaternionOffset: three(layout.quaternionAt + 3 * (version === 1 ? 4 : 8)),
    pixdim: [0, 1, 2, 3].map((i) => float(layout.pixdimAt, i)) as [number, number, number, number],
  };
}

function volumeSize(dim: (index: number) => number): [number, number, number] {
  const dimensions = dim(0);
  if (!(dimensions >= 1 && dimensions <= 7)) throw corruptNifti(`says that it has ${dimensions} dimensions`);
  const sizes = [1, 2, 3, 4, 5, 6, 7].map((i) => (i <= dimensions ? dim(i) : 1));
  if (sizes.some((size) => !(size >= 1))) throw corruptNifti('has a dimension without voxels');
  const volumes = sizes.slice(3).reduce((product, size) => product * size, 1);
  if (volumes > 1) {
    throw new Malformed(
      'nifti-not-one-volume',
      `holds ${volumes} volumes, not one`,
      'Give the plain head CT as one file of three dimensions.',
    );
  }
  return sizes.slice(0, 3) as [number, number, number];
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const corruptNifti = (problem: string, cause?: unknown): Malformed =>
  new Malformed('nifti-corrupt', problem, 'Fetch the file again from where it came.', { cause });
