import { HEMORRHAGE_TYPES, Rng, type Series, type Slice, SOUND_SERIES } from '@ichor/ct';
import { IchorError } from '@ichor/notices';
import { BLEED_TYPES, type BleedType } from './bleed-request.ts';
import { Frame } from './frame.ts';
import { addHeadrest } from './headrest.ts';
import { inventUid } from './identity.ts';
import { renderSlice, type SlicePlane } from './render-slice.ts';
import { addNoise } from './scanner-noise.ts';
import { type Patient, patientNoise } from './simulate-patient.ts';
import { Tissue } from './tissue.ts';

export interface RenderOptions {
  /** 5 by default. */
  readonly thicknessMm?: number | undefined;
  /** Between slice centres along the normal; the thickness by default. */
  readonly spacingMm?: number | undefined;
  /** 512 by default; pixels are square. */
  readonly rows?: number | undefined;
  readonly columns?: number | undefined;
  /** Width of the picture; 230 by default; 'fit' is just round this head. */
  readonly fieldOfViewMm?: number | 'fit' | undefined;
  /** Gantry tilt about the x axis; 0 by default. The table moves along z all the same, so that the stack is sheared. */
  readonly tiltDegrees?: number | undefined;
  /** SD of the noise in HU at 0.45 mm pixels; drawn (2.2 to 4.4 at 5 mm) by default, 0 for none. */
  readonly noise?: number | undefined;
  /** The whole head (from below the skull base to the vertex) or a range in mm along the normal. */
  readonly coverage?: 'head' | readonly [number, number] | undefined;
  /** Shifts the slices along the normal; drawn by default. */
  readonly offsetMm?: number | undefined;
  /** A headrest under the head; drawn by default. */
  readonly headrest?: boolean | undefined;
  /** For noise, phase and UIDs; the patient's by default. */
  readonly seed?: string | number | undefined;
}

export interface RenderedSeries {
  /** Skull base first; UIDs under 2.25. */
  readonly series: Series;
  /** By slice and type: [rows * columns], 1 where at least half of the voxel is that bleed; absent where there is none. */
  readonly masks: readonly Partial<Record<BleedType, Uint8Array>>[];
  /** [slices, 6] in the order of HEMORRHAGE_TYPES: 1 where the mask of the type covers at least 10 mm2 of the slice. */
  readonly labels: Uint8Array;
  /** Of the patient: the whole bleeds, not only what the slices cover. */
  readonly volumesMl: Readonly<Record<BleedType, number>>;
}

/** A slice counts as positive from this area of mask on. */
export const LABEL_AREA_MM2 = 10;

/**
 * Scans a simulated patient.
 *
 * @throws IchorError `bad-render-option` for a grid or a thickness that makes no image.
 */
export function renderSeries(patient: Patient, options: RenderOptions = {}): RenderedSeries {
  const seed = `${patient.seed}/${options.seed ?? ''}`;
  const rng = Rng.of(seed, 'scan');
  const drawn = { noise: rng.uniform(2.2, 4.4), phase: rng.uniform(-0.5, 0.5), headrest: rng.chance(0.6) };
  const thicknessMm = positive('thicknessMm', options.thicknessMm ?? 5);
  const spacingMm = positive('spacingMm', options.spacingMm ?? thicknessMm);
  const rows = positive('rows', options.rows ?? 512);
  const columns = positive('columns', options.columns ?? options.rows ?? 512);
  const tilt = ((options.tiltDegrees ?? 0) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const noiseSd = options.noise ?? drawn.noise * Math.sqrt(5 / Math.max(1, thicknessMm)) ** 0.7;
  const headrest = options.headrest ?? drawn.headrest;

  const extent = headExtent(patient, cos, sin);
  const fieldOfView = options.fieldOfViewMm ?? 230;
  const widthMm =
    fieldOfView === 'fit' ? Math.max(extent.width, extent.depth) + 8 : positive('fieldOfViewMm', fieldOfView);
  const pixelMm = widthMm / columns;
  const [bottom, top] =
    options.coverage === undefined || options.coverage === 'head' ? extent.along : options.coverage;
  const shift = options.offsetMm ?? drawn.phase * spacingMm;
  const count = Math.max(1, Math.floor((top - bottom) / spacingMm) + 1);

  const noise = patientNoise(patient.seed);
  const tissue = new Tissue(patient.anatomy, noise, patient.bleeds);
  const seriesInstanceUid = inventUid(seed, 'series');
  const studyInstanceUid = inventUid(seed, 'study');
  const slices: Slice[] = [];
  const masks: Partial<Record<BleedType, Uint8Array>>[] = [];
  const labels = new Uint8Array(count * HEMORRHAGE_TYPES.length);
  const positionsMm: number[] = [];
  for (let s = 0; s < count; s++) {
    const position = bottom + shift + s * spacingMm;
    // Rows run to the left, columns to the back. The table moves along z: the middle of the picture stays at one y.
    const z = (position + extent.y * sin) / cos;
    const half = [((columns - 1) / 2) * pixelMm, ((rows - 1) / 2) * pixelMm] as const;
    const corner = [extent.x - half[0], extent.y - half[1] * cos, z - half[1] * sin] as const;
    const plane: SlicePlane = { rows, columns, pixelMm, corner, cos, sin, thicknessMm };
    const { hu, blood } = renderSlice(patient.fields, tissue, plane);
    if (headrest) addHeadrest(hu, plane, extent, Rng.of(seed, 'headrest'));
    addNoise(hu, rows, columns, pixelMm, noiseSd, Rng.of(seed, 'noise', s));
    slices.push({
      sopInstanceUid: inventUid(seed, 'slice', s),
      seriesInstanceUid,
      studyInstanceUid,
      patientId: patient.id,
      rows,
      columns,
      hu: toInt16(hu),
      pixelSpacing: [pixelMm, pixelMm],
      imagePositionPatient: corner,
      imageOrientationPatient: [1, 0, 0, 0, cos, sin],
      instanceNumber: s + 1,
      sliceThicknessMm: thicknessMm,
      header: {
        modality: 'CT',
        seriesDescription: 'Simulated head',
        gantryTiltDegrees: options.tiltDegrees ?? 0,
      },
      notices: [],
    });
    positionsMm.push(position);
    masks.push(label(blood, pixelMm, labels.subarray(s * 6, s * 6 + 6)));
  }
  const series: Series = {
    seriesInstanceUid,
    studyInstanceUid,
    patientId: patient.id,
    slices,
    positionsMm,
    tiltDegrees: Math.abs(options.tiltDegrees ?? 0),
    ...SOUND_SERIES,
    origin: 'dicom',
  };
  return { series, masks, labels, volumesMl: patient.volumesMl };
}

/** Shares of blood -> masks; sets the slice's six labels. */
function label(
  blood: Partial<Record<BleedType, Float32Array>>,
  pixelMm: number,
  labels: Uint8Array,
): Partial<Record<BleedType, Uint8Array>> {
  const masks: Partial<Record<BleedType, Uint8Array>> = {};
  for (const type of BLEED_TYPES) {
    const shares = blood[type];
    if (!shares) continue;
    const mask = new Uint8Array(shares.length);
    let voxels = 0;
    for (let i = 0; i < shares.length; i++) {
      if (shares[i]! < 0.5) continue;
      mask[i] = 1;
      voxels++;
    }
    if (voxels === 0) continue;
    masks[type] = mask;
    if (voxels * pixelMm * pixelMm >= LABEL_AREA_MM2) {
      labels[HEMORRHAGE_TYPES.indexOf(type)] = 1;
      labels[HEMORRHAGE_TYPES.indexOf('any')] = 1;
    }
  }
  return masks;
}

/** Of the head: centre and size across, from front to back, and along the normal. */
export interface HeadExtent {
  readonly x: number;
  readonly width: number;
  /** The middle between front and back, patient mm. */
  readonly y: number;
  /** From front to back along a column: the longer, the more the slices are tilted. */
  readonly depth: number;
  readonly along: readonly [number, number];
}

function headExtent(patient: Patient, cos: number, sin: number): HeadExtent {
  const { anatomy } = patient;
  const frame = new Frame(anatomy, patientNoise(patient.seed));
  const shell = anatomy.skullMm + anatomy.scalpMm;
  const centre = frame.toPatient(0, 0, 0);
  const front = frame.toPatient(0, -80, -12);
  const back = frame.toPatient(0, 87, 0);
  const vertex = frame.toPatient(0, 6, 75);
  const base = frame.toPatient(0, 10, -72);
  const ventral = front[1] - shell - 8;
  const dorsal = back[1] + shell + 4;
  const normal = (p: readonly number[]) => -p[1]! * sin + p[2]! * cos;
  const rng = Rng.of(patient.seed, 'coverage');
  return {
    x: centre[0],
    width: 2 * (68 * anatomy.scale[0] + shell + 6) + anatomy.swelling[3],
    y: (ventral + dorsal) / 2,
    depth: (dorsal - ventral) / cos,
    along: [normal(base) + rng.uniform(-20, 16), normal(vertex) + shell * rng.uniform(-0.5, 0.9)],
  };
}

function toInt16(values: Float32Array): Int16Array {
  const out = new Int16Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const v = Math.round(values[i]!);
    out[i] = v < -1024 ? -1024 : v > 3071 ? 3071 : v;
  }
  return out;
}

function positive(name: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw new IchorError({
    code: 'bad-render-option',
    subject: `${name} ${value}`,
    problem: 'makes no image',
  });
}
