import { type Call, en } from '@ichor/report';

/** Where the thresholds are from; said once for those that share it. */
export function ThresholdSources({ calls }: { calls: readonly Call[] }) {
  const bySource = Map.groupBy(calls, ({ thresholdFrom }) => thresholdFrom);
  return [...bySource].map(([from, shared]) => (
    <p key={from} className="small quiet">
      {bySource.size > 1
        ? `Threshold of ${shared.map(({ type }) => en.typeName[type]).join(', ')}`
        : 'Thresholds'}
      : {from}.
    </p>
  ));
}
