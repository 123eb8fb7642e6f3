import type { BleedTruth, StudyRow } from '@ichor/api';
import { en } from '@ichor/report';
import { type Comparison, compareWithTruth, type Verdict } from './compare-with-truth.ts';

const VERDICTS: Record<Verdict, string> = {
  found: 'called',
  missed: 'missed',
  'false-call': 'called, not there',
  unread: 'not read yet',
};

/** What is there beside what was called. */
export function TruthList({ truth, study }: { truth: readonly BleedTruth[]; study: StudyRow }) {
  const compared = compareWithTruth(truth, study);
  return (
    <>
      {truth.length === 0 && <p>No blood was put into this patient.</p>}
      <ul className="truth-list">
        {compared.map((comparison) => (
          <li key={comparison.type}>
            <span>{whatIsThere(comparison)}</span>
            <span className={comparison.verdict}>
              {VERDICTS[comparison.verdict]}
              {comparison.score !== null && ` ${comparison.score.toFixed(2)}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** "subdural, left convexity, 12.0 ml" */
function whatIsThere({ type, bleeds }: Comparison): string {
  const places = bleeds.map(
    ({ side, place, volumeMl }) => `${side ? `${side} ` : ''}${place}, ${volumeMl.toFixed(1)} ml`,
  );
  return [en.typeName[type], ...places].join(', ');
}
