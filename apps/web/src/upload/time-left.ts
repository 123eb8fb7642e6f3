/** How much had been sent at a moment. */
export interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

const WINDOW_MS = 8_000;
/** Before this much is known, a guess would only jump about. */
const LEAST_MS = 1_500;

/** The samples that the speed is taken from, with a new one: those of the last seconds. */
export const withSample = (samples: readonly Sample[], sample: Sample): Sample[] => [
  ...samples.filter(({ atMs }) => atMs >= sample.atMs - WINDOW_MS),
  sample,
];

/** Milliseconds until `bytesLeft` are sent at the speed of the last seconds; undefined while that can't be said. */
export function timeLeftMs(samples: readonly Sample[], bytesLeft: number): number | undefined {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < LEAST_MS || last.bytes <= first.bytes) return undefined;
  return (bytesLeft * (last.atMs - first.atMs)) / (last.bytes - first.bytes);
}
