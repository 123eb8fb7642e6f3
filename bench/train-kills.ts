/**
 * A training that is killed with -9 again and again, at moments drawn by a seed, and resumed each time, ends with the bytes of
 * one that was left alone: weights, running statistics, moments, moving average and predictions. Each kill costs at most the
 * steps since the last checkpoint, of which there is one every three steps.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng } from '@ichor/ct';
import { loadCheckpoint, METRIC_CLASS_WEIGHTS, type Recipe, train } from '@ichor/training';
import { type Check, runAlone } from './check.ts';

const KILLS = 8;
const CHECKPOINT_EVERY = 3;
const PART = '--train';
const FILE = fileURLToPath(import.meta.url);

/** Small, with everything that a checkpoint has to carry. */
const recipe: Recipe = {
  title: 'killed',
  architecture: 'resnet18',
  size: 32,
  batch: 8,
  epochs: 3,
  rate: 0.01,
  schedule: 'cosine',
  warmupSteps: 4,
  optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true },
  weightDecay: 1e-4,
  decay: 'kernels',
  clipNorm: 1,
  accumulate: 2,
  movingAverage: 0.9,
  epochWeights: [1, 2, 3],
  dropout: 0.2,
  seed: 5,
  objective: [{ head: 'logits', loss: 'binaryCrossEntropy', weight: METRIC_CLASS_WEIGHTS }],
  augmentation: { flip: true, rotateDegrees: 10, scale: 0.1, shift: 0.05, noise: 0.02, blur: 1 },
  data: [{ source: { kind: 'simulated', seed: 1, studies: 12 }, holdOut: { share: 0.25, seed: 0 } }],
  init: 'random',
};

export async function run(): Promise<Check[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ichor-train-kills-'));
  try {
    await start(folder, 'prepare').ended; // data is prepared once: what is timed and killed is training
    const began = performance.now();
    await start(folder, 'whole').ended;
    const alone = performance.now() - began;
    const rng = Rng.of('train-kills');
    const reached: number[] = [];
    let most = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const child = start(folder, 'broken');
      const before = reached.at(-1) ?? 0;
      await Promise.race([
        child.ended,
        new Promise((done) => setTimeout(done, alone * rng.uniform(0.1, 0.4))),
      ]);
      child.kill();
      await child.ended.catch(() => undefined);
      reached.push((await loadCheckpoint(join(folder, 'broken', 'checkpoints')))?.step ?? 0);
      const logged = await lastLogged(join(folder, 'broken', 'log.jsonl'));
      most = Math.max(most, logged - (reached.at(-1) ?? 0));
      if ((reached.at(-1) ?? 0) < before) throw new Error('train-kills: a checkpoint was lost');
    }
    await start(folder, 'broken').ended;
    const [whole, broken] = [await bytesOf(folder, 'whole'), await bytesOf(folder, 'broken')];
    return [
      {
        name: 'a training killed and resumed ends as one left alone',
        passed: whole === broken,
        figures: `${KILLS} kills at checkpoints of step ${reached.join(', ')}: ${whole === broken ? 'the same' : 'OTHER'} bytes of weights, moments, average and predictions`,
      },
      {
        name: 'a kill costs at most the steps since the last checkpoint',
        passed: most <= CHECKPOINT_EVERY,
        figures: `at most ${most} steps, with a checkpoint every ${CHECKPOINT_EVERY}`,
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

function start(folder: string, name: string): { readonly ended: Promise<void>; kill(): void } {
  const child = spawn(process.execPath, [FILE, PART, folder, name], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    if (code !== 0) throw new Error(`train-kills: ${name} ended with ${code ?? signal}: ${said}`);
  });
  ended.catch(() => undefined);
  return { ended, kill: () => child.kill('SIGKILL') };
}

/** The log runs ahead of the checkpoints; it is written in lines, the last of which may be cut off. */
async function lastLogged(path: string): Promise<number> {
  const lines = (await readFile(path, 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => line.endsWith('}'));
  return lines.length === 0 ? 0 : JSON.parse(lines.at(-1) ?? '').step;
}

/** Everything that a run leaves but its times. */
async function bytesOf(folder: string, name: string): Promise<string> {
  const checkpoint = await loadCheckpoint(join(folder, name, 'checkpoints'));
  if (checkpoint === undefined) throw new Error(`train-kills: ${name} has no checkpoint`);
  const { step, parameters, optimizer, average } = checkpoint;
  const hex = (data: Float32Array) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
  return JSON.stringify([
    step,
    [...parameters].map(([key, { data }]) => [key, hex(data)]),
    [...optimizer.slots].map(([key, slots]) => [key, slots.map(hex)]),
    [...(average ?? [])].map(([key, data]) => [key, hex(data)]),
    await readFile(join(folder, name, 'predictions.csv'), 'utf8'),
  ]);
}

if (process.argv[2] === PART) {
  const [, , , folder = '', name = ''] = process.argv;
  await train(recipe, {
    runsFolder: folder,
    name,
    cacheFolder: join(folder, 'cache'),
    checkpointEverySteps: CHECKPOINT_EVERY,
    resume: true,
  });
} else await runAlone(import.meta.url, run);
