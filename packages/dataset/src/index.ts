/**
 * Labelled studies behind one interface, prepared once as networks see them, and the batches made of them. It knows
 * nothing of models.
 *
 * @example
 * const source = await openSource({ kind: 'simulated', seed: 7, studies: 20 });
 * const prepared = await prepare(source, inputSpecification(128), cacheFolder);
 * const batches = openBatches({ mix: [{ prepared, rows }], batch: 32, epochs: 8, seed: 1, augmentation });
 * for await (const { images, labels } of batches) await step(images, labels);
 */
export type { Augmentation } from './batches/augment.ts';
export { type Batch, type Batches, type BatchPlan, openBatches } from './batches/batches.ts';
export { epochOrder, type MixPart, slicesInEpoch } from './batches/epoch-order.ts';
export { type EvaluationBatch, evaluationBatches } from './batches/evaluation-batches.ts';
export { REGION_STRIDE, REGION_TYPES } from './batches/regions.ts';
export { type PrepareOptions, prepare } from './prepared/prepare.ts';
export type { PrepareProgress } from './prepared/prepare-studies.ts';
export type { PreparedStudy } from './prepared/prepare-study.ts';
export { loadPrepared, type Prepared } from './prepared/prepared.ts';
export type { Shards } from './prepared/shards.ts';
export { type PreparedOf, type PreparedStudies, writePrepared } from './prepared/write-prepared.ts';
export type { SimulatedDescription } from './sources/simulated-source.ts';
export type { LabelledStudy, Source, SourceFiles, SourceStudy } from './sources/source.ts';
export { describeFolder, type FolderKind, openSource, type SourceDescription } from './sources/sources.ts';
export { type GroupedSplitOptions, groupedSplit } from './splits/grouped-split.ts';
export { holdOutShare, type ShareToHoldOut } from './splits/hold-out-share.ts';
export { checkFold, type Split, type SplitUse } from './splits/split.ts';
export { type RowsToSplit, type SplitRows, splitRows } from './splits/split-rows.ts';
