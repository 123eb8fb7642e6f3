/**
 * Every proof that needs minutes or other programs, one after the other; its lines go to LOG.md.
 *
 *     npm run verify               all of them
 *     npm run verify -- metrics    those whose name contains "metrics"
 */
import { type Check, checkLine } from './check.ts';

const PROOFS: Record<string, () => Promise<{ run: () => Promise<readonly Check[]> }>> = {
  'metrics-judges': () => import('./metrics-judges.ts'),
  'dicom-judges': () => import('./dicom-judges.ts'),
  'dicom-syntaxes': () => import('./dicom-syntaxes.ts'),
  'dicom-speed': () => import('./dicom-speed.ts'),
  'geometry-cases': () => import('./geometry-cases.ts'),
  choose: () => import('./choose.ts'),
  'dicom-fuzz': () => import('./dicom-fuzz.ts'),
  'hounsfield-damage': () => import('./hounsfield-damage.ts'),
  'head-pose': () => import('./head-pose.ts'),
  'input-order': () => import('./input-order.ts'),
  'nifti-judges': () => import('./nifti-judges.ts'),
  pictures: () => import('./pictures.ts'),
  'reader-package': () => import('./reader-package.ts'),
  deidentify: () => import('./deidentify.ts'),
  'resnet-parity': () => import('./resnet-parity.ts'),
  'phantom-speed': () => import('./phantom-speed.ts'),
  'simulated-rates': () => import('./simulated-rates.ts'),
  'input-spread': () => import('./input-spread.ts'),
  localisation: () => import('./localisation.ts'),
  'train-step': () => import('./train-step.ts'),
  'study-memory': () => import('./study-memory.ts'),
  dicomdir: () => import('./dicomdir.ts'),
  'server-memory': () => import('./server-memory.ts'),
  watch: () => import('./watch.ts'),
  'server-postgres': () => import('./server-postgres.ts'),
  'server-faults': () => import('./server-faults.ts'),
  'page-speed': () => import('./page-speed.ts'),
};

const wanted = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const [name, load] of Object.entries(PROOFS)) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  console.log(`-- ${name}`);
  const { run } = await load();
  for (const check of await run()) {
    console.log(checkLine(check));
    if (check.passed) passed++;
    else failed++;
  }
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
