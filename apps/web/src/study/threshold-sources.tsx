import { type Call, en } from '@ichor/report';
import { byStrength } from '../common/by-strength.ts';

/** Where the thresholds are from; said once for those that share it. */
export function ThresholdSources({ calls }: { calls: readonly Call[] }) {
  if (calls.length === 0) return null;
  const bySource = Map.groupBy(byStrength(calls), ({ thresholdFrom }) => thresholdFrom);
  return (
    <div className="threshold-sources">
      Thresholds are from
      <ul>
        {[...bySource].map(([from, shared]) => (
          <li key={from}>
            {shared.map(({ type }) => en.typeName[type]).join(', ')}: {from}
          </li>
        ))}
      </ul>
    </div>
  );
}
