/** Images a second over the last steps, and what that makes of the time left. */
export interface Pace {
  /** So many images were done since the last call. */
  tick(images: number): void;
  readonly imagesPerSecond: number;
  secondsLeft(images: number): number;
}

const WINDOW = 20;

/** Starts counting now. The first tick, which may hold warming up, is forgotten as soon as there are others. */
export function startPace(now: () => number = () => performance.now()): Pace {
  let last = now();
  let ticks: { readonly images: number; readonly ms: number }[] = [];
  let count = 0;
  const rate = (): number => {
    const ms = ticks.reduce((sum, tick) => sum + tick.ms, 0);
    return ms > 0 ? (1000 * ticks.reduce((sum, tick) => sum + tick.images, 0)) / ms : 0;
  };
  return {
    tick: (images) => {
      const at = now();
      if (count++ === 1) ticks = [];
      ticks.push({ images, ms: at - last });
      if (ticks.length > WINDOW) ticks.shift();
      last = at;
    },
    get imagesPerSecond() {
      return rate();
    },
    secondsLeft: (images) => (rate() > 0 ? images / rate() : Number.NaN),
  };
}
