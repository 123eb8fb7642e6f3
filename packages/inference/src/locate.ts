import { type Box, HEMORRHAGE_TYPES, type Series } from '@ichor/ct';
import { type NetworkPlanes, networkInput } from '@ichor/scoring';
import { BATCH, networkPass } from './network-pass.ts';
import type { OpenBundle } from './open-bundle.ts';

/** A cell of a heatmap is at most this wide and high. */
export const LARGEST_CELL_MM = 12;
/** For a slice without pixel spacing: no head is longer, so cells are small enough whatever its size. */
const LONGEST_HEAD_MM = 240;
/** Twelve by twelve passes; a picture so wide that this is not enough is no head, and has larger cells. */
const MOST_SHIFTS = 12;

/** Class activation maps of one sample, over the head's box. */
export interface SampleMap {
  readonly rows: number;
  readonly columns: number;
  /** [types, rows, columns], logits: their mean over a map of one pass is the sample's logit. */
  readonly cam: Float32Array;
}

/**
 * Class activation maps (Zhou et al. 2016; exact for a network that ends in average pooling and a linear layer) in
 * cells of at most `cellMm`. The network's own cells are coarser: it sees the picture at k x k shifted positions,
 * and the maps are interleaved ("shift and stitch", Long et al. 2015), which is what dilating its last strides gives.
 */
export async function locate(
  opened: OpenBundle,
  series: Series,
  planes: NetworkPlanes,
  sample: number,
  cellMm = LARGEST_CELL_MM,
): Promise<SampleMap> {
  const { input, model } = opened.bundle;
  const { size } = input;
  const image = networkInput(planes, input, [sample]);
  const air = (0 - input.mean) / input.standardDeviation;

  const first = await cams([image]);
  const [rows, columns] = [first.rows, first.columns];
  const [heightMm, widthMm] = boxMm(series, planes, sample);
  const k = Math.min(MOST_SHIFTS, Math.ceil(Math.max(heightMm / rows, widthMm / columns) / cellMm));
  if (k <= 1 && model.cellLooksAt === 0.5) return { rows, columns, cam: first.maps[0]! };

  const fine = { rows: rows * k, columns: columns * k };
  const cam = new Float32Array(HEMORRHAGE_TYPES.length * fine.rows * fine.columns);
  const positions = Array.from({ length: k * k }, (_, i) => ({ down: Math.floor(i / k), across: i % k }));
  for (let start = 0; start < positions.length; start += BATCH) {
    const part = positions.slice(start, start + BATCH);
    const images = part.map(({ down, across }) =>
      shifted(image, size, shift(down, size / rows), shift(across, size / columns), air),
    );
    const { maps } = await cams(images);
    for (const [i, { down, across }] of part.entries()) {
      interleave(maps[i]!, rows, columns, cam, k, down, across);
    }
  }
  return { ...fine, cam };

  /** Pixels by which the picture moves so that the centre of fine cell `index` comes to where a coarse cell looks. */
  function shift(index: number, cell: number): number {
    return Math.round(cell * ((index + 0.5) / k - model.cellLooksAt));
  }

  /** The maps [types, h, w] of each image. Not averaged with the mirrored ones: twice the time for the same place. */
  async function cams(images: readonly Float32Array[]) {
    const batch = new Float32Array(images.length * image.length);
    for (const [i, one] of images.entries()) batch.set(one, i * one.length);
    const { shape, data } = await networkPass(opened.classifier, batch, size, model.cam);
    const [, , h, w] = shape as [number, number, number, number];
    const length = data.length / images.length;
    return { rows: h, columns: w, maps: images.map((_, i) => data.subarray(i * length, (i + 1) * length)) };
  }
}

/** [3, size, size] moved up and to the left; what comes in is air, as outside the head's box. */
function shifted(image: Float32Array, size: number, up: number, left: number, air: number): Float32Array {
  const out = new Float32Array(image.length).fill(air);
  const from = Math.max(0, left);
  const to = Math.min(size, size + left);
  for (let line = 0; line < image.length / size; line++) {
    const row = line % size;
    if (row + up < 0 || row + up >= size) continue;
    const source = (line + up) * size;
    out.set(image.subarray(source + from, source + to), line * size + from - left);
  }
  return out;
}

function interleave(
  map: Float32Array,
  rows: number,
  columns: number,
  fine: Float32Array,
  k: number,
  down: number,
  across: number,
): void {
  for (let plane = 0; plane < HEMORRHAGE_TYPES.length; plane++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const line = (plane * rows + row) * k + down;
        fine[(line * columns + column) * k + across] = map[(plane * rows + row) * columns + column]!;
      }
    }
  }
}

/** Height and width of the head's box, hung, in millimetres. */
function boxMm(series: Series, planes: NetworkPlanes, sample: number): [number, number] {
  const box: Box = planes.boxes[planes.triples[sample * 3 + 1]!]!;
  const spacing = series.slices[planes.nearestSlice[sample]!]!.pixelSpacing;
  if (!spacing) return [LONGEST_HEAD_MM, LONGEST_HEAD_MM];
  const [rowMm, columnMm] = planes.hanging.transpose ? [spacing[1], spacing[0]] : spacing;
  return [box.rows * rowMm, box.columns * columnMm];
}
