/**
 * Our training step beside PyTorch's on the same machine, in turn (ours, PyTorch, PyTorch channels-last, ours, ...), so that
 * whatever else the machine does meets all of them. The figure is the ratio of medians to the faster of PyTorch's two
 * layouts; CPU seconds stand beside wall time.
 *
 *     node bench/train-step.ts [resnet50] [batch 8] [size 224] [rounds 5]
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { adam } from '@ichor/compiler';
import { Rng } from '@ichor/ct';
import { buildModel, initialParameters } from '@ichor/models';
import { openTrainStep } from '@ichor/training';
import { type Check, runAlone } from './check.ts';

/** Ours may take this much longer than PyTorch: 1 / 0.9. */
const LEAST_SPEED = 0.9;
const STEPS_A_ROUND = 3;

interface Times {
  /** Seconds a step. */
  readonly wall: number[];
  readonly cpu: number[];
}

interface Contestant {
  readonly name: string;
  round(steps: number): Promise<Times>;
  dispose(): Promise<void>;
}

export async function run(model = 'resnet50', batch = 8, size = 224, rounds = 5): Promise<Check[]> {
  const contestants: Contestant[] = [await openOurs(model, batch, size)];
  for (const layout of ['contiguous', 'channels-last']) {
    const peer = await openPeer(model, batch, size, layout);
    if (peer !== undefined) contestants.push(peer);
  }
  const what = `${model}, batch ${batch}, ${size} px`;
  const times = new Map<string, Times>(contestants.map(({ name }) => [name, { wall: [], cpu: [] }]));
  for (let round = 0; round <= rounds; round++)
    for (const { name, round: take } of contestants) {
      const { wall, cpu } = await take(round === 0 ? 1 : STEPS_A_ROUND); // the first round only warms up
      if (round === 0) continue;
      times.get(name)?.wall.push(...wall);
      times.get(name)?.cpu.push(...cpu);
    }
  for (const contestant of contestants) await contestant.dispose();

  const perImage = ([name, { wall, cpu }]: [string, Times]) =>
    `${name} ${((1000 * median(wall)) / batch).toFixed(1)} ms an image (CPU ${((1000 * median(cpu)) / batch).toFixed(1)})`;
  const figures = [...times].map(perImage).join(', ');
  const [ours, ...peers] = [...times.values()].map(({ wall }) => median(wall));
  if (ours === undefined || peers.length === 0)
    return [
      {
        name: what,
        passed: true,
        figures: `${figures}; skipped the comparison: no PyTorch with torchvision here`,
      },
    ];
  const speed = Math.min(...peers) / ours;
  const memory = `peak ${(process.resourceUsage().maxRSS / 1e6).toFixed(2)} GB`;
  return [
    {
      name: what,
      passed: speed >= LEAST_SPEED,
      figures: `${speed.toFixed(2)} x PyTorch's speed; ${figures}; ${memory}`,
    },
  ];
}

async function openOurs(name: string, batch: number, size: number): Promise<Contestant> {
  const model = buildModel(name);
  const rng = Rng.of('train-step');
  const trainStep = await openTrainStep({
    model,
    parameters: initialParameters(model, () => rng.uniform()),
    batch,
    size,
    classWeights: Array.from({ length: model.classes }, () => 1),
    optimizer: adam(),
  });
  const images = Float32Array.from({ length: batch * model.channels * size * size }, () => rng.uniform());
  const labels = Float32Array.from({ length: batch * model.classes }, () => (rng.chance(0.3) ? 1 : 0));
  return {
    name: 'ours',
    async round(steps) {
      const times: Times = { wall: [], cpu: [] };
      for (let i = 0; i < steps; i++) {
        const start = performance.now();
        const before = process.cpuUsage();
        await trainStep.step({ images, labels }, 5e-4);
        const { user, system } = process.cpuUsage(before);
        times.wall.push((performance.now() - start) / 1000);
        times.cpu.push((user + system) / 1e6);
      }
      return times;
    },
    dispose: () => trainStep.dispose(),
  };
}

/** PyTorch in a process of its own; undefined where there is none. */
async function openPeer(
  model: string,
  batch: number,
  size: number,
  layout: string,
): Promise<Contestant | undefined> {
  const script = fileURLToPath(new URL('./peers/train_step.py', import.meta.url));
  const child = spawn('/usr/bin/python3', [script, model, String(batch), String(size), layout], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.on('error', () => {}); // no interpreter: its output ends at once, which is seen below
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (steps: number): Promise<Times | undefined> => {
    child.stdin.write(`${steps}\n`);
    const { value, done } = await lines.next();
    return done === true ? undefined : JSON.parse(value);
  };
  if ((await ask(1)) === undefined) return undefined;
  return {
    name: `PyTorch ${layout}`,
    async round(steps) {
      const times = await ask(steps);
      if (times === undefined) throw new Error(`PyTorch (${layout}) stopped`);
      return times;
    },
    async dispose() {
      child.stdin.end();
    },
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.length > 2) {
  const [model, ...numbers] = process.argv.slice(2);
  for (const check of await run(model, ...numbers.map(Number))) console.log(check.figures);
} else await runAlone(import.meta.url, run);
