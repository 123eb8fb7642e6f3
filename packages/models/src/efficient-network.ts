import {
  add,
  conv2d,
  globalAveragePool,
  multiply,
  type Node,
  sigmoid,
  silu,
  stochasticDepth,
} from '@ichor/compiler';
import type { Backbone } from './backbone.ts';
import { convolutionNorm } from './convolution-norm.ts';
import { STAGES } from './efficient-stages.ts';
import type { StateDict } from './state-dict.ts';

/** How wide and deep a member is beside B0, and its dropout (Tan and Le 2019). */
const TABLE = {
  efficientnet_b0: { width: 1, depth: 1, dropout: 0.2 },
  efficientnet_b4: { width: 1.4, depth: 1.8, dropout: 0.4 },
} as const;

const STEM = 32;
/** The last convolution puts out so many times what the last stage does. */
const HEAD_EXPANSION = 4;

/** EfficientNet (Tan and Le 2019) with torchvision's parameter names and numbers. */
export function efficientNetwork(name: keyof typeof TABLE): Backbone {
  const { width, depth, dropout } = TABLE[name];
  const wide = (channels: number): number => divisible(channels * width);
  const repeats = STAGES.map(({ repeats }) => Math.ceil(repeats * depth));
  const blocks = repeats.reduce((a, b) => a + b, 0);
  return {
    pyramid: ['features.2', 'features.3', 'features.5', 'features.7'],
    classifier: 'classifier.1',
    classifierStart: 'byOutputs',
    dropout,
    stochasticDepth: 0.2,
    build(images, state, options) {
      const features: Record<string, Node> = {};
      let x: Node = silu(normalized(state, images, 'features.0', wide(STEM), { kernel: 3, stride: 2 }));
      features['features.0'] = x; // [N, stem, S/2, S/2]
      let block = 0;
      for (const [stage, { expansion, kernel, stride, channels }] of STAGES.entries()) {
        for (let i = 0; i < (repeats[stage] ?? 0); i++) {
          const path = `features.${stage + 1}.${i}`;
          // Later blocks are left out more often.
          const left = (options.stochasticDepth * block++) / blocks;
          const shape = { expansion, kernel, stride: i === 0 ? stride : 1, channels: wide(channels) };
          x = invertedBottleneck(state, x, path, shape, left);
        }
        features[`features.${stage + 1}`] = x;
      }
      const last = `features.${STAGES.length + 1}`;
      x = silu(normalized(state, x, last, HEAD_EXPANSION * (x.shape[1] ?? 0), { kernel: 1 }));
      features[last] = x; // [N, 4 x channels, S/32, S/32]
      return { features, last: x };
    },
  };
}

interface BlockShape {
  readonly expansion: number;
  readonly kernel: number;
  readonly stride: number;
  /** That come out. */
  readonly channels: number;
}

/** 1 x 1 up, depthwise k x k, squeeze and excitation, 1 x 1 down (Sandler et al. 2018; Hu et al. 2018). */
function invertedBottleneck(
  state: StateDict,
  x: Node,
  path: string,
  { expansion, kernel, stride, channels }: BlockShape,
  leftOut: number,
): Node {
  const inputs = x.shape[1] ?? 0;
  const expanded = divisible(inputs * expansion);
  let layer = 0;
  const next = (): string => `${path}.block.${layer++}`;
  let y = x;
  if (expanded !== inputs) y = silu(normalized(state, y, next(), expanded, { kernel: 1 }));
  y = silu(normalized(state, y, next(), expanded, { kernel, stride, depthwise: true }));
  y = squeezeExcitation(state, y, next(), Math.max(1, Math.floor(inputs / 4)));
  y = normalized(state, y, next(), channels, { kernel: 1 });
  if (stride > 1 || inputs !== channels) return y;
  return add(stochasticDepth(y, { name: path, rate: leftOut }), x);
}

/** Weighs channels by what the whole map holds: its mean through two layers and a sigmoid. */
function squeezeExcitation(state: StateDict, x: Node, path: string, squeezed: number): Node {
  const channels = x.shape[1] ?? 0;
  const layer = (y: Node, name: string, from: number, to: number): Node =>
    conv2d(y, state.take(`${path}.${name}.weight`, [to, from, 1, 1], { role: 'convWeight' }), {
      bias: state.take(`${path}.${name}.bias`, [to], { role: 'convBias' }),
    });
  const mean = globalAveragePool(x, { keepPlaces: true }); // [N, C, 1, 1]
  const excited = layer(silu(layer(mean, 'fc1', channels, squeezed)), 'fc2', squeezed, channels);
  return multiply(x, sigmoid(excited));
}

const normalized = (
  state: StateDict,
  x: Node,
  path: string,
  channels: number,
  window: { kernel: number; stride?: number; depthwise?: boolean },
): Node => convolutionNorm(state, x, { convolution: `${path}.0`, norm: `${path}.1`, channels, ...window });

/** The nearest multiple of 8 that is not under 90 % of the number (torchvision's `_make_divisible`). */
function divisible(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
