import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ichor } from './testing/ichor.ts';

const home = mkdtempSync(join(tmpdir(), 'ichor-cli-runs-'));
afterAll(() => rmSync(home, { recursive: true }));

mkdirSync(join(home, 'one'));
writeFileSync(
  join(home, 'one', 'recipe.json'),
  JSON.stringify({
    schema: 'ichor.run/2',
    recipe: {
      title: 'The one',
      architecture: 'resnet18',
      size: 64,
      seed: 1,
      epochs: 2,
      init: 'random',
      data: [{ source: { kind: 'simulated' } }],
    },
    fold: null,
    limit: null,
    initialWeights: 'random, seed 1',
    data: [],
  }),
);
const lines = Array.from({ length: 30 }, (_, i) => ({ step: i + 1, epoch: 0, loss: 1 - i / 40, rate: 0.1 }));
writeFileSync(join(home, 'one', 'log.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

test('runs lists what was trained, also where list is not said', () => {
  const { out, code } = ichor('runs', '--runs', home);
  expect(code).toBe(0);
  expect(out).toMatch(/one\s+running\s+resnet18 64 px\s+1\/2\s+30\s+0.5125/);
  expect(ichor('runs', 'list', '--runs', home).out).toBe(out);
  expect(ichor('runs', '--runs', join(home, 'nowhere')).out).toContain('No runs in');
});

test('runs show draws the curves, and writes them as a picture', () => {
  const svg = join(home, 'one.svg');
  const { out, code } = ichor('runs', 'show', 'one', '--runs', home, '--svg', svg);
  expect(code).toBe(0);
  expect(out).toMatch(/The one\n\nloss; at step 30: 0.2750\n\n.*▲/s);
  const picture = readFileSync(svg, 'utf8');
  expect(picture).toMatch(/^<svg .*The one.*<\/svg>$/s);
  expect(picture.match(/<path[^>]*stroke="#5070dd"/g)?.length).toBeGreaterThan(0);
});

test('a run that is not there is an error', () => {
  const { err, code } = ichor('runs', 'show', 'none', '--runs', home);
  expect(code).toBe(1);
  expect(err).toContain('holds no run');
});
