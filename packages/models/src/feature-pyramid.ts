import { add, conv2d, type Node, relu, upsample } from '@ichor/compiler';
import { convolutionNorm } from './convolution-norm.ts';
import type { StateDict } from './state-dict.ts';

/** Channels of the pyramid's maps. */
const WIDTH = 64;

/**
 * A feature pyramid (Lin et al. 2017): from the coarsest map upwards, each is doubled and joined to the next finer one of the
 * encoder, so that the finest knows both what is there and where. Only it is put out, for masks.
 *
 * Unlike Lin's, what was joined goes through a 3 x 3 convolution with norm and ReLU on its way up: started from random
 * weights, sums of plain linear maps learn slowly.
 *
 * @param features of 4, 8, 16 and 32 pixels a place
 * @returns [N, outputs, S/4, S/4]
 */
export function featurePyramid(
  state: StateDict,
  features: readonly Node[],
  { name, outputs }: { readonly name: string; readonly outputs: number },
): Node {
  const lateral = (x: Node, path: string, channels: number): Node =>
    conv2d(x, state.take(`${path}.weight`, [channels, x.shape[1] ?? 0, 1, 1], { role: 'convWeight' }), {
      bias: state.take(`${path}.bias`, [channels], { role: 'convBias' }),
    });
  const coarsest = features.length - 1;
  const levels = features.map((feature, i) => lateral(feature, `fpn.lateral.${i}`, WIDTH));
  const top = levels[coarsest];
  if (top === undefined) throw new RangeError('featurePyramid: takes features');
  const finest = levels.slice(0, coarsest).reduceRight<Node>((above, level, i) => {
    const joined = add(upsample(above, { factor: 2, mode: 'nearest' }), level);
    const [convolution, norm] = [`fpn.smooth.${i}.0`, `fpn.smooth.${i}.1`];
    return relu(convolutionNorm(state, joined, { convolution, norm, channels: WIDTH, kernel: 3 }));
  }, top);
  return lateral(finest, name, outputs);
}
