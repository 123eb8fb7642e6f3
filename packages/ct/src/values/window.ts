/** A display window in Hounsfield units; the screen says Level / Width. */
export interface Window {
  readonly center: number;
  readonly width: number;
}

export const WINDOWS = {
  brain: { center: 40, width: 80 },
  subdural: { center: 80, width: 200 },
  stroke: { center: 40, width: 40 },
  softTissue: { center: 40, width: 380 },
  bone: { center: 600, width: 2800 },
} as const satisfies Record<string, Window>;

export type VoiFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';

/** For networks: Hounsfield units -> 0..1, linear from one end of the window to the other, clipped. */
export function scaleToWindow(hu: number, { center, width }: Window): number {
  const value = (hu - (center - width / 2)) / width;
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/**
 * For eyes: Hounsfield units -> grey values 0..255 as DICOM PS3.3 C.11.2.1.2 and C.11.2.1.3 have it. LINEAR has
 * half-pixel terms (center 2048, width 4096 maps 0..4095 onto the whole range); LINEAR_EXACT and SIGMOID do not.
 *
 * @param out where to write; a new array by default
 * @throws RangeError where the width is not allowed: LINEAR needs at least 1, the others more than 0
 */
export function applyVoiWindow(
  hu: ArrayLike<number>,
  window: Window,
  options: { function?: VoiFunction; out?: Uint8ClampedArray } = {},
): Uint8ClampedArray {
  const grey = GREY[options.function ?? 'LINEAR'](window);
  const out = options.out ?? new Uint8ClampedArray(hu.length);
  for (let i = 0; i < hu.length; i++) out[i] = 255 * grey(hu[i]!);
  return out;
}

/** Each function with its window bound: a value -> 0..1, the y of the standard with ymin 0 and ymax 1. */
const GREY: Record<VoiFunction, (window: Window) => (x: number) => number> = {
  LINEAR({ center, width }) {
    checkWidth(width, 1, true);
    const middle = center - 0.5;
    const span = width - 1;
    return (x) => {
      if (x <= middle - span / 2) return 0;
      if (x > middle + span / 2) return 1;
      return (x - middle) / span + 0.5;
    };
  },
  LINEAR_EXACT({ center, width }) {
    checkWidth(width, 0, false);
    return (x) => {
      if (x <= center - width / 2) return 0;
      if (x > center + width / 2) return 1;
      return (x - center) / width + 0.5;
    };
  },
  SIGMOID({ center, width }) {
    checkWidth(width, 0, false);
    return (x) => 1 / (1 + Math.exp((-4 * (x - center)) / width));
  },
};

function checkWidth(width: number, least: number, inclusive: boolean): void {
  if (inclusive ? width >= least : width > least) return;
  throw new RangeError(`a window ${width} wide: it must be ${inclusive ? 'at least' : 'more than'} ${least}`);
}
