import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeWritable } from '@ichor/files';
import type { Interval } from '@ichor/metrics';
import { type Evaluation, evaluateBundle, type Share, writePredictions } from '@ichor/training';
import { defineCommand } from 'citty';
import { ProgressLine } from '../progress-line.ts';
import { textTable } from '../text-table.ts';

export const evaluate = defineCommand({
  meta: {
    name: 'evaluate',
    description:
      'Score labelled studies with a bundle and say how good the scores are, with intervals by patient.',
  },
  args: {
    bundle: { type: 'positional', description: 'folder of the bundle', required: true },
    data: {
      type: 'positional',
      description: 'folder of labelled studies, such as "ichor simulate" writes',
      required: true,
    },
    predictions: {
      type: 'string',
      description:
        'CSV to write: a row a slice with patient, slice and six scores (of a thin slice, those of the nearest sample)',
    },
    unseen: { type: 'boolean', description: 'leave out the patients that the bundle was trained on' },
    rehash: {
      type: 'boolean',
      description: 'read every byte of the data, not only what has another time or size',
    },
    cache: {
      type: 'string',
      default: join(homedir(), '.ichor', 'cache'),
      description: 'folder of prepared data',
    },
    json: { type: 'boolean', description: 'print the figures as JSON' },
  },
  async run({ args }) {
    if (args.predictions !== undefined) await makeWritable(args.predictions);
    const progress = new ProgressLine();
    const evaluation = await evaluateBundle(args.bundle, args.data, {
      cacheFolder: args.cache,
      unseenOnly: args.unseen,
      rehash: args.rehash,
      onProgress: ({ phase, done, total }) => progress.show(`${phase} ${Math.round(done)}/${total}`),
    });
    progress.clear();
    const { predictions, studies: _, ...figures } = evaluation;
    if (args.predictions !== undefined) await writePredictions(args.predictions, predictions);
    console.log(args.json ? JSON.stringify(figures, null, 2) : describe(evaluation));
  },
});

function describe(evaluation: Evaluation): string {
  const { slices, patients, positivePatients, logLoss, any, byType, calls } = evaluation;
  const rows = byType.map(({ type, positiveSlices, positivePatients: positive, auc, interval }, i) => [
    type,
    `${positiveSlices}`,
    `${positive}`,
    interval ? withInterval(interval) : (auc?.toFixed(3) ?? 'one class only'),
    calls[i]!.threshold.toFixed(3),
    shareText(calls[i]!.sensitivity),
    shareText(calls[i]!.falseCalls),
  ]);
  return [
    `${evaluation.source}: ${slices} slices of ${patients} patients, ${positivePatients} of them with hemorrhage.`,
    `Weighted log loss ${withInterval(logLoss)}`,
    any
      ? `AUC any by slice ${withInterval(any.bySlice)}, by patient ${withInterval(any.byPatient)}`
      : 'AUC any: not defined, all patients are of one class',
    '',
    textTable(
      ['type', 'slices', 'patients', 'AUC by slice', 'threshold', 'called with it', 'called without it'],
      rows,
    ),
    '',
    'Intervals: 95 %, AUC and log loss by 1,000 draws of patients, shares of patients by Wilson. Under ten positive patients an AUC stands without one.',
  ].join('\n');
}

const withInterval = ({ value, low, high }: Interval): string =>
  `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;

const shareText = (share: Share | undefined): string =>
  share ? `${share.count}/${share.of} [${share.low.toFixed(2)}, ${share.high.toFixed(2)}]` : '-';
