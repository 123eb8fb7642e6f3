import { HEMORRHAGE_TYPES, type HemorrhageType } from '@ichor/ct';

/** A record by type with its keys in the order of HEMORRHAGE_TYPES, each value mapped. */
export const inTypeOrder = <T, U>(
  record: Readonly<Record<HemorrhageType, T>>,
  map: (value: T) => U,
): Record<HemorrhageType, U> =>
  Object.fromEntries(HEMORRHAGE_TYPES.map((type) => [type, map(record[type])])) as Record<HemorrhageType, U>;
