import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeBundle } from '@ichor/training';
import { defineCommand } from 'citty';
import { oneOf, wholeNumber } from '../options.ts';
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
    name: { type: 'string', description: 'name of the bundle (default: of its architecture and size)' },
    looks: {
      type: 'string',
      default: '1',
      description:
        'how often out-of-fold scores were looked at before the settings were fixed, this time included',
    },
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
    const progress = new ProgressLine();
    const made = await makeBundle({
      runFolder: args.run,
      foldsFolder: args.folds,
      physionetFolder: args.data,
      bundleFolder: args.out,
      name: args.name,
      looks: wholeNumber('--looks', args.looks, 1),
      heatmapLabel: oneOf('--heatmaps', args.heatmaps, LABELS),
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
