import { add, maxPool, type Node, relu } from '@ichor/compiler';
import type { Backbone } from './backbone.ts';
import { convolutionNorm } from './convolution-norm.ts';
import type { StateDict } from './state-dict.ts';

type Block = 'basic' | 'bottleneck';

/** Blocks a stage, and their kind (He et al. 2016, table 1). */
const TABLE = {
  resnet18: { block: 'basic', blocks: [2, 2, 2, 2] },
  resnet34: { block: 'basic', blocks: [3, 4, 6, 3] },
  resnet50: { block: 'bottleneck', blocks: [3, 4, 6, 3] },
} as const satisfies Record<string, { block: Block; blocks: readonly number[] }>;

const WIDTHS = [64, 128, 256, 512];
/** A block puts out this many times its width. */
const EXPANSION: Record<Block, number> = { basic: 1, bottleneck: 4 };

/**
 * A residual network (He et al. 2016) with torchvision's parameter names and its place of the stride (in the 3 x 3
 * convolution of a bottleneck).
 */
export function residualNetwork(name: keyof typeof TABLE): Backbone {
  const { block, blocks } = TABLE[name];
  return {
    pyramid: ['layer1', 'layer2', 'layer3', 'layer4'],
    classifier: 'fc',
    classifierStart: 'byInputs',
    dropout: 0,
    stochasticDepth: undefined,
    build(images, state) {
      const stemOptions = { convolution: 'conv1', norm: 'bn1', channels: 64, kernel: 7, stride: 2 };
      const stem = relu(convolutionNorm(state, images, stemOptions)); // [N, 64, S/2, S/2]
      let x: Node = maxPool(stem, { kernel: 3, stride: 2, padding: 1 }); // [N, 64, S/4, S/4]
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
      return { features, last: x };
    },
  };
}

interface BlockOptions {
  readonly width: number;
  readonly out: number;
  readonly stride: number;
}

/** 3 x 3, 3 x 3 */
function basicBlock(state: StateDict, x: Node, path: string, { width, out, stride }: BlockOptions): Node {
  let y = relu(normalized(state, x, path, 1, width, { kernel: 3, stride }));
  y = relu(add(normalized(state, y, path, 2, out, { kernel: 3 }), shortcut(state, x, path, out, stride)));
  return y;
}

/** 1 x 1 down, 3 x 3, 1 x 1 up */
function bottleneck(state: StateDict, x: Node, path: string, { width, out, stride }: BlockOptions): Node {
  let y = relu(normalized(state, x, path, 1, width, { kernel: 1 }));
  y = relu(normalized(state, y, path, 2, width, { kernel: 3, stride }));
  y = relu(add(normalized(state, y, path, 3, out, { kernel: 1 }), shortcut(state, x, path, out, stride)));
  return y;
}

/** The input itself, or a strided 1 x 1 where the shape changes. */
function shortcut(state: StateDict, x: Node, path: string, out: number, stride: number): Node {
  if (stride === 1 && x.shape[1] === out) return x;
  const [convolution, norm] = [`${path}.downsample.0`, `${path}.downsample.1`];
  return convolutionNorm(state, x, { convolution, norm, channels: out, kernel: 1, stride });
}

/** A block's convolution of that number, and its norm. */
const normalized = (
  state: StateDict,
  x: Node,
  path: string,
  number: number,
  channels: number,
  window: { kernel: number; stride?: number },
): Node =>
  convolutionNorm(state, x, {
    convolution: `${path}.conv${number}`,
    norm: `${path}.bn${number}`,
    channels,
    ...window,
  });
