import { createHash } from 'node:crypto';
import { inferenceGraph, type ParameterMap, readParameters } from '@ichor/compiler';
import { writeWhole } from '@ichor/files';
import { writeSafetensors } from '@ichor/models';
import { BUNDLE_SCHEMA } from '@ichor/report';
import { loadWeights } from '../initial-weights.ts';
import { loadBundle } from '../load-bundle.ts';
import { provenanceOf } from '../provenance.ts';
import { readingModel } from '../recipe.ts';
import { describedRun, isRun } from '../run-folder.ts';
import { type FileOrigin, originTexts } from './file-origin.ts';

export interface ExportedWeights {
  readonly architecture: string;
  readonly tensors: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The weights of a run or bundle that read -> a file: `.safetensors`, by torchvision's names for its architectures, or `.onnx`, a
 * network in float32 that puts out `logits` [N, 6] of any number of images. Auxiliary heads are left out. Of a bundle the
 * weights are as its file has them, rounded. Its header says what they were trained on, so that no run that starts from them
 * holds out whom they saw.
 *
 * @param to its end says which of the two it becomes
 * @throws IchorError `no-weights`, `no-run` and what is wrong with the run or bundle; FileFailure
 */
export async function exportWeights(folder: string, to: string): Promise<ExportedWeights> {
  const { origin, architecture, size, weights } = (await isRun(folder))
    ? await ofRun(folder)
    : await ofBundle(folder);
  const model = readingModel({ architecture });
  const parameters: ParameterMap = new Map(
    model.parameters.map(({ name: parameter }) => [parameter, weights.get(parameter)!]),
  );
  const metadata = { architecture, name: origin.name, researchUseOnly: 'true', ...originTexts(origin) };
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
  readonly origin: FileOrigin;
  readonly architecture: string;
  readonly size: number;
  readonly weights: ParameterMap;
}

async function ofRun(folder: string): Promise<KnownWeights> {
  const run = await describedRun(folder);
  const { architecture, size, title } = run.recipe;
  const origin: FileOrigin = { schema: BUNDLE_SCHEMA, name: title, provenance: provenanceOf(run) };
  return { origin, architecture, size, weights: await loadWeights(folder) };
}

async function ofBundle(folder: string): Promise<KnownWeights> {
  const { bundle, model } = await loadBundle(folder);
  const { schema, name, provenance, architecture, input } = bundle;
  const origin = { schema, name, provenance };
  return { origin, architecture: architecture.name, size: input.size, weights: readParameters(model) };
}
