import { Rng } from '../rng.ts';
import type { Slice } from '../series/slice.ts';
import { AIR_HU } from '../values/air-hu.ts';

/** For tests: one picture of 120 x 120 pixels of 2 mm; `hu` tells the value at a place, in mm from its middle; with a scanner's noise. */
export function drawnSlice(hu: (y: number, x: number) => number, changes: Partial<Slice> = {}): Slice {
  const side = 120;
  const rng = Rng.of('drawn');
  return {
    sopInstanceUid: '1.1',
    seriesInstanceUid: '1',
    studyInstanceUid: '2',
    patientId: 'nobody',
    rows: side,
    columns: side,
    pixelSpacing: [2, 2],
    hu: Int16Array.from({ length: side * side }, (_, i) =>
      Math.round(
        hu((Math.floor(i / side) - side / 2 + 0.5) * 2, ((i % side) - side / 2 + 0.5) * 2) + 3 * rng.normal(),
      ),
    ),
    notices: [],
    ...changes,
  };
}

/** A skull 7 mm thick round brain of 35 HU, as wide as half axes say, with scalp; `within` may say otherwise inside. */
export const head =
  (down = 85, across = 70, within: (y: number, x: number) => number = () => 35) =>
  (y: number, x: number): number => {
    const scale = Math.hypot(y / down, x / across);
    const mm = (scale - 1) * Math.min(down, across);
    if (mm > 14) return AIR_HU;
    if (mm > 7) return 20;
    return mm > 0 ? 1200 : within(y, x);
  };
