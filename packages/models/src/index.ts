/**
 * Architectures, written with the compiler's operators and named as their makers name them.
 *
 * @example
 * const model = buildModel('efficientnet_b0', { classes: 6, maskHead: { name: 'masks', outputs: 6 } });
 * const parameters = initialParameters(model, () => rng.uniform());
 */
export { buildModel, MODEL_NAMES } from './build-model.ts';
export { initialParameters } from './initial-parameters.ts';
export type { NamedHead, NetworkOptions } from './network.ts';
export { adaptChannels } from './weights/adapt-channels.ts';
export { type FirstLayer, firstLayer } from './weights/first-layer.ts';
export { type FittedWeights, fitWeights } from './weights/fit-weights.ts';
export { foldInput, type InputScaling } from './weights/fold-input.ts';
export { readWeights, WEIGHT_FILES } from './weights/read-weights.ts';
export { renameWeights } from './weights/rename-weights.ts';
export { safetensorsHeader } from './weights/safetensors-header.ts';
export { writeSafetensors } from './weights/write-safetensors.ts';
