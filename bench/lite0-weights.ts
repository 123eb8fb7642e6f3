/**
 * Weights in and out, each figure the largest difference of a logit (1e-4 is allowed, or twice PyTorch's own in float32):
 * - ImageNet's EfficientNet-Lite0, imported from its .pth, against the logits in float64 beside it (../shared/weights);
 * - what PyTorch saves of torchvision's and timm's networks, imported here;
 * - what is exported here, as safetensors and as ONNX, strictly loaded into torchvision's networks.
 *
 *     ICHOR_PYTHON=VENV/bin/python node bench/lite0-weights.ts      needs torch and torchvision; timm where it is there
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inferenceGraph, type ParameterMap } from '@ichor/compiler';
import { Rng } from '@ichor/ct';
import { buildModel, fitWeights, readWeights, renameWeights, writeSafetensors } from '@ichor/models';
import { openSession } from '@ichor/runtime';
import { hashedUniform } from '@ichor/testing/hashed-parameters';
import { type Check, runAlone, skipped } from './check.ts';
import { findPython } from './find-python.ts';

const ALLOWED = 1e-4;
/** What is said of a slice. */
const CLASSES = 6;
const LITE0 = new URL('../../shared/weights/efficientnet-lite0/', import.meta.url);
const JUDGE = fileURLToPath(new URL('./peers/weights_judge.py', import.meta.url));

export async function run(): Promise<Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-weights-'));
  try {
    const checks = [await lite0()];
    for (const library of ['torchvision', 'timm'] as const)
      for (const name of ['resnet50', 'efficientnet_b0', 'efficientnet_b4'])
        checks.push(...(await exchanged(folder, library, name)));
    return checks;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function lite0(): Promise<Check> {
  const name = 'EfficientNet-Lite0 of ImageNet';
  const file = new URL('efficientnet-lite0-57934424.pth', LITE0);
  if (!existsSync(file)) return skipped(name, 'its weights are not here');
  const { logits_float64: logits }: { logits_float64: number[][] } = JSON.parse(
    readFileSync(new URL('logits.json', LITE0), 'utf8'),
  );
  const images = imagesOf('lite0', [2, 3, 128, 128]);
  const parameters = parametersOf('efficientnet_lite0', 1000, fileURLToPath(file));
  return compared(name, await logitsOf('efficientnet_lite0', 1000, parameters, images), {
    logits,
    rounding: 0,
  });
}

/** A file of weights by the way that `ichor train --init` takes. Nothing of it may be drawn or left over. */
function parametersOf(architecture: string, classes: number, path: string): ParameterMap {
  const rng = Rng.of(0);
  const given = renameWeights(architecture, readWeights(path, readFileSync(path)));
  const model = buildModel(architecture, { classes });
  const { parameters, missing, surplus, replaced } = fitWeights(model, given, () => rng.uniform());
  if (missing.length + surplus.length + replaced.length > 0)
    throw new Error(`${path}: ${missing} missing, ${surplus} surplus, ${replaced} replaced`);
  return parameters;
}

/** A network that PyTorch saves, imported here; where torchvision has it, exported here and loaded there too. */
async function exchanged(folder: string, library: 'torchvision' | 'timm', name: string): Promise<Check[]> {
  const python = findPython('torch', 'torchvision', library);
  const title = `${name} of ${library}, saved by PyTorch`;
  if (python === undefined)
    return [skipped(title, `no Python with torch, torchvision and ${library}; ICHOR_PYTHON names one`)];
  const images = imagesOf('weights', [2, 3, 64, 64]);
  const saved = join(folder, 'saved.pth');
  const theirs = judged(python, folder, images, (stored) => ['save', library, name, saved, ...stored]);
  const parameters = parametersOf(name, CLASSES, saved);
  const ours = await logitsOf(name, CLASSES, parameters, images);
  const checks = [compared(title, ours, theirs)];
  if (library === 'timm' || name === 'efficientnet_b0') return checks;
  for (const kind of ['safetensors', 'onnx']) {
    const file = join(folder, `exported.${kind}`);
    const onnx = () =>
      inferenceGraph(buildModel(name, { classes: CLASSES }), parameters, { batch: 'dynamic', size: 64 });
    writeFileSync(file, kind === 'onnx' ? onnx() : writeSafetensors(parameters));
    const loaded = judged(python, folder, images, (stored) => ['load', name, file, ...stored]);
    checks.push(compared(`${name} as ${kind}, strictly loaded into torchvision`, ours, loaded));
  }
  return checks;
}

interface Images {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const imagesOf = (salt: string, shape: readonly number[]): Images => ({
  shape,
  data: Float32Array.from(
    hashedUniform(
      salt,
      'x',
      shape.reduce((a, b) => a * b, 1),
    ),
    (u) => 2 * u - 1,
  ),
});

async function logitsOf(
  architecture: string,
  classes: number,
  parameters: ParameterMap,
  images: Images,
): Promise<Float32Array> {
  const model = buildModel(architecture, { classes });
  const size = images.shape[2] ?? 0;
  const session = await openSession(inferenceGraph(model, parameters, { batch: 'dynamic', size }));
  const { logits } = await session.run({ images });
  await session.dispose();
  return logits?.data ?? new Float32Array();
}

interface Judged {
  /** In float64, an image a row. */
  readonly logits: readonly (readonly number[])[];
  /** The largest difference of PyTorch's own logits in float32. */
  readonly rounding: number;
}

/** The logits that the judge gives. */
function judged(
  python: string,
  folder: string,
  { shape, data }: Images,
  args: (stored: readonly string[]) => readonly string[],
): Judged {
  const path = join(folder, 'images.bin');
  writeFileSync(path, data);
  const line = execFileSync(python, [JUDGE, ...args([path, shape.join()])], { encoding: 'utf8' });
  return JSON.parse(line.trim().split('\n').at(-1) ?? '');
}

/** Where PyTorch itself rounds by more than is allowed, twice that is. */
function compared(name: string, ours: Float32Array, { logits, rounding }: Judged): Check {
  const expected = logits.flat();
  const largest = farthest(expected, ours);
  const allowed = Math.max(ALLOWED, 2 * rounding);
  // Weights of deep layers show only where the logits of different images differ by much more than that.
  const between = farthest(logits[0] ?? [], logits[1] ?? []);
  return {
    name,
    passed: ours.length === expected.length && largest <= allowed && largest <= between / 100,
    figures: `${expected.length} logits, largest difference ${largest.toExponential(2)} (allowed ${allowed.toExponential(2)}); those of two images differ by ${between.toExponential(2)}`,
  };
}

const farthest = (a: readonly number[], b: ArrayLike<number>): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);

await runAlone(import.meta.url, run);
