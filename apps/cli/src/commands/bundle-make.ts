import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeBundle } from '@ichor/training';
import { defineCommand } from 'citty';
import { oneOf, wholeNumber } from '../options.ts';
import { ProgressLine } from '../progress-line.ts';

const LABELS = ['location', 'approximate region'] as const;

export const bundleMake = defineCommand({
  meta: {
    name: 'make',
    description:
      'Make a bundle of a finished run: its weights, thresholds and the figures of its cross-validation.',
  },
  args: {
    run: { type: 'positional', description: 'folder of the run', required: true },
    out: {
      type: 'positional',
      description: 'folder to write model.onnx, bundle.json and bundle.sha256 to',
      required: true,
    },
    folds: {
      type: 'string',
      description: 'folder of the run of every fold with the same settings (holds oof.csv)',
      required: true,
    },
    data: { type: 'string', description: 'folder of the data that the folds divide', required: true },
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
    json: { type: 'boolean', description: 'print name, SHA-256 and figures as JSON' },
  },
  async run({ args }) {
    const progress = new ProgressLine();
    const made = await makeBundle({
      runFolder: args.run,
      foldsFolder: args.folds,
      dataFolder: args.data,
      bundleFolder: args.out,
      name: args.name,
      looks: wholeNumber('--looks', args.looks, 1),
      heatmapLabel: oneOf('--heatmaps', args.heatmaps, LABELS),
      cacheFolder: args.cache,
      onProgress: ({ done, total }) => progress.show(`preparing study ${done} of ${total}`),
    });
    progress.clear();
    const { name, scores, model } = made.bundle;
    const { sha256 } = made;
    if (args.json) {
      console.log(JSON.stringify({ folder: args.out, name, sha256, scores }, null, 2));
      return;
    }
    for (const { name: figure, value, low, high } of scores) {
      const interval =
        low === undefined || high === undefined ? '' : ` [${low.toFixed(3)}, ${high.toFixed(3)}]`;
      console.log(`${figure}: ${value.toFixed(4)}${interval}`);
    }
    console.log(`${name}: ${(model.bytes / 1e6).toFixed(1)} MB, SHA-256 ${sha256}, in ${args.out}`);
  },
});
