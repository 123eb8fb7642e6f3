import {
  AIR_HU,
  checkHounsfield,
  histogramOf,
  hounsfield,
  LARGEST_HU,
  type Series,
  type Slice,
} from '@ichor/ct';
import { buildSeries, makeUid } from '@ichor/dicom';
import {
  IchorError,
  Malformed,
  mergeNotices,
  type Notice,
  type NoticeCode,
  type NoticeParams,
  notice,
} from '@ichor/notices';
import { DEFLATE_RATIO, gunzip, HARMLESS_BYTES, isGzip, LARGEST_RATIO } from './gunzip.ts';
import { type NiftiAffine, niftiAffine } from './nifti-affine.ts';
import { corruptNifti, HEADER_BYTES, type NiftiHeader, niftiKind, parseNiftiHeader } from './nifti-header.ts';
import { type NiftiValue, niftiValue } from './nifti-values.ts';
import { planeInPlace } from './plane-in-place.ts';
import { areAxial, type VoxelAxes, voxelAxes } from './slice-axis.ts';

/** Of unpacked voxels, unless told otherwise; a study of 1,000 slices of 512 x 512 floats has half of it. */
const MOST_BYTES = 2 ** 31;

type Complain = <C extends NoticeCode>(code: C, params: NoticeParams<C>) => void;

/** Whether these are the bytes of a NIfTI file, packed by gzip or not, whatever it is called. */
export async function isNifti(bytes: Uint8Array): Promise<boolean> {
  if (!isGzip(bytes)) return niftiKind(bytes) !== undefined;
  const head = await gunzip(bytes, HEADER_BYTES).catch(() => undefined);
  return head !== undefined && niftiKind(head) !== undefined;
}

/**
 * Reads a NIfTI file (.nii or .nii.gz; NIfTI-1 or -2, either byte order, scaled or not) as a series of CT slices, placed by
 * its sform, else its qform. A file says neither who was scanned nor with what: study, series and slices get UIDs made from
 * the voxels and their places, so that the same volume always has the same ones, however it is packed.
 *
 * @param bytes of the file; slices may lie in them, so that they are not to be changed any more.
 * @param subject names the file in errors, and nowhere else.
 * @param mostBytes of unpacked voxels.
 * @param mostHuBytes of their Hounsfield units, two for each.
 * @throws IchorError 'nifti-not-hounsfield', 'nifti-orientation-missing', 'nifti-affine-invalid', 'nifti-sheared',
 * 'nifti-datatype', 'nifti-scaling-invalid', 'nifti-not-one-volume', 'nifti-pair', 'nifti-truncated', 'nifti-too-large',
 * 'nifti-corrupt'
 */
export async function readNifti(
  bytes: Uint8Array,
  subject: string,
  {
    mostBytes = MOST_BYTES,
    mostHuBytes = Number.POSITIVE_INFINITY,
  }: { mostBytes?: number | undefined; mostHuBytes?: number | undefined } = {},
): Promise<Series> {
  try {
    const header = parseNiftiHeader(isGzip(bytes) ? await gunzip(bytes, HEADER_BYTES) : bytes);
    const affine = niftiAffine(header);
    const axes = voxelAxes(affine);
    const value = niftiValue(header.datatype);
    const voxels = await voxelBytes(bytes, header, value, { mostBytes, mostHuBytes });
    const notices: Notice[] = [];
    const complain: Complain = (code, params) => {
      notices.push(notice(code, params));
    };
    const planes = hounsfieldPlanes(voxels, header, value, axes, complain);
    const { problem } = checkHounsfield(histogramOf(...planes));
    if (problem !== undefined) throw notHounsfield(problem);
    noteOrigin(affine, axes, complain);
    const [series] = buildSeries(slicesOf(planes, header, affine, axes));
    if (series === undefined) throw corruptNifti('holds no slices');
    return { ...series, origin: 'nifti', notices: mergeNotices([...series.notices, ...notices]) };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { code, problem, remedy, cause } = error;
    throw new IchorError({ code, subject, problem, remedy, cause });
  }
}

/** The bytes of the voxels, of which there must be enough. */
async function voxelBytes(
  bytes: Uint8Array,
  header: NiftiHeader,
  value: NiftiValue,
  { mostBytes, mostHuBytes }: { mostBytes: number; mostHuBytes: number },
): Promise<Uint8Array> {
  const { size, voxelOffset } = header;
  if (!(Number.isInteger(voxelOffset) && voxelOffset >= 348)) {
    throw corruptNifti('says that its voxels begin where its header is');
  }
  const voxels = size[0] * size[1] * size[2];
  const length = voxels * value.bytes;
  if (length > mostBytes || 2 * voxels > mostHuBytes) {
    throw new Malformed(
      'nifti-too-large',
      `holds ${size.join(' x ')} voxels, more than can be read`,
      'Give the head alone, or thicker slices.',
    );
  }
  const end = voxelOffset + length;
  const packed = isGzip(bytes);
  const impossible = packed && end > bytes.length * DEFLATE_RATIO;
  if (packed && !impossible && end > Math.max(HARMLESS_BYTES, bytes.length * LARGEST_RATIO)) {
    throw new Malformed(
      'nifti-too-large',
      `promises ${size.join(' x ')} voxels, more than ${LARGEST_RATIO} times its size: it was cut short, or is no scan`,
      'Fetch the file again; where it is whole, give it unpacked.',
    );
  }
  const whole = impossible ? bytes : packed ? await gunzip(bytes, end, { whole: true }) : bytes;
  if (impossible || whole.length < end) {
    throw new Malformed(
      'nifti-truncated',
      `has too few voxels: its header promises ${size.join(' x ')}`,
      'Fetch the file again: it was cut short on its way.',
    );
  }
  return whole.subarray(voxelOffset, end);
}

/** By slice: [rows, columns] HU. */
function hounsfieldPlanes(
  bytes: Uint8Array,
  header: NiftiHeader,
  { bytes: width, read }: NiftiValue,
  axes: VoxelAxes,
  complain: Complain,
): Int16Array[] {
  const { size, littleEndian } = header;
  const scale = scaling(header);
  const [slope, intercept] = scale;
  const strides = [width, width * size[0], width * size[0] * size[1]] as const;
  const [columns, rows] = [size[axes.columns], size[axes.rows]];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [saturated, nothing] = [0, 0];
  const planes = Array.from({ length: size[axes.slices] }, (_, slice) => {
    const lying = planeInPlace(bytes, header, scale, axes, slice);
    if (lying !== undefined) {
      for (let i = 0; i < lying.length; i++) if (Math.abs(lying[i] as number) === LARGEST_HU) saturated++;
      return lying;
    }
    const hu = new Int16Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      let at = slice * strides[axes.slices] + row * strides[axes.rows];
      for (let column = 0; column < columns; column++, at += strides[axes.columns]) {
        const stored = read(view, at, littleEndian);
        const value = hounsfield(stored, slope, intercept);
        if (Number.isNaN(value)) nothing++;
        else if (Math.abs(value) === LARGEST_HU) saturated++;
        hu[row * columns + column] = Number.isNaN(value) ? AIR_HU : value;
      }
    }
    return hu;
  });
  if (nothing > 0) {
    complain('values-not-finite', { voxels: nothing });
  }
  if (saturated > 0) {
    complain('saturated', { voxels: saturated, mostHu: LARGEST_HU });
  }
  return planes;
}

/** scl_slope and scl_inter: a slope of 0, or none that is a number, means unscaled (nifti1.h, and as nibabel has it). */
function scaling({ slope, intercept }: NiftiHeader): readonly [number, number] {
  if (slope === 0 || !Number.isFinite(slope)) return [1, 0];
  if (Number.isFinite(intercept)) return [slope, intercept];
  throw new Malformed(
    'nifti-scaling-invalid',
    'has a scl_inter that is no number',
    'Convert the DICOM series anew, e.g. with dcm2niix.',
  );
}

function noteOrigin(affine: NiftiAffine, axes: VoxelAxes, complain: Complain): void {
  complain('nifti-source', { form: affine.from });
  if (affine.disagreement !== undefined) complain('nifti-forms-differ', { by: affine.disagreement });
  if (affine.unitAssumed) complain('nifti-unit-assumed', {});
  if (axes.slices !== 2 && areAxial(affine, axes)) {
    complain('axes-reordered', {});
  }
}

function slicesOf(
  planes: readonly Int16Array[],
  { size }: NiftiHeader,
  { steps, origin }: NiftiAffine,
  axes: VoxelAxes,
): Slice[] {
  const [column, row, step] = [steps[axes.columns], steps[axes.rows], steps[axes.slices]];
  const [columnMm, rowMm] = [Math.hypot(...column), Math.hypot(...row)];
  const digest = digestOf(planes, [...steps.flat(), ...origin]);
  const cosines = [...column.map((x) => x / columnMm), ...row.map((x) => x / rowMm)];
  return planes.map((hu, i) => ({
    sopInstanceUid: makeUid('nifti', digest, i),
    seriesInstanceUid: makeUid('nifti', digest, 'series'),
    studyInstanceUid: makeUid('nifti', digest, 'study'),
    patientId: '',
    rows: size[axes.rows],
    columns: size[axes.columns],
    hu,
    pixelSpacing: [rowMm, columnMm],
    imagePositionPatient: [origin[0] + i * step[0], origin[1] + i * step[1], origin[2] + i * step[2]],
    imageOrientationPatient: cosines as unknown as NonNullable<Slice['imageOrientationPatient']>,
    instanceNumber: i + 1,
    notices: [],
  }));
}

/** 64 bits that stand for the voxels and their places (FNV-1a, in two streams). */
function digestOf(planes: readonly Int16Array[], places: readonly number[]): string {
  let [a, b] = [0x811c9dc5, 0x01234567];
  const take = (value: number): void => {
    a = Math.imul(a ^ value, 0x01000193);
    b = Math.imul(b ^ (value + 0x5bd1), 0x5bd1e995);
    b ^= b >>> 15;
  };
  // To a micrometre: the two versions hold them in different precision.
  for (const mm of places) take(Math.round(mm * 1000));
  for (const hu of planes) for (let i = 0; i < hu.length; i++) take(hu[i] as number);
  return `${(a >>> 0).toString(16)}-${(b >>> 0).toString(16)}`;
}

const notHounsfield = (problem: string): Malformed =>
  new Malformed(
    'nifti-not-hounsfield',
    `is not in Hounsfield units of a head: it ${problem}`,
    'Convert the DICOM series of a head CT with dcm2niix, which keeps Hounsfield units; neither shift nor scale them.',
  );
