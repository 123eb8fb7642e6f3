/** "1 slice", "2 slices". */
export const slices = (count: number): string => `${count} slice${count === 1 ? '' : 's'}`;

/** Of a share, 0 to 1. */
export const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** From least to largest: "5.00 mm", "4.90 to 5.10 mm". */
export const millimetres = ([low, high]: readonly [number, number]): string =>
  low.toFixed(2) === high.toFixed(2) ? `${low.toFixed(2)} mm` : `${low.toFixed(2)} to ${high.toFixed(2)} mm`;

/** Whole ones, rounded up. */
export const mebibytes = (bytes: number): string => String(Math.ceil(bytes / 2 ** 20));
