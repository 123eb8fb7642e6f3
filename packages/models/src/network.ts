import {
  CompilerError,
  classActivationMap,
  dropout,
  globalAveragePool,
  type Head,
  linear,
  type Model,
  type ModelOutputs,
  type Node,
  parameter,
} from '@ichor/compiler';
import type { Backbone } from './backbone.ts';
import { featurePyramid } from './feature-pyramid.ts';
import { StateDict } from './state-dict.ts';

/** A head whose parameters are `<name>.weight` and `<name>.bias`. */
export interface NamedHead {
  readonly name: string;
  /** Values of a place. */
  readonly outputs: number;
}

export interface NetworkOptions {
  /** Outputs of the classifier, the head `logits`. */
  readonly classes: number;
  /** 3 by default. */
  readonly channels?: number;
  /**
   * A head that only training has: logits at each place of the last features of 16 x 16 pixels, so that the layers below
   * learn what is where. None by default.
   */
  readonly mapHead?: NamedHead | undefined;
  /** Masks at a quarter of the image's side, by a feature pyramid (`fpn.*`); none by default. */
  readonly maskHead?: NamedHead | undefined;
  /** Rate before the classifier; the architecture's own by default. */
  readonly dropout?: number | undefined;
  /** Rate at the last block, of architectures that have it; the architecture's own by default. */
  readonly stochasticDepth?: number | undefined;
}

const MAP_STRIDE = 16;
const MASK_STRIDE = 4;

/**
 * A model: a backbone with its heads. The image's side has to be a multiple of 32.
 *
 * @throws CompilerError where stochastic depth is asked of an architecture that has none
 */
export function network(name: string, backbone: Backbone, options: NetworkOptions): Model {
  const { classes, channels = 3, mapHead, maskHead } = options;
  const rate = options.dropout ?? backbone.dropout;
  if (backbone.stochasticDepth === undefined && (options.stochasticDepth ?? 0) > 0)
    throw new CompilerError(name, 'has no blocks that stochastic depth could leave out');
  const stochasticDepth = options.stochasticDepth ?? backbone.stochasticDepth ?? 0;

  const build = (images: Node, state: StateDict): ModelOutputs => {
    const { features, last } = backbone.build(images, state, { stochasticDepth });
    const width = last.shape[1] ?? 0;
    const [weightBound, biasBound] =
      backbone.classifierStart === 'byInputs' ? [width ** -0.5, width ** -0.5] : [classes ** -0.5, 0];
    const weight = state.take(`${backbone.classifier}.weight`, [classes, width], {
      role: 'linearWeight',
      bound: weightBound,
    });
    const bias = state.take(`${backbone.classifier}.bias`, [classes], {
      role: 'linearBias',
      bound: biasBound,
    });
    const seen = dropout(globalAveragePool(last), { name: backbone.classifier, rate });
    const heads: Record<string, Node> = { logits: linear(seen, weight, bias) }; // [N, classes]
    const feature = (of: string): Node => {
      const found = features[of];
      if (found === undefined) throw new CompilerError(name, `builds no features ${of}`);
      return found;
    };
    if (mapHead) {
      const map = feature(backbone.pyramid[2]);
      const inputs = map.shape[1] ?? 0;
      const auxiliary = { bound: inputs ** -0.5, auxiliary: true } as const;
      heads[mapHead.name] = classActivationMap(
        map,
        state.take(`${mapHead.name}.weight`, [mapHead.outputs, inputs], {
          role: 'linearWeight',
          ...auxiliary,
        }),
        state.take(`${mapHead.name}.bias`, [mapHead.outputs], { role: 'linearBias', ...auxiliary }),
      );
    }
    if (maskHead) heads[maskHead.name] = featurePyramid(state, backbone.pyramid.map(feature), maskHead);
    return { heads, features, classifier: { features: last, weight, bias } };
  };

  const declared = new StateDict();
  build(parameter('images', [1, channels, 224, 224]), declared);
  const heads: Head[] = [{ name: 'logits', outputs: classes }];
  if (mapHead) heads.push({ ...mapHead, stride: MAP_STRIDE, auxiliary: true });
  if (maskHead) heads.push({ ...maskHead, stride: MASK_STRIDE });
  return {
    name,
    channels,
    heads,
    parameters: declared.specifications,
    build: (images) => build(images, new StateDict()),
  };
}
