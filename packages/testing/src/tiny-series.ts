import { AIR_HU, type Series, type Slice, SOUND_SERIES } from '@ichor/ct';

export interface TinyOptions {
  readonly slices?: number;
  readonly spacingMm?: number;
  readonly seriesInstanceUid?: string;
  readonly studyInstanceUid?: string;
  /** A square of blood in patient millimetres (x to the left, y to the back, z to the head), 20 mm wide. */
  readonly blood?: { readonly x: number; readonly y: number; readonly fromMm: number; readonly toMm: number };
  /** Spots of 200 HU all over the brain, as vessels with contrast medium are; none by default. */
  readonly vessels?: boolean;
  /** Direction cosines of the stored rows and columns; the axial ones by default. */
  readonly orientation?: readonly [number, number, number, number, number, number];
  readonly slice?: Partial<Slice>;
  readonly series?: Partial<Series>;
}

const SIDE = 80;
const PIXEL_MM = 2.5;

/** For tests: a head of 140 x 180 mm with skull, brain of 35 HU and, if asked for, blood of 70 HU. */
export function tinySeries(options: TinyOptions = {}): Series {
  const { slices = 12, spacingMm = 5, seriesInstanceUid = '1.2.3', studyInstanceUid = '1.2' } = options;
  const orientation = options.orientation ?? [1, 0, 0, 0, 1, 0];
  const positionsMm = Array.from({ length: slices }, (_, i) => i * spacingMm);
  return {
    seriesInstanceUid,
    studyInstanceUid,
    patientId: 'nobody',
    slices: positionsMm.map((z, i) => ({
      sopInstanceUid: `${seriesInstanceUid}.${i + 1}`,
      seriesInstanceUid,
      studyInstanceUid,
      patientId: 'nobody',
      rows: SIDE,
      columns: SIDE,
      hu: pixels(z, orientation, options),
      pixelSpacing: [PIXEL_MM, PIXEL_MM],
      imageOrientationPatient: orientation,
      notices: [],
      ...options.slice,
      header: { modality: 'CT', ...options.slice?.header },
    })),
    positionsMm,
    tiltDegrees: 0,
    ...SOUND_SERIES,
    origin: 'dicom',
    ...options.series,
  };
}

/** The stored pixel that shows a place, for the orientations of this file (the head's centre is the picture's). */
export function tinyPixelAt(
  x: number,
  y: number,
  orientation: NonNullable<TinyOptions['orientation']> = [1, 0, 0, 0, 1, 0],
): { row: number; column: number } {
  const [rowX, rowY, , columnX, columnY] = orientation;
  return {
    column: SIDE / 2 + (x * rowX + y * rowY) / PIXEL_MM,
    row: SIDE / 2 + (x * columnX + y * columnY) / PIXEL_MM,
  };
}

function pixels(
  z: number,
  [rowX, rowY, , columnX, columnY]: readonly number[],
  { blood, vessels }: TinyOptions,
): Int16Array {
  return Int16Array.from({ length: SIDE * SIDE }, (_, i) => {
    const across = ((i % SIDE) + 0.5 - SIDE / 2) * PIXEL_MM;
    const down = (Math.floor(i / SIDE) + 0.5 - SIDE / 2) * PIXEL_MM;
    const x = across * rowX! + down * columnX!;
    const y = across * rowY! + down * columnY!;
    const radius = Math.hypot(x / 70, y / 90);
    if (radius > 1) return AIR_HU;
    if (radius > 0.93) return 1000;
    if (vessels && Math.abs(x) % 30 < 3 && Math.abs(y) % 30 < 3) return 200;
    const bleeds = blood && z >= blood.fromMm && z <= blood.toMm;
    return bleeds && Math.abs(x - blood.x) <= 10 && Math.abs(y - blood.y) <= 10 ? 70 : 35;
  });
}
