import { resampleAxial } from '../volume/resample.ts';
import { type Volume, voxelToPatient } from '../volume/volume.ts';
import { eroded } from './eroded.ts';
import type { GridSize } from './flood.ts';
import { joinedToBorder } from './joined-to-border.ts';
import { largestObject } from './largest-object.ts';
import { TISSUE_HU } from './tissue-object.ts';

/** Of the grid on which the head is looked for. */
const CELL_MM = 3;
/** Cells taken off all round and given back: what is thinner than twice this (a headrest, tubes, a strap) is lost. */
const THIN_CELLS = 2;

/** The head on the axial grid on which it was looked for. */
export interface CoarseHead {
  /** HU on cells of 3 mm. */
  readonly volume: Volume;
  /** [slices * rows * columns] 1 in the head. */
  readonly mask: Uint8Array;
}

/**
 * Which voxels lie in the head, skin and the air within it (sinuses, mastoid cells, mouth) included: the largest object
 * of tissue, without the headrest and other thin things, its holes filled slice by slice.
 *
 * @returns by slice of the volume: [rows, columns], 1 in the head
 */
export function headMask(volume: Volume): Uint8Array[] {
  const { volume: coarse, mask } = coarseHead(volume);
  const { columns, rows } = coarse;
  const [origin] = coarse.origins as [readonly [number, number, number]];
  const gap = coarse.origins[1] ? coarse.origins[1][2] - origin[2] : CELL_MM;
  const sizes = [CELL_MM, CELL_MM, gap];
  const limits = [columns, rows, coarse.slices.length];
  return volume.slices.map((_, slice) => {
    const out = new Uint8Array(volume.rows * volume.columns);
    for (let row = 0; row < volume.rows; row++) {
      const start = voxelToPatient(volume, { column: 0, row, slice });
      const at = start.map((mm, axis) => (mm - origin[axis]!) / sizes[axis]!);
      const step = volume.columnStep.map((mm, axis) => mm / sizes[axis]!);
      for (let column = 0; column < volume.columns; column++) {
        const x = clamp(Math.round(at[0]! + column * step[0]!), limits[0]!);
        const y = clamp(Math.round(at[1]! + column * step[1]!), limits[1]!);
        const z = clamp(Math.round(at[2]! + column * step[2]!), limits[2]!);
        out[row * volume.columns + column] = mask[(z * rows + y) * columns + x]!;
      }
    }
    return out;
  });
}

const clamp = (value: number, count: number): number => (value < 0 ? 0 : value >= count ? count - 1 : value);

export function coarseHead(volume: Volume): CoarseHead {
  const coarse = resampleAxial(volume, { pixelMm: CELL_MM, sliceMm: CELL_MM });
  const size = [coarse.columns, coarse.rows, coarse.slices.length] as const;
  const tissue = new Uint8Array(size[0] * size[1] * size[2]);
  coarse.slices.forEach((values, slice) => {
    const from = slice * size[0] * size[1];
    for (let i = 0; i < values.length; i++) tissue[from + i] = values[i]! > TISSUE_HU ? 1 : 0;
  });
  let core: Uint8Array = tissue;
  // In plane alone: the outermost slices of a scan are cut, not the end of the head. The picture's border isn't an edge.
  for (let i = 0; i < THIN_CELLS; i++) core = eroded(core, size, { beyond: 1 });
  let mask: Uint8Array = largestObject(core, size).mask;
  // One more than was taken off: corners come back only in steps along the axes.
  for (let i = 0; i <= THIN_CELLS; i++) mask = grownWithin(mask, tissue, size);
  fillHoles(mask, size);
  return { volume: coarse, mask };
}

/** The neighbours of a mask, along the three axes, that are tissue. */
function grownWithin(mask: Uint8Array, tissue: Uint8Array, [columns, rows]: GridSize): Uint8Array {
  const out = mask.slice();
  const plane = columns * rows;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 1 || tissue[i] === 0) continue;
    const column = i % columns;
    const row = Math.floor(i / columns) % rows;
    const touches =
      (column > 0 && mask[i - 1] === 1) ||
      (column < columns - 1 && mask[i + 1] === 1) ||
      (row > 0 && mask[i - columns] === 1) ||
      (row < rows - 1 && mask[i + columns] === 1) ||
      mask[i - plane] === 1 ||
      mask[i + plane] === 1;
    if (touches) out[i] = 1;
  }
  return out;
}

/** Sets what no way through the plane joins to the picture's border. */
function fillHoles(mask: Uint8Array, [columns, rows, slices]: GridSize): void {
  for (let slice = 0; slice < slices; slice++) {
    const plane = mask.subarray(slice * columns * rows, (slice + 1) * columns * rows);
    const outside = joinedToBorder(
      plane.map((set) => 1 - set),
      columns,
      rows,
    );
    for (let i = 0; i < plane.length; i++) plane[i] = 1 - outside[i]!;
  }
}

/** The middle of a coarse head, patient mm; undefined where there is no head. */
export function headCentre({ volume, mask }: CoarseHead): readonly [number, number, number] | undefined {
  const { columns, rows } = volume;
  const sums = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    count++;
    sums[0]! += i % columns;
    sums[1]! += Math.floor(i / columns) % rows;
    sums[2]! += Math.floor(i / (columns * rows));
  }
  if (count === 0) return undefined;
  const [column, row, slice] = sums.map((sum) => sum / count) as [number, number, number];
  return voxelToPatient(volume, { column, row, slice });
}
