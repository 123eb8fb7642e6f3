import { Rng, type Series, type Slice } from '@ichor/ct';

/** The value at a place, in mm from the middle of the picture: y to the back, x to the left. */
type Section = (y: number, x: number) => number;

/** A series with other pixels, all slices alike, with noise of 6 HU. */
export function withSections(series: Series, section: Section): Series {
  const rng = Rng.of('choose cases');
  return { ...series, slices: series.slices.map((slice) => painted(slice, section, rng)) };
}

function painted(slice: Slice, section: Section, rng: Rng): Slice {
  const { rows, columns } = slice;
  // A field of 450 mm holds a body.
  const mm = 450 / columns;
  const hu = Int16Array.from({ length: rows * columns }, (_, i) => {
    const [y, x] = [(Math.floor(i / columns) - rows / 2) * mm, ((i % columns) - columns / 2) * mm];
    return Math.round(section(y, x) + 6 * rng.normal());
  });
  return { ...slice, hu, pixelSpacing: [mm, mm] };
}

const within = (y: number, x: number, down: number, across: number): number =>
  Math.hypot(y / down, x / across);

/** Muscle round a vertebra, a jaw and an airway, in skin and fat. */
export const neckSection: Section = (y, x) => {
  const radius = within(y, x, 65, 60);
  if (radius > 1) return -1000;
  if (radius > 0.92) return -100;
  if (within(y + 20, x, 9, 12) < 1) return -1000;
  if (within(y - 15, x, 9, 8) < 1) return 40;
  if (within(y - 15, x, 17, 18) < 1) return 500;
  const jaw = within(y + 25, x, 30, 40);
  return y < -25 && jaw > 0.85 && jaw < 1 ? 900 : 55;
};

/** A trunk with ribs, a vertebra, and lungs or bowel in fat. */
export const bodySection =
  (organs: 'lungs' | 'belly'): Section =>
  (y, x) => {
    const radius = within(y, x, 120, 170);
    if (radius > 1) return -1000;
    if (radius > 0.93) return -100;
    if (within(y - 75, x, 28, 28) < 1) return within(y - 75, x, 10, 10) < 1 ? 30 : 400;
    const angle = Math.atan2(y, x);
    if (radius > 0.86) return organs === 'lungs' && Math.sin(9 * angle) > 0.2 ? 500 : 55;
    if (organs === 'lungs') return Math.abs(x) > 45 ? -850 : 45;
    if (x < -20) return 60;
    return Math.sin(x / 9) * Math.sin(y / 9) > 0.4 ? -700 : Math.sin(x / 15 + y / 20) > 0 ? -100 : 40;
  };

/** What lies under a patient, and nobody on it. */
export const tableSection: Section = (y, x) => (Math.abs(y - 150) < 4 && Math.abs(x) < 180 ? 150 : -950);

/** The vessel that scanners are tested with. */
export const waterSection: Section = (y, x) => {
  const radius = Math.hypot(y, x);
  return radius > 108 ? -1000 : radius > 100 ? 120 : 0;
};

/** A head with vessels of 3 mm and 190 HU through its brain, each going its own way from slice to slice. */
export function withVessels(series: Series): Series {
  const starts = [-45, -30, -10, 10, 30, 45].flatMap((y, i) =>
    [-1, 1].map((side) => [y, side * (18 + 6 * (i % 3))]),
  );
  const slices = series.slices.map((slice, n) => {
    const hu = slice.hu.slice();
    const [down, across] = slice.pixelSpacing!;
    for (let i = 0; i < hu.length; i++) {
      const y = (Math.floor(i / slice.columns) - slice.rows / 2) * down;
      const x = ((i % slice.columns) - slice.columns / 2) * across;
      const near = starts.some(
        ([top, left], k) => Math.hypot(y - top! - 2 * Math.sin(n + k), x - left! - 2 * Math.cos(n + k)) < 1.7,
      );
      // In brain alone: not in bone, fat or air.
      if (near && hu[i]! > 0 && hu[i]! < 80) hu[i] = 190;
    }
    return { ...slice, hu };
  });
  return { ...series, slices };
}
