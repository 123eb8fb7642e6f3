import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  inferenceGraph,
  isLearned,
  type Model,
  type ParameterMap,
  type StoredWeights,
} from '@ichor/compiler';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { writeWhole } from '@ichor/files';
import {
  BUNDLE_HASH_FILE,
  BUNDLE_SCHEMA,
  type Bundle,
  type BundleModel,
  bundleList,
  formatBundle,
  type ReadBundle,
} from '@ichor/report';
import { standardAggregation } from '@ichor/scoring';
import { CLASSIFIER_HEAD } from './heads.ts';
import { loadWeights } from './initial-weights.ts';
import { provenanceOf } from './provenance.ts';
import { readingModel, recipeInput } from './recipe.ts';
import { describedRun, type RunDescription } from './run-folder.ts';

export interface ExportOptions
  extends Pick<Bundle, 'name' | 'calibration' | 'operatingPoints' | 'scores' | 'heatmapLabel'> {
  /** How kernels are kept in the file; float16 by default. */
  readonly weights?: StoredWeights;
  /** Whether reading averages each slice with its mirror image, as predictions here do; true by default. */
  readonly mirror?: boolean;
}

export type WrittenBundle = Pick<ReadBundle, 'bundle' | 'sha256'>;

/**
 * Run -> bundle: model.onnx with logits and class activation maps, bundle.json with what it takes to read with it and
 * where it comes from, back to the runs and the bundle it started from, and bundle.sha256 with the hashes of both.
 *
 * @param bundleFolder one where the writing broke off has no bundle.sha256, and is no bundle
 * @throws IchorError where the run has no weights, or a field isn't what a bundle may hold.
 */
export async function exportBundle(
  runFolder: string,
  bundleFolder: string,
  options: ExportOptions,
): Promise<WrittenBundle> {
  const run = await describedRun(runFolder);
  return writeBundle(readingModel(run.recipe), await loadWeights(runFolder), run, bundleFolder, options);
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
): Promise<WrittenBundle> {
  const input = recipeInput(run.recipe);
  const onnx = inferenceGraph(model, parameters, {
    batch: 'dynamic',
    size: input.size,
    weights,
    cam: true,
    metadata: { name: given.name, researchUseOnly: 'true' },
  });
  const file: BundleModel = {
    file: 'model.onnx',
    sha256: sha256Of(onnx),
    bytes: onnx.length,
    weights,
    logits: CLASSIFIER_HEAD,
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
    model: file,
    provenance: provenanceOf(run),
    ...given,
  };
  const text = formatBundle(bundle);
  const list = bundleList(sha256Of(text), file);
  // Without its hash there is no bundle, and with it the other files are the right ones.
  await rm(join(bundleFolder, BUNDLE_HASH_FILE), { force: true });
  await writeWhole(join(bundleFolder, file.file), onnx);
  await writeWhole(join(bundleFolder, 'bundle.json'), text);
  await writeWhole(join(bundleFolder, BUNDLE_HASH_FILE), list);
  return { bundle, sha256: sha256Of(list) };
}

const sha256Of = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
