import { HEMORRHAGE_TYPES, type HemorrhageType, type Scores } from '@ichor/ct';
import { type Call, en } from '@ichor/report';
import { byStrength } from '../common/by-strength.ts';

/** The six scores, those furthest above their threshold first, each with the threshold that it rests on. */
export function ScoreTable(props: { scores: Scores; calls: readonly Call[]; calibrated: boolean }) {
  const { scores, calls, calibrated } = props;
  const called: HemorrhageType[] = byStrength(calls).map(({ type }) => type);
  const others = HEMORRHAGE_TYPES.filter((type) => !called.includes(type));
  return (
    <table className="scores">
      <caption className="unseen">
        Scores by type of hemorrhage; {calibrated ? 'calibrated' : 'not calibrated'}
      </caption>
      <thead>
        <tr>
          <th scope="col">Type</th>
          <td aria-hidden />
          <th scope="col">Score</th>
          <th scope="col">Threshold</th>
        </tr>
      </thead>
      <tbody>
        {[...called, ...others].map((type) => {
          const call = calls.find((made) => made.type === type);
          return (
            <tr key={type} className={call && 'called'}>
              <th scope="row">{en.typeName[type]}</th>
              <ScoreCells score={scores[type]} threshold={call?.threshold} />
              <td>{call ? call.threshold.toFixed(2) : 'below'}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A score as a bar and as a number, two cells of a row; empty while there is none. */
export function ScoreCells(props: { score: number | undefined; threshold: number | undefined }) {
  const { score, threshold } = props;
  return (
    <>
      <td className="bar" aria-hidden>
        {score !== undefined && <ScoreBar score={score} threshold={threshold} />}
      </td>
      <td>{score?.toFixed(2)}</td>
    </>
  );
}

/** A score on the line from 0 to 1, and the threshold as a tick. */
function ScoreBar({ score, threshold }: { score: number; threshold: number | undefined }) {
  return (
    <svg className="score-bar" viewBox="0 0 100 8" preserveAspectRatio="none">
      <title>Score on a line from 0 to 1</title>
      <rect className="ground" width="100" height="8" />
      <rect className="value" y="2" width={100 * score} height="4" />
      {threshold !== undefined && (
        <rect className="threshold" x={Math.min(100 * threshold, 99)} width="1" height="8" />
      )}
    </svg>
  );
}
