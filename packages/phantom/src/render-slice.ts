import { BLEED_TYPES, type BleedType } from './bleed-request.ts';
import { FIELD, FIELDS } from './field.ts';
import { fieldLine, type HeadFields } from './head-fields.ts';
import type { Tissue } from './tissue.ts';

/** Where a slice lies: patient mm of its first pixel's centre, its tilt about x, and its grid. */
export interface SlicePlane {
  readonly rows: number;
  readonly columns: number;
  readonly pixelMm: number;
  readonly corner: readonly [number, number, number];
  /** Direction along a column: (0, cos, sin) of the tilt. The normal is (0, -sin, cos). */
  readonly cos: number;
  readonly sin: number;
  readonly thicknessMm: number;
}

export interface RenderedSlice {
  /** [rows, columns] HU without noise. */
  readonly hu: Float32Array;
  /** [rows, columns] share of blood in each voxel, for the types that are there. */
  readonly blood: Partial<Record<BleedType, Float32Array>>;
}

/**
 * Averages the head over a slice: in plane by edges as soft as a pixel, through plane over sub-planes at most 1.7 mm
 * apart.
 */
export function renderSlice(fields: HeadFields, tissue: Tissue, plane: SlicePlane): RenderedSlice {
  const { rows, columns, pixelMm, corner, cos, sin, thicknessMm } = plane;
  const hu = new Float32Array(rows * columns);
  const blood: Partial<Record<BleedType, Float32Array>> = {};
  const [nx] = fields.size;
  const line = new Float32Array(nx * FIELDS);
  const f = new Float64Array(FIELDS);
  const slope = new Float64Array(FIELDS);
  const subPlanes = Math.max(1, Math.ceil(thicknessMm / 1.7));
  const share = 1 / subPlanes;
  const edge = Math.max(0.3, 0.5 * pixelMm, 0.3 * (thicknessMm / subPlanes));
  const perPixel = pixelMm / fields.stepMm;
  const first = (corner[0] - fields.low[0]) / fields.stepMm;
  for (let s = 0; s < subPlanes; s++) {
    const along = thicknessMm * ((s + 0.5) / subPlanes - 0.5);
    for (let r = 0; r < rows; r++) {
      const y = corner[1] + r * pixelMm * cos - along * sin;
      const z = corner[2] + r * pixelMm * sin + along * cos;
      const at = r * columns;
      if (!fieldLine(fields, y, z, line)) {
        for (let c = 0; c < columns; c++) hu[at + c]! -= 1000 * share;
        continue;
      }
      let cell = -1;
      let isAir = true;
      for (let c = 0; c < columns; c++) {
        const index = first + c * perPixel;
        const i = Math.floor(index);
        if (i !== cell) {
          cell = i;
          isAir = i < 0 || i >= nx - 1;
          if (!isAir) {
            const a = i * FIELDS;
            isAir = line[a + FIELD.scalp]! > edge && line[a + FIELDS + FIELD.scalp]! > edge;
            if (!isAir) {
              const u = index - i;
              for (let k = 0; k < FIELDS; k++) {
                const rise = line[a + FIELDS + k]! - line[a + k]!;
                f[k] = line[a + k]! + u * rise;
                slope[k] = perPixel * rise;
              }
            }
          }
        } else if (!isAir) {
          for (let k = 0; k < FIELDS; k++) f[k]! += slope[k]!;
        }
        if (isAir) {
          hu[at + c]! -= 1000 * share;
          continue;
        }
        tissue.sample(f, corner[0] + c * pixelMm, y, z, edge);
        hu[at + c]! += tissue.hu * share;
        if (tissue.hasBlood) {
          for (let t = 0; t < BLEED_TYPES.length; t++) {
            const amount = tissue.blood[t]!;
            if (amount <= 0) continue;
            const type = BLEED_TYPES[t]!;
            blood[type] ??= new Float32Array(rows * columns);
            blood[type][at + c]! += amount * share;
          }
        }
      }
    }
  }
  return { hu, blood };
}
