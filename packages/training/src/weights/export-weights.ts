import { createHash } from 'node:crypto';
import { inferenceGraph, type ParameterMap, readParameters } from '@ichor/compiler';
import { writeWhole } from '@ichor/files';
import { writeSafetensors } from '@ichor/models';
import { loadWeights } from '../initial-weights.ts';
import { loadBundle } from '../load-bundle.ts';
import { readingModel } from '../recipe.ts';
import { describedRun, isRun } from '../run-folder.ts';

export interface ExportedWeights {
  readonly architecture: string;
  readonly tensors: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The weights of a run or bundle that read -> a file: `.safetensors`, by torchvision's names for its architectures, or `.onnx`, a
 * network in float32 that puts out `logits` [N, 6] of any number of images. Auxiliary heads are left out. Of a bundle the
 * weights are as its file has them, rounded.
 *
 * @param to its end says which of the two it becomes
 * @throws IchorError `no-weights`, `no-run` and what is wrong with the run or bundle; FileFailure
 */
export async function exportWeights(folder: string, to: string): Promise<ExportedWeights> {
  const { name, architecture, size, weights } = (await isRun(folder))
    ? await ofRun(folder)
    : await ofBundle(folder);
  const model = readingModel({ architecture });
  const parameters: ParameterMap = new Map(
    model.parameters.map(({ name: parameter }) => [parameter, weights.get(parameter)!]),
  );
  const metadata = { architecture, name, researchUseOnly: 'true' };
  const file = to.toLowerCase().endsWith('.onnx')
    ? inferenceGraph(model, parameters, { batch: 'dynamic', size, metadata })
    : writeSafetensors(parameters, metadata);
  await writeWhole(to, file);
  return {
    architecture,
    tensors: parameters.size,
    bytes: file.length,
    sha256: createHash('sha256').update(file).digest('hex'),
  };
}

interface KnownWeights {
  readonly name: string;
  readonly architecture: string;
  readonly size: number;
  readonly weights: ParameterMap;
}

async function ofRun(folder: string): Promise<KnownWeights> {
  const { recipe } = await describedRun(folder);
  const { architecture, size, title } = recipe;
  return { name: title, architecture, size, weights: await loadWeights(folder) };
}

async function ofBundle(folder: string): Promise<KnownWeights> {
  const { bundle, model } = await loadBundle(folder);
  const { name, architecture, input } = bundle;
  return { name, architecture: architecture.name, size: input.size, weights: readParameters(model) };
}
