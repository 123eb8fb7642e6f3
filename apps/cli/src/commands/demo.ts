import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BLEED_TYPES, simulatePatient, simulateStudy } from '@ichor/phantom';
import { defineCommand } from 'citty';
import { analyzePaths } from '../analyze-paths.ts';
import { SHIPPED_BUNDLE } from '../open-bundle-folder.ts';
import { ProgressLine } from '../progress-line.ts';
import { writeSimulatedStudy } from '../simulated-folder.ts';

/** Large enough that a person finds each bleed in the pictures at once. */
const VOLUME_ML = 25;

export const demo = defineCommand({
  meta: {
    name: 'demo',
    description:
      'Simulate a study of each type of bleed and one without blood, read them with the shipped bundle, print the table.',
  },
  args: {
    out: { type: 'string', description: 'folder to write to (default: a new temporary one)' },
    seed: { type: 'string', default: '1', description: 'same seed, same studies' },
  },
  async run({ args }) {
    const folder = args.out ?? (await mkdtemp(join(tmpdir(), 'ichor-demo-')));
    const progress = new ProgressLine();
    const bleeds = [...BLEED_TYPES, undefined];
    const made: string[] = [];
    const dicom: string[] = [];
    for (const [i, type] of bleeds.entries()) {
      progress.show(`simulating study ${i + 1} of ${bleeds.length}`);
      const patient = simulatePatient(`demo ${args.seed} ${i}`, {
        bleeds: type ? [{ type, volumeMl: VOLUME_ML }] : [],
        shrinkToFit: true,
      });
      const study = simulateStudy(patient, { rows: 384, columns: 384 });
      dicom.push(...(await writeSimulatedStudy(folder, study)).dicom);
      made.push(
        `${study.series.studyInstanceUid}  ${type ? `${type}, ${study.volumesMl[type].toFixed(0)} ml` : 'without blood'}`,
      );
    }
    progress.clear();
    console.log('Six simulated patients (no real person):');
    for (const line of made) console.log(`  ${line}`);
    console.log('');
    await writeFile(join(folder, 'truth.txt'), `${made.join('\n')}\n`);
    // The files alone: beside them lie masks and truth, which are no DICOM.
    process.exitCode = await analyzePaths(dicom, { bundle: SHIPPED_BUNDLE, out: join(folder, 'report') });
  },
});
