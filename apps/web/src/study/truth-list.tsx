import type { BleedTruth, StudyRow } from '@ichor/api';
import { en } from '@ichor/report';
import { type Comparison, compareWithTruth } from './compare-with-truth.ts';
import { VERDICTS } from './verdicts.ts';

/** What is there beside what was called; what is not there, and was called all the same, in one line. */
export function TruthList({ truth, study }: { truth: readonly BleedTruth[]; study: StudyRow }) {
  const compared = compareWithTruth(truth, study);
  const there = compared.filter(({ verdict }) => verdict !== 'false-call');
  const falseCalls = compared.filter(({ verdict }) => verdict === 'false-call');
  return (
    <>
      {truth.length === 0 && <p>No blood was put into this patient.</p>}
      <ul className="truth-list">
        {there.map((comparison) => (
          <li key={comparison.type}>
            <span>{whatIsThere(comparison)}</span>
            <span className={`verdict ${comparison.verdict}`}>{withScore(comparison)}</span>
          </li>
        ))}
        {falseCalls.length > 0 && (
          <li>
            <span>
              not there, and <span className="false-call">called</span>:{' '}
              {falseCalls
                .map(({ type, score }) => `${en.typeName[type]} ${score?.toFixed(2) ?? ''}`)
                .join(', ')}
            </span>
          </li>
        )}
      </ul>
    </>
  );
}

const withScore = ({ verdict, score }: Comparison): string =>
  [VERDICTS[verdict], score?.toFixed(2)].filter(Boolean).join(' ');

/** "subdural, left convexity, 12.0 ml" */
function whatIsThere({ type, bleeds }: Comparison): string {
  const places = bleeds.map(
    ({ side, place, volumeMl }) => `${side ? `${side} ` : ''}${place}, ${volumeMl.toFixed(1)} ml`,
  );
  return [en.typeName[type], ...places].join(', ');
}
