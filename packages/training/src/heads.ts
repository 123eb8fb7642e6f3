import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { type Batch, REGION_TYPES } from '@ichor/dataset';
import type { StepInput } from './step-input.ts';

/** The head whose logits are the scores of HEMORRHAGE_TYPES, in their order; a bundle's output has that name. */
export const CLASSIFIER_HEAD = 'logits';
/** The auxiliary head that is told in which regions of a slice each type of blood is. Bundles leave it out. */
export const REGIONS_HEAD = 'regions';

/** Outputs of each head that an objective may name. */
export const HEAD_OUTPUTS: ReadonlyMap<string, number> = new Map([
  [CLASSIFIER_HEAD, HEMORRHAGE_TYPES.length],
  [REGIONS_HEAD, REGION_TYPES],
]);

/** What a batch tells a training step: the truth about each head, and of which samples the regions are known. */
export const stepInputOf = ({ images, labels, regions, regionWeights }: Batch): StepInput => ({
  images,
  truths: { [CLASSIFIER_HEAD]: labels, [REGIONS_HEAD]: regions },
  masks: { [REGIONS_HEAD]: regionWeights },
});
