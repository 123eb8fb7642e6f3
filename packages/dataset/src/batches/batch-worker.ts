import { parentPort, workerData } from 'node:worker_threads';
import { HEMORRHAGE_TYPES, Rng } from '@ichor/ct';
import { type InputSpecification, networkInput } from '@ichor/scoring';
import { openSamples, type Samples } from '../prepared/open-samples.ts';
import type { Prepared } from '../prepared/prepared.ts';
import { type ThreadFailure, threadFailure } from '../thread-failure.ts';
import { type Augmentation, augmentInto, drawDistortion, noiseTable } from './augment.ts';
import { epochOrder, type MixPart } from './epoch-order.ts';
import { MASK_STRIDE, REGION_STRIDE, REGION_TYPES, regionLabels } from './regions.ts';

const TYPES = HEMORRHAGE_TYPES.length;

/** What the thread of `openBatches` is told once. */
export interface BatchWork {
  readonly mix: readonly (MixPart & {
    /** The same object where several parts are of one source. */
    prepared: Pick<Prepared, 'planes' | 'masks' | 'triples' | 'labels'>;
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

/** Those arrays, filled, or why they are not. */
export type BatchAnswer = BatchRequest | { readonly failure: ThreadFailure };

const { mix, specification, batch, stepsPerEpoch, seed, augmentation } = workerData as BatchWork;
const noises = noiseTable(Rng.of(seed, 'noise'));
const imageLength = 3 * specification.size ** 2;
const cells = specification.size / MASK_STRIDE;
const regionsAlong = specification.size / REGION_STRIDE;
const regionLength = REGION_TYPES * regionsAlong ** 2;
const planes = new Uint8Array(imageLength);
const mask = new Uint8Array(cells * cells);
const ownTriple = Int32Array.of(0, 1, 2);
const opened = new Map<object, Samples>();
const samplesOf = mix.map(({ prepared }) => {
  const samples = opened.get(prepared) ?? openSamples(prepared);
  opened.set(prepared, samples);
  return samples;
});
let order: Int32Array = new Int32Array();
let orderOf = -1;

parentPort!.on('message', (request: BatchRequest) => {
  try {
    fill(request);
  } catch (caught) {
    parentPort!.postMessage({ failure: threadFailure(caught) } satisfies BatchAnswer);
    return;
  }
  const { images, labels, regions, regionWeights } = request;
  parentPort!.postMessage(request satisfies BatchAnswer, [
    images.buffer,
    labels.buffer,
    regions.buffer,
    regionWeights.buffer,
  ]);
});

function fill({ step, images, labels, regions, regionWeights }: BatchRequest): void {
  const epoch = Math.floor(step / stepsPerEpoch);
  if (epoch !== orderOf) {
    order = epochOrder(mix, seed, epoch);
    orderOf = epoch;
  }
  const first = (step % stepsPerEpoch) * batch;
  for (let i = 0; i < batch; i++) {
    const part = order[2 * (first + i)]!;
    const samples = samplesOf[part]!;
    const row = order[2 * (first + i) + 1]!;
    const at = i * imageLength;
    // The distortion hangs on the place in the epoch alone, so a resumed run sees the same pictures.
    const distortion =
      augmentation && drawDistortion(augmentation, Rng.of(seed, 'augment', epoch, first + i));
    samples.copyPlanes(row, planes, 0);
    if (distortion) augmentInto(images, at, planes, ownTriple, specification, distortion, noises);
    else images.set(networkInput({ planes, triples: ownTriple }, specification), at);
    regionWeights[i] = samples.copyMask ? 1 : 0;
    if (samples.copyMask) {
      samples.copyMask(row, mask);
      regionLabels(regions, i * regionLength, mask, cells, regionsAlong, distortion);
    } else regions.fill(0, i * regionLength, (i + 1) * regionLength);
    const truth = mix[part]!.prepared.labels;
    for (let type = 0; type < TYPES; type++) labels[i * TYPES + type] = truth[row * TYPES + type]!;
  }
}
