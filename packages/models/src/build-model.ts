import { CompilerError, type Model } from '@ichor/compiler';
import { RESNET_NAMES, type ResNetName, type ResNetOptions, resnet } from './residual-network.ts';

type Build = (options: ResNetOptions) => Model;

/** Every architecture by name; one more is one line. */
const MODELS: ReadonlyMap<string, Build> = new Map(
  RESNET_NAMES.map((name: ResNetName): [string, Build] => [name, (options) => resnet(name, options)]),
);

export const MODEL_NAMES: readonly string[] = [...MODELS.keys()];

/** @throws CompilerError where no architecture has that name */
export function buildModel(name: string, options: ResNetOptions = {}): Model {
  const build = MODELS.get(name);
  if (build === undefined)
    throw new CompilerError(
      name,
      `is no architecture that is known here; there are ${MODEL_NAMES.join(', ')}`,
    );
  return build(options);
}
