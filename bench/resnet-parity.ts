/**
 * ResNet-50 against PyTorch's numbers in float64 (fixtures/golden), at 64 px and at 224 px: logits, loss, gradients,
 * running statistics and five steps of Adam. Each figure is the largest difference, and what is allowed.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  compareWithReference,
  type ReferenceCase,
  type ReferenceNumbers,
  referenceRun,
  resnet,
} from '@ichor/models';
import { openSession } from '@ichor/runtime';
import { machineLowerings } from '@ichor/training';
import { type Check, runAlone } from './check.ts';

type Golden = ReferenceCase & { float64: ReferenceNumbers; float32: ReferenceNumbers };

export async function run(): Promise<Check[]> {
  const checks: Check[] = [];
  const lowerings = await machineLowerings();
  for (const name of ['resnet50-64', 'resnet50-224']) {
    const file = new URL(`../fixtures/golden/${name}.json.gz`, import.meta.url);
    const golden: Golden = JSON.parse(gunzipSync(readFileSync(file)).toString());
    const steps = golden.float64.losses.length;
    const ours = await referenceRun(resnet('resnet50'), golden, steps, openSession, lowerings);
    for (const { name: what, found, allowed } of compareWithReference(ours, golden.float64, golden.float32))
      checks.push({
        name: `${name}, ${what}`,
        passed: found <= allowed,
        figures: `${found.toExponential(2)} (allowed ${allowed.toExponential(2)})`,
      });
  }
  return checks;
}

await runAlone(import.meta.url, run);
