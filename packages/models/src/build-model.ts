import { CompilerError, type Model } from '@ichor/compiler';
import type { Backbone } from './backbone.ts';
import { efficientLiteNetwork } from './efficient-lite-network.ts';
import { efficientNetwork } from './efficient-network.ts';
import { type NetworkOptions, network } from './network.ts';
import { residualNetwork } from './residual-network.ts';

/** Every architecture by name; one more is a file and a line. */
const BACKBONES: ReadonlyMap<string, Backbone> = new Map([
  ['resnet18', residualNetwork('resnet18')],
  ['resnet34', residualNetwork('resnet34')],
  ['resnet50', residualNetwork('resnet50')],
  ['efficientnet_b0', efficientNetwork('efficientnet_b0')],
  ['efficientnet_b4', efficientNetwork('efficientnet_b4')],
  ['efficientnet_lite0', efficientLiteNetwork()],
]);

export const MODEL_NAMES: readonly string[] = [...BACKBONES.keys()];

/**
 * The architecture of that name, with its heads.
 *
 * @throws CompilerError where no architecture has that name, or it hasn't what is asked of it
 */
export function buildModel(name: string, options: NetworkOptions): Model {
  const backbone = BACKBONES.get(name);
  if (backbone === undefined)
    throw new CompilerError(
      name,
      `is no architecture that is known here; there are ${MODEL_NAMES.join(', ')}`,
    );
  return network(name, backbone, options);
}
