import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lowerings, type TimedGraph, trainingGraph } from '@ichor/compiler';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fastestLowerings } from './fastest-lowerings.ts';
import { tinyModel } from './testing/tiny-model.ts';
import { tinyRecipe } from './testing/tiny-recipe.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ichor-lowerings-'));
});
afterEach(() => rm(folder, { recursive: true }));

const { batch, size, objective } = tinyRecipe;
const lower = (lowerings: Lowerings) => trainingGraph(tinyModel, { batch, size, objective, lowerings });
const fileOf = () => join(folder, 'lowerings.json');
const choose = (time?: (graph: TimedGraph) => Promise<number>, threads = 1) =>
  fastestLowerings(lower, { file: fileOf(), threads, ...(time ? { time } : {}) });

test('what was timed once is kept, for the processor, threads and runtime that it was timed with', async () => {
  await choose();
  const kept = await readFile(fileOf(), 'utf8');
  const timed: TimedGraph[] = [];
  const count = async (graph: TimedGraph) => timed.push(graph);
  await choose(count);
  expect(timed).toEqual([]);
  expect(await readFile(fileOf(), 'utf8')).toBe(kept);
  await choose(count, 2);
  expect(timed.length).toBeGreaterThan(0);
  const { machines } = JSON.parse(await readFile(fileOf(), 'utf8'));
  expect(Object.keys(machines).map((machine) => machine.split(', ').slice(1, 3))).toEqual([
    ['1 threads', 'cpu'],
    ['2 threads', 'cpu'],
  ]);
});

test('a way that there is no longer is timed anew', async () => {
  await choose();
  const kept = JSON.parse(await readFile(fileOf(), 'utf8'));
  const [choices] = Object.values<Record<string, string>>(kept.machines);
  const key = Object.keys(choices ?? {}).find((one) => one.startsWith('weightGradient')) ?? '';
  const before = choices?.[key];
  if (choices) choices[key] = 'anOldWay';
  await writeFile(fileOf(), JSON.stringify(kept));
  const table = await choose();
  const shape = JSON.parse(key.slice('weightGradient '.length));
  expect(table.weightGradient(shape).name).not.toBe('anOldWay');
  expect(typeof before).toBe('string');
});

test.each([
  ['{', /no JSON/],
  ['{"schema":"ichor.lowerings/1","machines":{"here":{"convolution":3}}}', /schema.*machines\.here/s],
])('a file that holds %j is refused by name', async (text, problem) => {
  await writeFile(fileOf(), text);
  await expect(choose()).rejects.toThrow(problem);
  await expect(choose()).rejects.toMatchObject({ code: 'lowerings-damaged', subject: fileOf() });
});
