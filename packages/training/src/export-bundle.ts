import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  inferenceGraph,
  isLearned,
  type Model,
  type ParameterMap,
  type StoredWeights,
} from '@ichor/compiler';
import { HEMORRHAGE_TYPES, inputSpecification } from '@ichor/ct';
import { buildModel } from '@ichor/models';
import {
  BUNDLE_SCHEMA,
  type Bundle,
  type BundleModel,
  formatBundle,
  standardAggregation,
} from '@ichor/report';
import { loadWeights } from './initial-weights.ts';
import { provenanceOf } from './provenance.ts';
import { describedRun, type RunDescription } from './run-folder.ts';

export interface ExportOptions
  extends Pick<Bundle, 'name' | 'thresholds' | 'simulatedThresholds' | 'scores' | 'heatmapLabel'> {
  /** How kernels are kept in the file; float16 by default. */
  readonly weights?: StoredWeights;
  /** Whether reading averages each slice with its mirror image, as predictions here do; true by default. */
  readonly mirror?: boolean;
}

/**
 * Run -> bundle: model.onnx with logits and class activation maps, and bundle.json with what it takes to read with it and
 * where it comes from, back to the runs and the bundle it started from.
 *
 * @param bundleFolder written whole: model.onnx first, bundle.json last
 * @throws IchorError where the run has no weights, or a field isn't what a bundle may hold.
 */
export async function exportBundle(
  runFolder: string,
  bundleFolder: string,
  options: ExportOptions,
): Promise<Bundle> {
  const run = await describedRun(runFolder);
  return writeBundle(
    buildModel(run.recipe.architecture),
    await loadWeights(runFolder),
    run,
    bundleFolder,
    options,
  );
}

/**
 * Strided convolutions with symmetric padding are centred on pixels 0, 2, 4, ..., so that a cell of the last map looks at the
 * first pixel of its own; but the regions of layer3, half as large, are trained to answer for where they lie, half
 * of their side further on: a quarter of a cell of the last map. Measured by bench/localisation.ts (LOG.md).
 */
const CELL_LOOKS_AT = 0.25;

export async function writeBundle(
  model: Model,
  parameters: ParameterMap,
  run: RunDescription,
  bundleFolder: string,
  { weights = 'float16', mirror = true, ...given }: ExportOptions,
): Promise<Bundle> {
  const input = inputSpecification(run.recipe.size);
  const onnx = inferenceGraph(model, parameters, {
    batch: 'dynamic',
    size: input.size,
    weights,
    outputs: 'logits+cam',
    metadata: { name: given.name, researchUseOnly: 'true' },
  });
  const file: BundleModel = {
    file: 'model.onnx',
    sha256: createHash('sha256').update(onnx).digest('hex'),
    bytes: onnx.length,
    weights,
    logits: 'logits',
    cam: 'cam',
    cellLooksAt: CELL_LOOKS_AT,
  };
  const learned = model.parameters.filter(isLearned);
  const bundle: Bundle = {
    schema: BUNDLE_SCHEMA,
    researchUseOnly: true,
    architecture: {
      name: model.name,
      parameters: learned.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    },
    input,
    labels: HEMORRHAGE_TYPES,
    aggregation: standardAggregation(input),
    mirror,
    calibrated: false,
    model: file,
    provenance: provenanceOf(run),
    ...given,
  };
  const text = formatBundle(bundle);
  await mkdir(bundleFolder, { recursive: true });
  // Without bundle.json there is no bundle, and with it the model is the right one.
  await rm(join(bundleFolder, 'bundle.json'), { force: true });
  await writeWhole(join(bundleFolder, file.file), onnx);
  await writeWhole(join(bundleFolder, 'bundle.json'), text);
  return bundle;
}

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.unfinished`, content);
  await rename(`${path}.unfinished`, path);
}
