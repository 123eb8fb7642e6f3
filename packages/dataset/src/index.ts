/**
 * Labelled studies behind one interface, prepared once as networks see them, and the batches made of them. It knows
 * nothing of models.
 *
 * @example
 * const prepared = await prepare({ kind: 'simulated', seed: 7, studies: 20 }, inputSpecification(128), cacheFolder);
 * const batches = openBatches({ mix: [{ prepared, rows }], batch: 32, epochs: 8, seed: 1, augmentation });
 * for await (const { images, labels } of batches) await step(images, labels);
 */
export { auditSplit } from './audit-split.ts';
export type { Augmentation } from './augment.ts';
export { type Batch, type Batches, type BatchPlan, openBatches } from './batches.ts';
export { epochOrder, type MixPart, slicesInEpoch } from './epoch-order.ts';
export { type EvaluationBatch, evaluationBatches } from './evaluation-batches.ts';
export { physionetFold, physionetGroups, physionetUse } from './physionet-groups.ts';
export { prepare } from './prepare.ts';
export type { PrepareOptions, PrepareProgress } from './prepare-studies.ts';
export { loadPrepared, type Prepared } from './prepared.ts';
export { REGION_STRIDE, REGION_TYPES } from './regions.ts';
export {
  type DicomStudiesDescription,
  type LabelledStudy,
  openSource,
  type PhysionetDescription,
  type SimulatedDescription,
  type Source,
  type SourceDescription,
} from './source.ts';
