/**
 * Our training step beside PyTorch's on the same machine, in turn (ours, PyTorch, PyTorch channels-last, ours, ...), so that
 * whatever else the machine does meets all of them. The figure is the ratio of medians to the fastest of PyTorch's float32
 * layouts; bfloat16 under autocast, which onnxruntime's processor kernels don't have, stands beside it, and CPU seconds
 * beside wall time. ICHOR_PYTHON names a Python that has the PyTorch to compare with.
 *
 *     npm run bench:engine                                        all of ROWS, each in a process of its own
 *     node bench/train-step.ts resnet18 32 128 [rounds 5]         one network, batch and size; resnet18+fpn with masks
 */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { adam, elementCount, headShape } from '@ichor/compiler';
import { median, Rng } from '@ichor/ct';
import { buildModel, initialParameters } from '@ichor/models';
import { openTrainStep } from '@ichor/training';
import { type Check, checkLine, runAlone, skipped } from './check.ts';
import { findPython } from './find-python.ts';

/** Network, batch, pixels a side, and the least share of PyTorch's speed that is wanted. */
const ROWS = [
  ['resnet18', 32, 128, 1],
  ['resnet18+fpn', 32, 128, 1],
  ['resnet50', 8, 224, 0.95],
  ['efficientnet_b4', 4, 256, 0.8],
] as const;
const MOST_MEMORY = 1.5;
const STEPS_A_ROUND = 3;
/** The last is no float32. */
const PEER_MODES = ['contiguous', 'channels-last', 'bfloat16'] as const;
const FILE = fileURLToPath(import.meta.url);
const CLASSES = 6;

interface Times {
  /** Seconds a step. */
  readonly wall: number[];
  readonly cpu: number[];
  /** Peak memory of the process so far, in GB. */
  peak?: number;
}

interface Contestant {
  readonly name: string;
  round(steps: number): Promise<Times>;
  dispose(): Promise<void>;
}

export async function run(): Promise<Check[]> {
  const checks: Check[] = [];
  // A process each: its peak memory is then its own.
  for (const row of ROWS) {
    const { stdout, status, stderr } = spawnSync(
      process.execPath,
      [FILE, '--json', ...row.slice(0, 3).map(String)],
      {
        encoding: 'utf8',
      },
    );
    if (status !== 0) throw new Error(`train-step of ${row[0]} failed: ${stderr}`);
    checks.push(...JSON.parse(stdout));
  }
  return checks;
}

async function compare(model: string, batch: number, size: number, rounds = 5): Promise<Check[]> {
  const python = findPython('torch', 'torchvision');
  const contestants: Contestant[] = [await openOurs(model, batch, size)];
  if (python !== undefined)
    for (const mode of PEER_MODES) contestants.push(await openPeer(python, model, batch, size, mode));
  const times = new Map<string, Times>(contestants.map(({ name }) => [name, { wall: [], cpu: [] }]));
  for (let round = 0; round <= rounds; round++)
    for (const { name, round: take } of contestants) {
      const { wall, cpu, peak } = await take(round === 0 ? 1 : STEPS_A_ROUND); // the first round only warms up
      const kept = times.get(name)!;
      if (peak !== undefined) kept.peak = peak;
      if (round === 0) continue;
      kept.wall.push(...wall);
      kept.cpu.push(...cpu);
    }
  for (const contestant of contestants) await contestant.dispose();

  const what = `${model}, batch ${batch}, ${size} px`;
  const figures = [...times]
    .map(([name, { wall, cpu, peak = 0 }]) => {
      const perImage = (seconds: number[]) => ((1000 * median(seconds)!) / batch).toFixed(1);
      return `${name} ${perImage(wall)} ms an image (CPU ${perImage(cpu)}; peak ${peak.toFixed(2)} GB)`;
    })
    .join(', ');
  if (python === undefined)
    return [skipped(what, `no PyTorch with torchvision to compare with here; ${figures}`)];
  const [ours, ...peers] = [...times.values()];
  const float32 = peers.slice(0, PEER_MODES.length - 1);
  const fastest = Math.min(...float32.map(({ wall }) => median(wall)!));
  const speed = fastest / median(ours!.wall)!;
  const memory = ours!.peak! / Math.min(...float32.map(({ peak }) => peak!));
  const wanted = ROWS.find(([name, n, s]) => name === model && n === batch && s === size)?.[3] ?? 1;
  return [
    {
      name: `${what}, speed`,
      passed: speed >= wanted,
      figures: `${speed.toFixed(2)} x PyTorch's in float32 (${wanted} wanted); ${figures}`,
    },
    {
      name: `${what}, peak memory`,
      passed: memory <= MOST_MEMORY,
      figures: `${memory.toFixed(2)} x PyTorch's (${MOST_MEMORY} at most)`,
    },
  ];
}

async function openOurs(name: string, batch: number, size: number): Promise<Contestant> {
  const [architecture = '', decoder] = name.split('+');
  const masks = decoder === 'fpn' ? { maskHead: { name: 'masks', outputs: CLASSES } } : {};
  const model = buildModel(architecture, { classes: CLASSES, ...masks });
  const rng = Rng.of('train-step');
  const trainStep = await openTrainStep({
    model,
    parameters: initialParameters(model, () => rng.uniform()),
    batch,
    size,
    objective: model.heads.map(
      ({ name: head }) => ({ head, loss: 'binaryCrossEntropy', weight: 1 }) as const,
    ),
    optimizer: adam(),
  });
  const images = Float32Array.from({ length: batch * model.channels * size * size }, () => rng.uniform());
  const truths = Object.fromEntries(
    model.heads.map((head) => {
      const length = elementCount(headShape(head, batch, size));
      return [head.name, Float32Array.from({ length }, () => (rng.chance(0.3) ? 1 : 0))];
    }),
  );
  return {
    name: 'ours',
    async round(steps) {
      const times: Times = { wall: [], cpu: [] };
      for (let i = 0; i < steps; i++) {
        const start = performance.now();
        const before = process.cpuUsage();
        await trainStep.step({ images, truths }, 5e-4);
        const { user, system } = process.cpuUsage(before);
        times.wall.push((performance.now() - start) / 1000);
        times.cpu.push((user + system) / 1e6);
      }
      return { ...times, peak: process.resourceUsage().maxRSS / 1e6 };
    },
    dispose: () => trainStep.dispose(),
  };
}

/** PyTorch in a process of its own. */
async function openPeer(
  python: string,
  model: string,
  batch: number,
  size: number,
  mode: string,
): Promise<Contestant> {
  const script = fileURLToPath(new URL('./peers/train_step.py', import.meta.url));
  const child = spawn(python, [script, model, String(batch), String(size), mode], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name: `PyTorch ${mode}`,
    async round(steps) {
      child.stdin.write(`${steps}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`PyTorch (${mode}) stopped`);
      return JSON.parse(value);
    },
    async dispose() {
      child.stdin.end();
    },
  };
}

const [flag, ...rest] = process.argv.slice(2);
const asJson = flag === '--json';
const [model, ...numbers] = asJson ? rest : [flag, ...rest];
if (process.argv[1] === FILE && model !== undefined) {
  const [batch = 8, size = 224, rounds] = numbers.map(Number);
  const checks = await compare(model, batch, size, rounds);
  console.log(asJson ? JSON.stringify(checks) : checks.map(checkLine).join('\n'));
} else await runAlone(import.meta.url, run);
