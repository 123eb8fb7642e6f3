import { configDefaults, defineConfig } from 'vitest/config';

// Tests of pages need Chromium: `npm run test:browser` runs them alone.
const inBrowser = process.env.ICHOR_TEST_BROWSER !== undefined;
const all = [
  'packages/*/src/**/*.test.ts',
  'apps/*/src/**/*.test.ts',
  'bench/**/*.test.ts',
  'scripts/**/*.test.ts',
];
// `npm run verify` runs tests too, and keeps its results apart.
const results = process.env.ICHOR_TEST_RESULTS ?? `.results/${inBrowser ? 'browser' : 'tests'}.json`;
const browser = 'apps/*/src/**/*.browser.test.ts';

export default defineConfig({
  test: {
    include: inBrowser ? [browser] : all,
    exclude: inBrowser ? configDefaults.exclude : [...configDefaults.exclude, browser],
    // One browser at a time: figures of what is drawn in software are taken.
    fileParallelism: !inBrowser,
    // Vitest leaves one core idle, which is half of a small machine.
    maxWorkers: '100%',
    // On a busy machine all comes later, the start of a database too: what ends well is none the slower for these.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 45_000 } },
    reporters: ['default', ['json', { outputFile: results }]],
  },
});
