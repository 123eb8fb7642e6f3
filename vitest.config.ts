import { configDefaults, defineConfig } from 'vitest/config';

// Tests of pages need Chromium: `npm run test:browser` runs them alone.
const inBrowser = process.env.ICHOR_TEST_BROWSER !== undefined;
const all = ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'bench/**/*.test.ts'];
const browser = 'apps/*/src/**/*.browser.test.ts';

export default defineConfig({
  test: {
    include: inBrowser ? [browser] : all,
    exclude: inBrowser ? configDefaults.exclude : [...configDefaults.exclude, browser],
    // One browser at a time: figures of what is drawn in software are taken.
    fileParallelism: !inBrowser,
    testTimeout: 30_000,
    reporters: ['default', ['json', { outputFile: `.results/${inBrowser ? 'browser' : 'tests'}.json` }]],
  },
});
