import { batchNorm, conv2d, type Node } from '@ichor/compiler';
import type { StateDict } from './state-dict.ts';

export interface ConvolutionNormOptions {
  /** Names of the convolution and of the norm, without `.weight`. */
  readonly convolution: string;
  readonly norm: string;
  /** Channels that come out. */
  readonly channels: number;
  readonly kernel: number;
  readonly stride?: number;
  /** Each channel by itself: as many come out as go in. */
  readonly depthwise?: boolean;
  /** Zeros about the map: `(kernel - 1) / 2` on each side, or as TensorFlow's "same", which pads more after than before. */
  readonly padding?: 'symmetric' | 'same';
  /** Of the norm; 1e-5 and .1 by default, as PyTorch has them. */
  readonly epsilon?: number;
  readonly momentum?: number;
}

/** A convolution without bias that keeps the map's size at stride 1, and its batch normalization. */
export function convolutionNorm(state: StateDict, x: Node, options: ConvolutionNormOptions): Node {
  const {
    convolution,
    norm,
    channels,
    kernel,
    stride = 1,
    depthwise = false,
    padding = 'symmetric',
  } = options;
  const inputs = x.shape[1] ?? 0;
  const weight = state.take(`${convolution}.weight`, [channels, depthwise ? 1 : inputs, kernel, kernel], {
    role: 'convWeight',
  });
  const y = conv2d(x, weight, {
    stride,
    padding: padding === 'same' ? samePadding(x.shape[2] ?? 0, kernel, stride) : (kernel - 1) / 2,
    groups: depthwise ? channels : 1,
  });
  const parameters = {
    weight: state.take(`${norm}.weight`, [channels], { role: 'normWeight' }),
    bias: state.take(`${norm}.bias`, [channels], { role: 'normBias' }),
    runningMean: state.take(`${norm}.running_mean`, [channels], { role: 'runningMean' }),
    runningVariance: state.take(`${norm}.running_var`, [channels], { role: 'runningVariance' }),
  };
  return batchNorm(y, norm, parameters, { epsilon: options.epsilon, momentum: options.momentum });
}

/** TensorFlow's: as many zeros as give `ceil(length / stride)` places; of an odd number, one more comes after. */
function samePadding(length: number, kernel: number, stride: number): { before: number; after: number } {
  const zeros = Math.max(0, (Math.ceil(length / stride) - 1) * stride + kernel - length);
  return { before: Math.floor(zeros / 2), after: Math.ceil(zeros / 2) };
}
