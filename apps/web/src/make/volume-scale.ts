/** A slider's whole way: as many steps as one can tell apart by eye. */
export const VOLUME_STEPS = 100;
export const LEAST_ML = 0.5;
export const MOST_ML = 60;

/** A slider's step -> ml, logarithmic: between 1 and 2 ml lies as much as between 20 and 40. Two digits are enough. */
export const volumeAt = (step: number): number =>
  Number((LEAST_ML * (MOST_ML / LEAST_ML) ** (step / VOLUME_STEPS)).toPrecision(2));

export const stepOf = (volumeMl: number): number =>
  Math.round((VOLUME_STEPS * Math.log(volumeMl / LEAST_ML)) / Math.log(MOST_ML / LEAST_ML));
