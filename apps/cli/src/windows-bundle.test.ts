import { join } from 'node:path';
import { WINDOWS } from '@ichor/ct';
import { parseStudyReport } from '@ichor/report';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { exportBundle, loadBundle, METRIC_CLASS_WEIGHTS, type Recipe, train } from '@ichor/training';
import { expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeStudy } from './testing/write-study.ts';

/** As recipes/resnet50-report.ts, small enough for a test. */
const recipe: Recipe = {
  title: 'three windows',
  architecture: 'resnet18',
  size: 32,
  channels: { kind: 'windows', windows: [WINDOWS.brain, WINDOWS.subdural, WINDOWS.bone] },
  batch: 8,
  epochs: 2,
  rate: 1e-3,
  schedule: { everyEpoch: 0.8 },
  weightDecay: 0,
  seed: 2,
  objective: [
    { head: 'logits', loss: 'binaryCrossEntropy', weight: METRIC_CLASS_WEIGHTS },
    { head: 'regions', loss: 'binaryCrossEntropy', weight: 1, mask: true },
  ],
  augmentation: { flip: true, rotateDegrees: 10, scale: 0.1, shift: 0.05 },
  data: [
    {
      source: {
        kind: 'simulated',
        seed: 'windows',
        studies: 2,
        population: { render: { rows: 64, columns: 64 } },
      },
      slicesPerEpoch: 16,
      holdOut: { lastStudies: 1 },
    },
  ],
  init: 'random',
};

test('a network is trained on three windows of a slice, made a bundle, and a study is read with it', async () => {
  const home = temporaryFolder();
  const run = await train(recipe, { runsFolder: join(home, 'runs'), name: 'windows', threads: 1 });
  // Thresholds that no score reaches: a network of four steps would call everything, and each call costs a map.
  const { operatingPoints } = exampleBundle({ threshold: 1 });
  const bundleFolder = join(home, 'bundle');
  const options = {
    operatingPoints,
    scores: [],
    heatmapLabel: 'approximate region',
    name: 'windows',
  } as const;
  await exportBundle(run, bundleFolder, options);
  const { bundle, sha256 } = await loadBundle(bundleFolder);
  expect(bundle.input).toMatchObject({ size: 32, channels: recipe.channels });

  const study = temporaryFolder();
  const files = writeStudy(study, 'windows');
  const { code, out } = ichor('analyze', study, '--bundle', bundleFolder, '--json');
  expect(code).toBe(EXIT.done);
  expect(out).toContain(sha256);
  const [series] = parseStudyReport(JSON.parse(out)).studies[0]!.series;
  expect(series).toMatchObject({ status: 'read' });
  expect(series!.slices).toHaveLength(files.length);
  const any = series!.slices.map(({ scores }) => scores!.any);
  expect(new Set(any).size).toBeGreaterThan(files.length / 2);
}, 600_000);
