/**
 * ResNet-50 and EfficientNet-B4 against PyTorch's numbers in float64 (fixtures/golden), each at two sizes: logits, loss,
 * gradients, running statistics and five steps of Adam. Each figure is the largest difference, and what is allowed.
 *
 *     node bench/network-parity.ts                             what the fixtures hold
 *     node bench/network-parity.ts efficientnet_b4 FILE.json   another salt, size or batch
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { buildModel } from '@ichor/models';
import { openSession } from '@ichor/runtime';
import { compareWithReference } from '@ichor/testing/compare-with-reference';
import { type ReferenceCase, type ReferenceNumbers, referenceRun } from '@ichor/testing/reference-run';
import { machineLowerings } from '@ichor/training';
import { type Check, checkLine, runAlone } from './check.ts';

type Golden = ReferenceCase & { float64: ReferenceNumbers; float32: ReferenceNumbers };

const CASES = [
  ['resnet50', 64],
  ['resnet50', 224],
  ['efficientnet_b4', 64],
  ['efficientnet_b4', 256],
] as const;

export async function run(): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [name, size] of CASES) {
    const file = new URL(`../fixtures/golden/${name}-${size}.json.gz`, import.meta.url);
    checks.push(
      ...(await compare(name, `${name}-${size}`, JSON.parse(gunzipSync(readFileSync(file)).toString()))),
    );
  }
  return checks;
}

async function compare(name: string, title: string, golden: Golden): Promise<Check[]> {
  const model = buildModel(name, { classes: 6, dropout: 0, ...withoutDepth(name) });
  const steps = golden.float64.losses.length;
  const ours = await referenceRun(model, golden, steps, openSession, await machineLowerings());
  return compareWithReference(ours, golden.float64, golden.float32).map(({ name: what, found, allowed }) => ({
    name: `${title}, ${what}`,
    passed: found <= allowed,
    figures: `${found.toExponential(2)} (allowed ${allowed.toExponential(2)})`,
  }));
}

/** The reference leaves no block out. */
const withoutDepth = (name: string) => (name.startsWith('efficientnet') ? { stochasticDepth: 0 } : {});

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.length > 2) {
  const [name = '', file = ''] = process.argv.slice(2);
  for (const check of await compare(name, file, JSON.parse(readFileSync(file, 'utf8')))) {
    console.log(checkLine(check));
    if (!check.passed) process.exitCode = 1;
  }
} else await runAlone(import.meta.url, run);
