/**
 * Property tests under many seeds: CI runs them under one, so that what passed there passes again; here a rare counterexample
 * has its chance. Every test file that imports @ichor/testing/properties runs under each seed.
 *
 *     ICHOR_SEEDS=30 ICHOR_FIRST_SEED=1 npm run verify -- properties
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, runAlone } from './check.ts';
import { ROOT, runTests } from './run-tests.ts';

const SEEDS = Number(process.env.ICHOR_SEEDS ?? 30);
const FIRST_SEED = Number(process.env.ICHOR_FIRST_SEED ?? 1);

export async function run(): Promise<Check[]> {
  const files = globSync('{packages,apps}/*/src/**/*.test.ts', { cwd: ROOT })
    .filter((file) => !file.endsWith('.browser.test.ts'))
    .filter((file) => readFileSync(join(ROOT, file), 'utf8').includes("'@ichor/testing/properties'"))
    .sort();
  const failures: string[] = [];
  let tests = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const result = runTests(ROOT, files, { ICHOR_SEED: String(seed) });
    tests = result.tests;
    failures.push(...result.failures.map(({ file, test }) => `seed ${seed}, ${file}: ${test}`));
  }
  const ran = `${files.length} files, ${tests} tests, ${SEEDS} seeds from ${FIRST_SEED}`;
  return [
    {
      name: 'property tests under many seeds',
      passed: failures.length === 0 && tests > 0,
      figures: [ran, ...failures].join('\n      '),
    },
  ];
}

await runAlone(import.meta.url, run);
