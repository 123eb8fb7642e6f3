/**
 * Architectures, written with the compiler's operators and named as torchvision names them.
 *
 * @example
 * const model = resnet('resnet18', { classes: 6, channels: 3 });
 * const parameters = initialParameters(model, () => rng.uniform());
 */
export { buildModel, MODEL_NAMES } from './build-model.ts';
export { hashedParameters, hashedUniform } from './hashed-parameters.ts';
export { initialParameters } from './initial-parameters.ts';
export { compareWithReference, type Deviation } from './reference-comparison.ts';
export { type ReferenceCase, type ReferenceNumbers, referenceRun } from './reference-run.ts';
export { RESNET_NAMES, type ResNetName, resnet } from './residual-network.ts';
