/**
 * Every proof that needs minutes or other programs, one after the other; its lines go to LOG.md.
 *
 *     npm run verify               all of them
 *     npm run verify -- metrics    those whose name contains "metrics"
 *     npm run verify -- --strict   what can't be measured here is a failure too
 *
 * Its exit code is 1 where anything failed, where no proof has such a name, and with --strict where anything was skipped.
 */
import { parseArgs } from 'node:util';
import { type Check, checkLine, isProved, tally, tallyLine } from './check.ts';

const PROOFS: Record<string, () => Promise<{ run: () => Promise<readonly Check[]> }>> = {
  properties: () => import('./properties.ts'),
  mutations: () => import('./mutations.ts'),
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
  'webgpu-step': () => import('./webgpu-step.ts'),
  'network-parity': () => import('./network-parity.ts'),
  'train-kills': () => import('./train-kills.ts'),
  'sees-image': () => import('./sees-image.ts'),
  'lite0-weights': () => import('./lite0-weights.ts'),
  'phantom-speed': () => import('./phantom-speed.ts'),
  'simulated-rates': () => import('./simulated-rates.ts'),
  'input-spread': () => import('./input-spread.ts'),
  localisation: () => import('./localisation.ts'),
  'train-step': () => import('./train-step.ts'),
  'study-memory': () => import('./study-memory.ts'),
  dicomdir: () => import('./dicomdir.ts'),
  'stop-signals': () => import('./stop-signals.ts'),
  'server-memory': () => import('./server-memory.ts'),
  watch: () => import('./watch.ts'),
  'server-postgres': () => import('./server-postgres.ts'),
  'server-faults': () => import('./server-faults.ts'),
  'power-failure': () => import('./power-failure.ts'),
  'page-speed': () => import('./page-speed.ts'),
};

const { values, positionals } = parseArgs({
  options: { strict: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const checks: Check[] = [];
for (const [name, load] of Object.entries(PROOFS)) {
  if (positionals.length > 0 && !positionals.some((part) => name.includes(part))) continue;
  console.log(`-- ${name}`);
  const { run } = await load();
  for (const check of await run()) {
    console.log(checkLine(check));
    checks.push(check);
  }
}
const result = tally(checks);
console.log(tallyLine(result));
if (!isProved(result, values.strict)) process.exitCode = 1;
