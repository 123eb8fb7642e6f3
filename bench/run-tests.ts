import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What vitest said of test files. */
export interface TestResult {
  /** Tests that ran. */
  readonly tests: number;
  /** Tests that failed, and files that could not be run. */
  readonly failures: readonly { readonly file: string; readonly test: string }[];
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/**
 * Runs test files of a tree with vitest, one at a time.
 * @param root the tree
 * @param files relative to it
 * @param env added to this process's
 * @throws Error where vitest itself could not run: then nothing is known of the tests
 */
export function runTests(
  root: string,
  files: readonly string[],
  env: Record<string, string> = {},
): TestResult {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-tests-'));
  const results = join(folder, 'results.json');
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const options = ['run', '--maxWorkers=1'];
    const { stdout, stderr } = spawnSync(process.execPath, [vitest, ...options, ...files], {
      cwd: root,
      env: { ...process.env, ...env, ICHOR_TEST_RESULTS: results },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    let report: VitestReport;
    try {
      report = JSON.parse(readFileSync(results, 'utf8'));
    } catch (cause) {
      throw new Error(`vitest ran none of ${files.join(', ')}: ${stderr || stdout}`, { cause });
    }
    return {
      tests: report.numPassedTests + report.numFailedTests,
      failures: report.testResults.flatMap(({ name, status, message, assertionResults }) => {
        const file = relative(root, name);
        const failed = assertionResults.filter((test) => test.status === 'failed');
        if (status === 'failed' && failed.length === 0) return [{ file, test: message }];
        return failed.map(({ fullName }) => ({ file, test: fullName }));
      }),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
