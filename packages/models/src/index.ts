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
