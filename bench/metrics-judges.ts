/**
 * The metrics beside scikit-learn and numpy on random data with ties and certain mistakes. Without scikit-learn it is
 * skipped, and said to be.
 *
 *     node bench/metrics-judges.ts
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Rng } from '@ichor/ct';
import {
  dice,
  fitLogisticRegression,
  logisticScores,
  quantile,
  rocAuc,
  weightedLogLoss,
} from '@ichor/metrics';
import { type Check, runAlone, skipped } from './check.ts';

const JUDGE = fileURLToPath(new URL('./peers/metrics_judge.py', import.meta.url));
const CASES = 40;

interface Case {
  readonly probabilities: number[]; // [N, 6]
  readonly labels: number[]; // [N, 6]
  readonly features: number[]; // [N, 3]
}

interface Verdict {
  readonly logLoss: number;
  readonly auc: number[];
  readonly dice: number;
  readonly quantiles: number[];
  readonly logistic: number[];
}

export async function run(): Promise<Check[]> {
  const python = findPython();
  if (python === undefined)
    return [skipped('metrics beside scikit-learn', 'no Python with scikit-learn here')];
  const cases = Array.from({ length: CASES }, (_, i) => randomCase(Rng.of(2026, 'metrics', i)));
  const answer = execFileSync(python, [JUDGE], { input: JSON.stringify({ cases }), maxBuffer: 1 << 28 });
  const verdicts: Verdict[] = JSON.parse(answer.toString());
  const worst = (error: (own: Case, verdict: Verdict) => number): number =>
    Math.max(...cases.map((own, i) => error(own, verdicts[i]!)));
  return [
    check(
      'weighted log loss beside scikit-learn',
      1e-9,
      worst(({ probabilities, labels }, { logLoss }) =>
        Math.abs(weightedLogLoss(probabilities, labels) / logLoss - 1),
      ),
    ),
    check(
      'ROC AUC beside scikit-learn',
      1e-12,
      worst(({ probabilities, labels }, { auc }) =>
        Math.max(
          ...auc.map((theirs, j) => Math.abs(rocAuc(column(probabilities, j), column(labels, j))! - theirs)),
        ),
      ),
    ),
    check(
      "Dice beside scikit-learn's F1",
      1e-12,
      worst(({ labels }, verdict) => Math.abs(dice(column(labels, 0), column(labels, 5))! - verdict.dice)),
    ),
    check(
      'quantiles beside numpy',
      1e-12,
      worst(({ probabilities }, { quantiles }) => {
        const sorted = column(probabilities, 5)
          .map(clipped)
          .sort((a, b) => a - b);
        return Math.max(...[0.025, 0.5, 0.975].map((q, i) => Math.abs(quantile(sorted, q) - quantiles[i]!)));
      }),
    ),
    check(
      'ridge logistic regression beside scikit-learn',
      1e-4,
      worst(({ features, labels }, { logistic }) => {
        const ours = logisticScores(fitLogisticRegression(features, column(labels, 5)), features);
        return Math.max(...ours.map((score, i) => Math.abs(score - logistic[i]!)));
      }),
    ),
  ];
}

/** Ties (probabilities in hundredths), certain mistakes (0 and 1), rare types, features that help a little. */
function randomCase(rng: Rng): Case {
  const count = 100 + rng.integer(400);
  const own: Case = { probabilities: [], labels: [], features: [] };
  for (let i = 0; i < count; i++) {
    // The first two rows hold both classes of every type.
    const positive = Array.from({ length: 6 }, (_, j) => (i < 2 ? i === 0 : rng.chance(0.05 + 0.07 * j)));
    for (const label of positive) {
      own.labels.push(Number(label));
      own.probabilities.push(
        Math.round(100 * Math.min(1, Math.max(0, rng.normal(label ? 0.6 : 0.4, 0.3)))) / 100,
      );
    }
    for (let k = 0; k < 3; k++) own.features.push(rng.normal(positive[5] ? 0.3 * k : 0, 1 + k));
  }
  return own;
}

const column = (values: readonly number[], of: number): number[] => values.filter((_, i) => i % 6 === of);
const clipped = (value: number): number => Math.min(Math.max(value, 1e-15), 1 - 1e-15);

function check(name: string, most: number, error: number): Check {
  return {
    name,
    passed: error <= most,
    figures: `largest error ${error.toExponential(1)} of ${CASES} cases (at most ${most})`,
  };
}

/** Debian's interpreter is asked second, since another may stand before it in the path. */
function findPython(): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => {
    try {
      execFileSync(python, ['-c', 'import sklearn'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

await runAlone(import.meta.url, run);
