import { parentPort, workerData } from 'node:worker_threads';
import { type InputSpecification, networkInput, Rng } from '@ichor/ct';
import { type Augmentation, augmentInto, drawDistortion, noiseTable } from './augment.ts';
import { epochOrder, type MixPart } from './epoch-order.ts';
import { MASK_STRIDE, REGION_STRIDE, REGION_TYPES, regionLabels } from './regions.ts';

/** What the thread of `openBatches` is told once. */
export interface BatchWork {
  readonly mix: readonly (MixPart & {
    planes: Uint8Array;
    masks: Uint8Array | undefined;
    triples: Int32Array;
    labels: Uint8Array;
  })[];
  readonly specification: InputSpecification;
  readonly batch: number;
  readonly stepsPerEpoch: number;
  readonly seed: number;
  readonly augmentation: Augmentation | undefined;
}

/** Fill these arrays with the batch of that step. */
export interface BatchRequest {
  readonly step: number;
  readonly images: Float32Array<ArrayBuffer>;
  readonly labels: Float32Array<ArrayBuffer>;
  readonly regions: Float32Array<ArrayBuffer>;
  readonly regionWeights: Float32Array<ArrayBuffer>;
}

const { mix, specification, batch, stepsPerEpoch, seed, augmentation } = workerData as BatchWork;
const noises = noiseTable(Rng.of(seed, 'noise'));
const imageLength = 3 * specification.size ** 2;
const cells = specification.size / MASK_STRIDE;
const regionsAlong = specification.size / REGION_STRIDE;
const regionLength = REGION_TYPES * regionsAlong ** 2;
let order: Int32Array = new Int32Array();
let orderOf = -1;

parentPort!.on('message', ({ step, images, labels, regions, regionWeights }: BatchRequest) => {
  const epoch = Math.floor(step / stepsPerEpoch);
  if (epoch !== orderOf) {
    order = epochOrder(mix, seed, epoch);
    orderOf = epoch;
  }
  const first = (step % stepsPerEpoch) * batch;
  for (let i = 0; i < batch; i++) {
    const part = mix[order[2 * (first + i)]!]!;
    const row = order[2 * (first + i) + 1]!;
    const at = i * imageLength;
    // The distortion hangs on the place in the epoch alone, so a resumed run sees the same pictures.
    const distortion =
      augmentation && drawDistortion(augmentation, Rng.of(seed, 'augment', epoch, first + i));
    if (distortion) {
      const triple = part.triples.subarray(row * 3, row * 3 + 3);
      augmentInto(images, at, part.planes, triple, specification, distortion, noises);
    } else images.set(networkInput(part, specification, [row]), at);
    regionWeights[i] = part.masks ? 1 : 0;
    if (part.masks) {
      const mask = part.masks.subarray(row * cells * cells, (row + 1) * cells * cells);
      regionLabels(regions, i * regionLength, mask, cells, regionsAlong, distortion);
    } else regions.fill(0, i * regionLength, (i + 1) * regionLength);
    for (let type = 0; type < 6; type++) labels[i * 6 + type] = part.labels[row * 6 + type]!;
  }
  parentPort!.postMessage({ step, images, labels, regions, regionWeights }, [
    images.buffer,
    labels.buffer,
    regions.buffer,
    regionWeights.buffer,
  ]);
});
