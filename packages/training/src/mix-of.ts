import { HEMORRHAGE_TYPES } from '@ichor/ct';
import type { BatchPlan } from '@ichor/dataset';
import type { SplitPart } from './split-data.ts';

const ANY = HEMORRHAGE_TYPES.indexOf('any');

/** What an epoch shows of a part: its training rows as they come, or so many with and so many without hemorrhage. */
export function mixOf({ prepared, train, slicesPerEpoch, positiveShare }: SplitPart): BatchPlan['mix'] {
  if (positiveShare === undefined) return [{ prepared, rows: train, slicesPerEpoch }];
  const isPositive = (row: number) => prepared.labels[row * HEMORRHAGE_TYPES.length + ANY] === 1;
  const positive = Math.round(positiveShare * slicesPerEpoch);
  return [
    { prepared, rows: train.filter(isPositive), slicesPerEpoch: positive },
    { prepared, rows: train.filter((row) => !isPositive(row)), slicesPerEpoch: slicesPerEpoch - positive },
  ];
}
