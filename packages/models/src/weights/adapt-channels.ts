import { CompilerError, type Tensor } from '@ichor/compiler';

/**
 * The kernels of a first convolution for another number of input channels. Each new channel's kernel is the mean of the old ones
 * times old / new count, which is their sum / new count:
 *
 *     new[o, c] = (old[o, 0] + ... + old[o, I - 1]) / C
 *
 * so that an image whose channels are all equal gives the same activations before and after; one grey channel gets the sum.
 * Kernels that have that many channels stay as they are.
 *
 * @param kernels [out, I, k, k]
 * @param channels C, of the new input
 * @returns [out, C, k, k]
 * @throws CompilerError where they aren't kernels
 */
export function adaptChannels({ shape, data }: Tensor, channels: number): Tensor {
  const [out = 0, inputs = 0, rows = 0, columns = 0] = shape;
  if (shape.length !== 4) throw new CompilerError('first convolution', `has kernels of shape [${shape}]`);
  if (inputs === channels) return { shape, data };
  const places = rows * columns;
  const adapted = new Float32Array(out * channels * places);
  for (let o = 0; o < out; o++)
    for (let place = 0; place < places; place++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += data[(o * inputs + i) * places + place] ?? 0;
      for (let c = 0; c < channels; c++) adapted[(o * channels + c) * places + place] = sum / channels;
    }
  return { shape: [out, channels, rows, columns], data: adapted };
}
