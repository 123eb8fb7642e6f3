import { join } from 'node:path';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { makeOutputFolder, writeWhole } from '@ichor/files';
import { BLEED_TYPES, type BleedType, simulatePatient, simulateStudy, studyPlan } from '@ichor/phantom';
import { defineCommand } from 'citty';
import { oneOf, usageError, wholeNumber } from '../options.ts';
import { ProgressLine } from '../progress-line.ts';
import { writeSimulatedStudy } from '../simulated-folder.ts';

export const simulate = defineCommand({
  meta: {
    name: 'simulate',
    description: 'Write simulated head CT studies as DICOM, with their truth (labels, masks, volumes).',
  },
  args: {
    out: { type: 'positional', description: 'folder to write to', required: true },
    studies: { type: 'string', default: '6', description: 'how many studies' },
    seed: { type: 'string', default: '1', description: 'same seed, same studies' },
    type: {
      type: 'string',
      description: `only this bleed in every study (${BLEED_TYPES.join(', ')}, or none)`,
    },
    volume: { type: 'string', description: 'range of volumes in ml, such as 2-60' },
    style: {
      type: 'string',
      default: 'full',
      description: 'full: complete CT Image Storage; rsna: the sparse header of RSNA 2019',
    },
    json: { type: 'boolean', description: 'print one JSON line instead of a sentence' },
  },
  async run({ args }) {
    const count = wholeNumber('--studies', args.studies, 1);
    const style = oneOf('--style', args.style, ['full', 'rsna'] as const);
    const volumeMl = args.volume === undefined ? undefined : range('--volume', args.volume);
    const type =
      args.type === undefined ? undefined : oneOf('--type', args.type, [...BLEED_TYPES, 'none'] as const);
    await makeOutputFolder(args.out);
    const truth = [`study,patient,slice,${HEMORRHAGE_TYPES.join(',')}`];
    const volumes = [`study,patient,${BLEED_TYPES.join(',')}`];
    const progress = new ProgressLine();
    let slices = 0;
    for (let i = 0; i < count; i++) {
      progress.show(`study ${i + 1} of ${count}`);
      // Prefixed, so that no seed draws the heads that networks were trained on or thresholds chosen on.
      const plan = studyPlan(`simulate ${args.seed}`, i, {
        ...(volumeMl && { volumeMl }),
        ...(type && { combinationShare: 0, emptyShare: type === 'none' ? 1 : 0 }),
        ...(type && type !== 'none' && { types: [type as BleedType] }),
      });
      // A small head may not hold what was drawn; volumes.csv says how much it holds.
      const patient = simulatePatient(plan.seed, { ...plan, shrinkToFit: true });
      const study = simulateStudy(patient, { ...plan.render, style });
      const rows = await writeSimulatedStudy(args.out, study);
      truth.push(...rows.truth);
      volumes.push(rows.volumes);
      slices += rows.truth.length;
    }
    await writeWhole(join(args.out, 'truth.csv'), `${truth.join('\n')}\n`);
    await writeWhole(join(args.out, 'volumes.csv'), `${volumes.join('\n')}\n`);
    progress.clear();
    console.log(
      args.json
        ? JSON.stringify({ folder: args.out, studies: count, slices })
        : `${count} simulated studies (${slices} slices) in ${args.out}; truth in truth.csv, volumes.csv and each study's masks.`,
    );
  },
});

function range(option: string, value: string): [number, number] {
  const [low, high] = value.split('-').map(Number);
  if (low === undefined || high === undefined || !(low >= 0.5 && high <= 100 && low <= high)) {
    throw usageError(`${option} ${value}`, 'Give two volumes between 0.5 and 100, such as 2-60.');
  }
  return [low, high];
}
