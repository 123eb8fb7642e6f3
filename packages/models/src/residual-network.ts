import {
  add,
  batchNorm,
  classActivationMap,
  conv2d,
  globalAveragePool,
  linear,
  type Model,
  maxPool,
  type Node,
  parameter,
  relu,
} from '@ichor/compiler';
import { StateDict } from './state-dict.ts';

type Block = 'basic' | 'bottleneck';

/** Blocks a stage, and their kind (He et al. 2016, table 1). */
const TABLE = {
  resnet18: { block: 'basic', blocks: [2, 2, 2, 2] },
  resnet34: { block: 'basic', blocks: [3, 4, 6, 3] },
  resnet50: { block: 'bottleneck', blocks: [3, 4, 6, 3] },
} as const satisfies Record<string, { block: Block; blocks: readonly number[] }>;

export type ResNetName = keyof typeof TABLE;
export const RESNET_NAMES = Object.keys(TABLE) as ResNetName[];

const WIDTHS = [64, 128, 256, 512];
/** A block puts out this many times its width. */
const EXPANSION: Record<Block, number> = { basic: 1, bottleneck: 4 };

export interface ResNetOptions {
  /** 6 by default. */
  readonly classes?: number;
  /** 3 by default. */
  readonly channels?: number;
  /**
   * So many logits for each place of layer3, one for 16 x 16 pixels: an auxiliary head (`regions.weight`, `regions.bias`)
   * that is told where blood is, so that the layers below learn faster what it looks like. None by default.
   */
  readonly regionTypes?: number;
}

/**
 * A residual network (He et al. 2016) with torchvision's parameter names and its place of the stride (in the 3 x 3
 * convolution of a bottleneck).
 */
export function resnet(name: ResNetName, options: ResNetOptions = {}): Model {
  const { classes = 6, channels = 3, regionTypes = 0 } = options;
  const { block, blocks } = TABLE[name];

  const build = (images: Node, state: StateDict) => {
    let x: Node = normalized(state, images, 'conv1', 'bn1', 64, { kernel: 7, stride: 2 }); // [N, 64, S/2, S/2]
    x = relu(x);
    const stem = x;
    x = maxPool(x, { kernel: 3, stride: 2, padding: 1 }); // [N, 64, S/4, S/4]
    const features: Record<string, Node> = { stem };
    for (const [stage, count] of blocks.entries()) {
      const width = WIDTHS[stage] ?? 0;
      for (let i = 0; i < count; i++) {
        const stride = stage > 0 && i === 0 ? 2 : 1;
        const path = `layer${stage + 1}.${i}`;
        const out = width * EXPANSION[block];
        x = (block === 'basic' ? basicBlock : bottleneck)(state, x, path, { width, out, stride });
      }
      features[`layer${stage + 1}`] = x; // [N, width * expansion, S / (4 * 2^stage), ...]
    }
    const weight = state.take('fc.weight', [classes, x.shape[1] ?? 0], 'linearWeight');
    const bias = state.take('fc.bias', [classes], 'linearBias');
    const logits = linear(globalAveragePool(x), weight, bias); // [N, classes]
    const classifier = { features: x, weight, bias };
    const { layer3 } = features;
    if (regionTypes === 0 || layer3 === undefined) return { logits, features, classifier };
    const regions = classActivationMap(
      layer3,
      state.take('regions.weight', [regionTypes, layer3.shape[1] ?? 0], 'linearWeight', true),
      state.take('regions.bias', [regionTypes], 'linearBias', true),
    );
    return { logits, features, classifier, regions };
  };

  const declared = new StateDict();
  build(parameter('images', [1, channels, 224, 224]), declared);
  return {
    name,
    classes,
    channels,
    parameters: declared.specifications,
    build: (images) => build(images, new StateDict()),
  };
}

interface BlockOptions {
  readonly width: number;
  readonly out: number;
  readonly stride: number;
}

/** 3 x 3, 3 x 3 */
function basicBlock(state: StateDict, x: Node, path: string, { width, out, stride }: BlockOptions): Node {
  let y: Node = normalized(state, x, `${path}.conv1`, `${path}.bn1`, width, { kernel: 3, stride });
  y = normalized(state, relu(y), `${path}.conv2`, `${path}.bn2`, out, { kernel: 3 });
  return relu(add(y, shortcut(state, x, path, out, stride)));
}

/** 1 x 1 down, 3 x 3, 1 x 1 up */
function bottleneck(state: StateDict, x: Node, path: string, { width, out, stride }: BlockOptions): Node {
  let y: Node = normalized(state, x, `${path}.conv1`, `${path}.bn1`, width, { kernel: 1 });
  y = normalized(state, relu(y), `${path}.conv2`, `${path}.bn2`, width, { kernel: 3, stride });
  y = normalized(state, relu(y), `${path}.conv3`, `${path}.bn3`, out, { kernel: 1 });
  return relu(add(y, shortcut(state, x, path, out, stride)));
}

/** The input itself, or a strided 1 x 1 where the shape changes. */
function shortcut(state: StateDict, x: Node, path: string, out: number, stride: number): Node {
  if (stride === 1 && x.shape[1] === out) return x;
  return normalized(state, x, `${path}.downsample.0`, `${path}.downsample.1`, out, { kernel: 1, stride });
}

/** A convolution that keeps the map's size at stride 1, and its batch normalization. */
function normalized(
  state: StateDict,
  x: Node,
  convolution: string,
  norm: string,
  channels: number,
  { kernel, stride = 1 }: { kernel: number; stride?: number },
): Node {
  const weight = state.take(
    `${convolution}.weight`,
    [channels, x.shape[1] ?? 0, kernel, kernel],
    'convWeight',
  );
  const y = conv2d(x, weight, { stride, padding: (kernel - 1) / 2 });
  return batchNorm(y, norm, {
    weight: state.take(`${norm}.weight`, [channels], 'normWeight'),
    bias: state.take(`${norm}.bias`, [channels], 'normBias'),
    runningMean: state.take(`${norm}.running_mean`, [channels], 'runningMean'),
    runningVariance: state.take(`${norm}.running_var`, [channels], 'runningVariance'),
  });
}
