import { parentPort, workerData } from 'node:worker_threads';
import { type InputSpecification, networkInput, Rng } from '@ichor/ct';
import { type Augmentation, augmentInto, drawDistortion, noiseTable } from './augment.ts';
import { epochOrder, type MixPart } from './epoch-order.ts';

/** What the thread of `openBatches` is told once. */
export interface BatchWork {
  readonly mix: readonly (MixPart & { planes: Uint8Array; triples: Int32Array; labels: Uint8Array })[];
  readonly specification: InputSpecification;
  readonly batch: number;
  readonly stepsPerEpoch: number;
  readonly seed: number;
  readonly augmentation: Augmentation | undefined;
}

/** Fill these two arrays with the batch of that step. */
export interface BatchRequest {
  readonly step: number;
  readonly images: Float32Array<ArrayBuffer>;
  readonly labels: Float32Array<ArrayBuffer>;
}

const { mix, specification, batch, stepsPerEpoch, seed, augmentation } = workerData as BatchWork;
const noises = noiseTable(Rng.of(seed, 'noise'));
const imageLength = 3 * specification.size ** 2;
let order: Int32Array = new Int32Array();
let orderOf = -1;

parentPort!.on('message', ({ step, images, labels }: BatchRequest) => {
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
    if (augmentation) {
      // The distortion hangs on the place in the epoch alone, so a resumed run sees the same pictures.
      const distortion = drawDistortion(augmentation, Rng.of(seed, 'augment', epoch, first + i));
      const triple = part.triples.subarray(row * 3, row * 3 + 3);
      augmentInto(images, at, part.planes, triple, specification, distortion, noises);
    } else images.set(networkInput(part, specification, [row]), at);
    for (let type = 0; type < 6; type++) labels[i * 6 + type] = part.labels[row * 6 + type]!;
  }
  parentPort!.postMessage({ step, images, labels }, [images.buffer, labels.buffer]);
});
