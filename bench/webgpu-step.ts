/**
 * One training step's loss and gradients on WebGPU beside the processor's: a ResNet-18 and an EfficientNet-B0, two images of 64 px.
 * (At 32 px the last maps are 1 x 1: normalizing two values against each other magnifies rounding beyond any bound.) Allowed is
 * 1e-3, of the loss and of each gradient's norm. Where no GPU can be reached, SwiftShader's Vulkan driver computes it, which Debian's
 * chromium brings: all of WebGPU, slowly.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultLowerings, type Lowerings, portableLowerings, trainingGraph } from '@ichor/compiler';
import { buildModel } from '@ichor/models';
import { openSession, type Provider, providerTrouble } from '@ichor/runtime';
import { farthestGradient } from '@ichor/testing/farthest-gradient';
import { stepFeeds } from '@ichor/testing/step-feeds';
import { type Check, runAlone, skipped } from './check.ts';

const MODELS = ['resnet18', 'efficientnet_b0'];
const ALLOWED = 1e-3;
const [BATCH, SIZE] = [2, 64];
const SOFTWARE_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const PART = '--here';

/** In a process of its own: a driver is found by the environment that a process starts with. */
export async function run(): Promise<Check[]> {
  const software = process.env.VK_ICD_FILENAMES === undefined && existsSync(SOFTWARE_DRIVER);
  const env = software
    ? { ...process.env, VK_ICD_FILENAMES: SOFTWARE_DRIVER, LD_LIBRARY_PATH: '/usr/lib/chromium' }
    : process.env;
  const script = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, PART], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`webgpu-step: ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Check[];
}

async function measure(): Promise<Check[]> {
  const trouble = await providerTrouble('webgpu');
  if (trouble !== undefined) return [skipped('a step on WebGPU', trouble.message)];
  const checks: Check[] = [];
  for (const name of MODELS) {
    const expected = await stepOf(name, 'cpu', defaultLowerings);
    const start = performance.now();
    const found = await stepOf(name, 'webgpu', portableLowerings);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    const { loss, gradient, parameter } = farthestGradient(expected, found);
    checks.push({
      name: `${name} on WebGPU, batch ${BATCH}, ${SIZE} px`,
      passed: loss <= ALLOWED && gradient <= ALLOWED,
      figures: `loss differs by ${loss.toExponential(1)}, gradients by at most ${gradient.toExponential(1)} (${parameter}); allowed ${ALLOWED}; ${seconds} s with compiling shaders`,
    });
  }
  return checks;
}

async function stepOf(name: string, provider: Provider, lowerings: Lowerings) {
  const objective = [{ head: 'logits', loss: 'binaryCrossEntropy', weight: 1 }] as const;
  const model = buildModel(name, { classes: 6 });
  const { onnx, inputs } = trainingGraph(model, { batch: BATCH, size: SIZE, objective, lowerings });
  const session = await openSession(onnx, { provider });
  const results = await session.run(stepFeeds(inputs));
  await session.dispose();
  return results;
}

if (process.argv[2] === PART) console.log(JSON.stringify(await measure()));
else await runAlone(import.meta.url, run);
