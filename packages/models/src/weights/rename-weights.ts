import { CompilerError, type ParameterMap, type Tensor } from '@ichor/compiler';

/** What networks trained on several devices have before every name. */
const PARALLEL = 'module.';
/** Of norms: how often they moved, which nothing here asks. */
const COUNTER = /(?:^|\.)num_batches_tracked$/;

/**
 * Weights by the names that our architecture of that name has for them. Those are torchvision's for ResNet and EfficientNet
 * (timm's ResNets have them too), and efficientnet-pytorch's for EfficientNet-Lite0; timm's of EfficientNet are changed into
 * them. Counters of batches are left out, and so is a `module.` before every name; what isn't known keeps its name.
 *
 * Names don't tell everything: timm's `tf_efficientnet_*` are called as its others, and pad and normalize as TensorFlow does, which
 * the networks of torchvision, and ours, don't.
 *
 * @throws CompilerError where two weights get one name
 */
export function renameWeights(architecture: string, weights: ParameterMap): Map<string, Tensor> {
  const names = [...weights.keys()];
  const prefix = names.length > 0 && names.every((name) => name.startsWith(PARALLEL)) ? PARALLEL : '';
  const isTimm = architecture.startsWith('efficientnet_b') && names.includes(`${prefix}conv_stem.weight`);
  const renamed = new Map<string, Tensor>();
  for (const [name, tensor] of weights) {
    if (COUNTER.test(name)) continue;
    const own = name.slice(prefix.length);
    const ours = isTimm ? fromTimm(own) : own;
    if (renamed.has(ours)) throw new CompilerError(ours, 'is the name of two of the weights');
    renamed.set(ours, tensor);
  }
  return renamed;
}

/** timm's layers outside its blocks -> torchvision's. */
const OUTER: Readonly<Record<string, string>> = {
  conv_stem: 'features.0.0',
  bn1: 'features.0.1',
  conv_head: 'features.8.0',
  bn2: 'features.8.1',
  classifier: 'classifier.1',
};

/** Layers of timm's blocks of the first stage, which don't expand. */
const SEPARABLE: Readonly<Record<string, string>> = {
  conv_dw: '0.0',
  bn1: '0.1',
  'se.conv_reduce': '1.fc1',
  'se.conv_expand': '1.fc2',
  conv_pw: '2.0',
  bn2: '2.1',
};

/** Layers of the blocks of all others. */
const INVERTED: Readonly<Record<string, string>> = {
  conv_pw: '0.0',
  bn1: '0.1',
  conv_dw: '1.0',
  bn2: '1.1',
  'se.conv_reduce': '2.fc1',
  'se.conv_expand': '2.fc2',
  conv_pwl: '3.0',
  bn3: '3.1',
};

/** A parameter of timm's EfficientNet -> torchvision's name; one that isn't known as it is. */
function fromTimm(name: string): string {
  const [, layer = '', parameter = ''] = /^(.*)\.(\w+)$/.exec(name) ?? [];
  const [, stage, block, inner = ''] = /^blocks\.(\d+)\.(\d+)\.(.*)$/.exec(layer) ?? [];
  if (stage === undefined) return OUTER[layer] === undefined ? name : `${OUTER[layer]}.${parameter}`;
  const ours = (stage === '0' ? SEPARABLE : INVERTED)[inner];
  return ours === undefined ? name : `features.${Number(stage) + 1}.${block}.block.${ours}.${parameter}`;
}
