import { homedir } from 'node:os';
import { join } from 'node:path';
import { IchorError } from '@ichor/ct';
import { makeBundle } from '@ichor/training';
import { defineCommand } from 'citty';
import { ProgressLine } from '../progress-line.ts';

const LABELS = ['location', 'approximate region'] as const;

export const bundle = defineCommand({
  meta: {
    name: 'bundle',
    description:
      'Make the bundle that reads: weights of a finished run, thresholds, and the figures of its cross-validation.',
  },
  args: {
    run: { type: 'positional', description: 'folder of the run', required: true },
    out: { type: 'positional', description: 'folder to write model.onnx and bundle.json to', required: true },
    folds: {
      type: 'string',
      description: 'folder of the five-fold run with the same settings (holds oof.csv)',
      required: true,
    },
    data: { type: 'string', description: 'folder of PhysioNet CT-ICH', required: true },
    name: { type: 'string', default: 'ichor-resnet18-128', description: 'name of the bundle' },
    heatmaps: {
      type: 'string',
      default: 'approximate region',
      description:
        'what heatmaps are called: "approximate region", or "location" once the localisation proof is passed',
    },
    cache: {
      type: 'string',
      default: join(homedir(), '.ichor', 'cache'),
      description: 'folder of prepared data',
    },
  },
  async run({ args }) {
    const heatmapLabel = LABELS.find((label) => label === args.heatmaps);
    if (heatmapLabel === undefined)
      throw new IchorError({
        code: 'usage',
        subject: `--heatmaps ${args.heatmaps}`,
        problem: 'is not understood',
        remedy: `Give one of ${LABELS.map((label) => `"${label}"`).join(', ')}.`,
      });
    const progress = new ProgressLine();
    const made = await makeBundle({
      runFolder: args.run,
      foldsFolder: args.folds,
      physionetFolder: args.data,
      bundleFolder: args.out,
      name: args.name,
      heatmapLabel,
      cacheFolder: args.cache,
      onProgress: ({ done, total }) => progress.show(`preparing study ${done} of ${total}`),
    });
    progress.clear();
    const { scores, model } = made.bundle;
    for (const { name, value, low, high } of scores) {
      const interval =
        low === undefined || high === undefined ? '' : ` [${low.toFixed(3)}, ${high.toFixed(3)}]`;
      console.log(`${name}: ${value.toFixed(4)}${interval}`);
    }
    console.log(`${(model.bytes / 1e6).toFixed(1)} MB, SHA-256 ${model.sha256}, in ${args.out}`);
  },
});
