import type { Window } from '@ichor/ct';
import type { Aggregation, Channels, InputSpecification } from '@ichor/report';

/** Channels of every network here. */
export const CHANNELS = 3;

/** The next slices on either side. PhysioNet CT-ICH keeps only -20 to 100 HU, so every source is clipped to that. */
export const NEIGHBOURS: Channels = { kind: 'neighbours', distanceMm: 5, huRange: [-20, 100] };

/** What a network of so many pixels is shown, of 5 mm slices. */
export const inputSpecification = (size: number, channels: Channels = NEIGHBOURS): InputSpecification => ({
  size,
  sliceThicknessMm: 5,
  channels,
  scaling: 'head-box',
  mean: 0.25,
  standardDeviation: 0.25,
});

/** The Hounsfield units that a network tells apart: from the lowest to the highest end of its channels. */
export function seenRange({ channels }: Pick<InputSpecification, 'channels'>): readonly [number, number] {
  if (channels.kind === 'neighbours') return channels.huRange;
  const ends = channels.windows.map(windowRange);
  return [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
}

/** The ends of a window in Hounsfield units. */
export const windowRange = ({ center, width }: Window): readonly [number, number] => [
  center - width / 2,
  center + width / 2,
];

/** So many samples make a study's score: one alone may be chance, and small bleeds show on few. */
export const HIGHEST_SAMPLES = 3;

/** A study's score for a type: the mean of its highest samples after averaging to the input's thickness. */
export const standardAggregation = ({ sliceThicknessMm }: InputSpecification): Aggregation => ({
  method: 'mean-of-highest',
  count: HIGHEST_SAMPLES,
  sliceThicknessMm,
});
