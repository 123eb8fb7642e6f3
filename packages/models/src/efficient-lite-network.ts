import { add, type Node, relu6, stochasticDepth } from '@ichor/compiler';
import type { Backbone } from './backbone.ts';
import { convolutionNorm } from './convolution-norm.ts';
import { STAGES } from './efficient-stages.ts';
import type { StateDict } from './state-dict.ts';

const STEM = 32;
const LAST = 1280;
const BLOCKS = STAGES.reduce((sum, { repeats }) => sum + repeats, 0);

/**
 * EfficientNet-Lite0 (Google 2020): B0 without squeeze and excitation, with ReLU6, TensorFlow's "same" padding, and norms of
 * epsilon 1e-3 and momentum .01. Parameters are named as in its PyTorch conversion.
 */
export function efficientLiteNetwork(): Backbone {
  return {
    pyramid: ['stage2', 'stage3', 'stage5', 'stage7'],
    classifier: '_fc',
    classifierStart: 'byOutputs',
    dropout: 0.2,
    stochasticDepth: 0.2,
    build(images, state, options) {
      const stem = { convolution: '_conv_stem', norm: '_bn0', channels: STEM, kernel: 3, stride: 2 };
      let x: Node = relu6(normalized(state, images, stem)); // [N, 32, S/2, S/2]
      const features: Record<string, Node> = { stem: x };
      let block = 0;
      for (const [stage, { repeats, stride, ...shape }] of STAGES.entries()) {
        for (let i = 0; i < repeats; i++) {
          const leftOut = (options.stochasticDepth * block) / BLOCKS;
          const path = `_blocks.${block++}`;
          x = invertedBottleneck(state, x, path, { ...shape, stride: i === 0 ? stride : 1 }, leftOut);
        }
        features[`stage${stage + 1}`] = x;
      }
      const head = { convolution: '_conv_head', norm: '_bn1', channels: LAST, kernel: 1 };
      x = relu6(normalized(state, x, head));
      features.head = x; // [N, 1280, S/32, S/32]
      return { features, last: x };
    },
  };
}

/** 1 x 1 up, depthwise k x k, 1 x 1 down */
function invertedBottleneck(
  state: StateDict,
  x: Node,
  path: string,
  shape: { expansion: number; kernel: number; stride: number; channels: number },
  leftOut: number,
): Node {
  const { expansion, kernel, stride, channels } = shape;
  const inputs = x.shape[1] ?? 0;
  const expanded = inputs * expansion;
  const layer = (y: Node, name: string, norm: string, rest: { channels: number; kernel: number }): Node =>
    normalized(state, y, { convolution: `${path}.${name}`, norm: `${path}.${norm}`, ...rest });
  let y = x;
  if (expansion > 1) y = relu6(layer(y, '_expand_conv', '_bn0', { channels: expanded, kernel: 1 }));
  const depthwise = { channels: expanded, kernel, stride, depthwise: true };
  y = relu6(layer(y, '_depthwise_conv', '_bn1', depthwise));
  y = layer(y, '_project_conv', '_bn2', { channels, kernel: 1 });
  if (stride > 1 || inputs !== channels) return y;
  return add(stochasticDepth(y, { name: path, rate: leftOut }), x);
}

const normalized = (state: StateDict, x: Node, options: Parameters<typeof convolutionNorm>[2]): Node =>
  convolutionNorm(state, x, { ...options, padding: 'same', epsilon: 1e-3, momentum: 0.01 });
