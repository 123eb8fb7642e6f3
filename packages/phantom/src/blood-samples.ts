import type { Bleed } from './bleed.ts';
import { BLEED_TYPES } from './bleed-request.ts';
import { FIELD, FIELDS } from './field.ts';
import { fieldLine, type HeadFields } from './head-fields.ts';
import type { Tissue } from './tissue.ts';

const STRIDE = FIELDS + 3;

/** The points of a regular grid at which some bleed was found: the fields there, then x, y, z in patient mm. */
export interface BloodSamples {
  readonly stepMm: number;
  readonly count: number;
  /** [count, FIELDS + 3] */
  readonly values: Float64Array;
  /** Volumes in ml by type (order of BLEED_TYPES) at these points. */
  readonly volumesMl: Float64Array;
}

/** Samples the boxes of the bleeds given every `stepMm`, with soft edges, and keeps the points that hold blood. */
export function findBlood(
  fields: HeadFields,
  tissue: Tissue,
  bleeds: readonly Bleed[],
  stepMm: number,
): BloodSamples {
  const total = new Float64Array(BLEED_TYPES.length);
  const [nx] = fields.size;
  const low = [0, 1, 2].map((axis) => Math.min(...bleeds.map((bleed) => bleed.low[axis]!)));
  const high = [0, 1, 2].map((axis) => Math.max(...bleeds.map((bleed) => bleed.high[axis]!)));
  const line = new Float32Array(nx * FIELDS);
  const f = new Float64Array(FIELDS);
  let values = new Float64Array(4096 * STRIDE);
  let count = 0;
  const first = Math.max(low[0]!, fields.low[0]);
  const last = Math.min(high[0]!, fields.low[0] + (nx - 1.001) * fields.stepMm);
  for (let z = low[2]! + stepMm / 2; z < high[2]!; z += stepMm) {
    for (let y = low[1]! + stepMm / 2; y < high[1]!; y += stepMm) {
      if (!fieldLine(fields, y, z, line)) continue;
      for (let x = first; x < last; x += stepMm) {
        if (!alongLine(line, (x - fields.low[0]) / fields.stepMm, f)) continue;
        tissue.sample(f, x, y, z, stepMm / 2);
        if (!tissue.hasBlood) continue;
        for (let i = 0; i < total.length; i++) total[i]! += tissue.blood[i]!;
        if ((count + 1) * STRIDE > values.length) {
          const grown = new Float64Array(values.length * 2);
          grown.set(values);
          values = grown;
        }
        values.set(f, count * STRIDE);
        values[count * STRIDE + FIELDS] = x;
        values[count * STRIDE + FIELDS + 1] = y;
        values[count * STRIDE + FIELDS + 2] = z;
        count++;
      }
    }
  }
  const voxelMl = stepMm ** 3 / 1000;
  return { stepMm, count, values, volumesMl: total.map((sum) => sum * voxelMl) };
}

/** Volumes in ml by type of other bleeds, counted at known points alone. */
export function measureAt(samples: BloodSamples, tissue: Tissue): Float64Array {
  const total = new Float64Array(BLEED_TYPES.length);
  const f = new Float64Array(FIELDS);
  for (let s = 0; s < samples.count; s++) {
    const at = s * STRIDE;
    for (let i = 0; i < FIELDS; i++) f[i] = samples.values[at + i]!;
    const x = samples.values[at + FIELDS]!;
    const y = samples.values[at + FIELDS + 1]!;
    const z = samples.values[at + FIELDS + 2]!;
    tissue.sample(f, x, y, z, samples.stepMm / 2);
    if (!tissue.hasBlood) continue;
    for (let i = 0; i < total.length; i++) total[i]! += tissue.blood[i]!;
  }
  return total.map((sum) => (sum * samples.stepMm ** 3) / 1000);
}

/** Interpolates a line of fields at a fractional index; false where the cell lies outside the skull's inside. */
function alongLine(line: Float32Array, index: number, f: Float64Array): boolean {
  const i = Math.floor(index);
  const u = index - i;
  const a = i * FIELDS;
  const b = a + FIELDS;
  if (line[a + FIELD.innerTable]! > 2 && line[b + FIELD.innerTable]! > 2) return false;
  for (let field = 0; field < FIELDS; field++) {
    const value = line[a + field]!;
    f[field] = value + u * (line[b + field]! - value);
  }
  return true;
}
