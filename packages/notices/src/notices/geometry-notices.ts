import { millimetres } from '../in-words.ts';
import type { NoticeEntry } from '../notice-entry.ts';

/** How the slices of a series lie: distances, tilt, plane, size of the pixels. */
export const GEOMETRY_NOTICES = {
  'spacing-irregular': {
    title: 'Uneven slice spacing',
    effect: 'note',
    meaning: 'The distances between neighbouring slices differ.',
    remedy: 'Look whether slices are missing.',
    text: ({
      gaps,
      others,
    }: {
      /** From skull base to vertex. */
      gaps: readonly { readonly count: number; readonly mm: number }[];
      /** How many other distances there are. */
      others: number;
    }) => {
      const listed = gaps.map(({ count, mm }) => `${count} x ${mm.toFixed(2)} mm`).join(', ');
      return `The slices are unequally spaced: ${listed}${others > 0 ? `, and ${others} other distances` : ''}, from skull base to vertex.`;
    },
  },
  'slices-missing': {
    title: 'Slices seem to be missing',
    effect: 'incomplete',
    meaning: 'A gap is as wide as one or more slices.',
    remedy: 'Look for files that were not sent; what lies in the gap was not seen.',
    text: ({
      below,
      atMm,
      count,
      gapMm,
      stepsMm,
    }: {
      /** Index of the slice below the gap, from 0 at the skull base. */
      below: number;
      /** Positions of the slices on both its sides. */
      atMm: readonly [number, number];
      /** How many would fill it. */
      count: number;
      gapMm: number;
      /** The distances beside it. */
      stepsMm: readonly number[];
    }) => {
      const [low, high] = atMm.map((mm) => mm.toFixed(1));
      const least = stepsMm.length > 1 ? 'at least ' : '';
      const seem = count === 1 ? 'one slice seems' : `${count} slices seem`;
      return `Between slices ${below + 1} and ${below + 2} from the skull base, at ${low} and ${high} mm, ${least}${seem} to be missing: they are ${gapMm.toFixed(2)} mm apart, their neighbours ${stepsMm.map((mm) => mm.toFixed(2)).join(' and ')} mm.`;
    },
  },
  'slices-apart': {
    title: 'Slices further apart than they are thick',
    effect: 'note',
    meaning: 'Slices lie further apart than they are thick: what lies between them was not seen.',
    remedy: 'Ask for contiguous slices, if the scan has them.',
    text: ({
      at,
      of,
      unseenMm,
    }: {
      /** At so many of all places. */
      at: number;
      of: number;
      /** The most that lies between two slices, and within neither. */
      unseenMm: number;
    }) =>
      `${at === of ? 'All slices lie' : `At ${at} of ${of} places slices lie`} further apart than they are thick: up to ${unseenMm.toFixed(1)} mm between two of them is shown by none.`,
  },
  'slices-overlap': {
    title: 'Overlapping slices',
    effect: 'note',
    meaning: 'Slices lie nearer to one another than they are thick.',
    remedy: 'Nothing.',
    text: ({
      at,
      of,
      nearestMm,
    }: {
      /** At so many of all places. */ at: number;
      of: number;
      nearestMm: number;
    }) =>
      at === of
        ? `All slices overlap: they are as near as ${nearestMm.toFixed(2)} mm and thicker than that.`
        : `Slices overlap at ${at} of ${of} places; the nearest are ${nearestMm.toFixed(2)} mm apart.`,
  },
  'spacing-contradicted': {
    title: 'Header and positions disagree on the spacing',
    effect: 'note',
    meaning: 'SpacingBetweenSlices says another distance than the positions, which were used.',
    remedy: 'Look whether slices are missing.',
    text: ({
      statedMm,
      foundMm,
    }: {
      /** Least and largest. */ statedMm: readonly [number, number];
      foundMm: readonly [number, number];
    }) =>
      `SpacingBetweenSlices says ${millimetres(statedMm)}, the positions ${millimetres(foundMm)}; the positions were used.`,
  },
  'gantry-tilt': {
    title: 'Tilted gantry',
    effect: 'note',
    meaning: 'The gantry was tilted; the positions of the slices take account of it.',
    remedy: 'Nothing.',
    text: ({ degrees }: { degrees: number }) => `The slices are tilted by ${degrees.toFixed(1)} degrees.`,
  },
  'gantry-tilt-contradicted': {
    title: 'Header and orientation disagree on the tilt',
    effect: 'note',
    meaning: 'GantryDetectorTilt says another angle than the orientation of the slices, which was used.',
    remedy: 'Nothing.',
    text: ({
      stated,
      degrees,
    }: {
      /** By the header, rising. */ stated: readonly number[] /** By the orientation. */;
      degrees: number;
    }) =>
      `GantryDetectorTilt says ${stated.map((value) => value.toFixed(1)).join(' and ')} degrees, the orientation ${degrees.toFixed(1)}; the orientation was used.`,
  },
  oblique: {
    title: 'Oblique slices',
    effect: 'note',
    meaning: 'The slices are oblique, but not sheared as those of a tilted gantry.',
    remedy: 'Nothing.',
    text: ({ degrees }: { degrees: number }) =>
      `The slices are oblique: ${degrees.toFixed(1)} degrees from axial, without the shear of a tilted gantry.`,
  },
  'stack-sheared': {
    title: 'A stack that leans',
    effect: 'note',
    meaning: 'Each slice is displaced against the last though the gantry was not tilted.',
    remedy: 'Look at the series: it may have been resampled.',
    text: ({ degrees }: { degrees: number }) =>
      `Each slice is displaced against the last: the stack leans by ${degrees.toFixed(1)} degrees.`,
  },
  'stack-not-straight': {
    title: 'Field of view moved within the series',
    effect: 'note',
    meaning: 'The field of view was moved within the series.',
    remedy: 'Nothing.',
    text: ({ mm }: { mm: number }) =>
      `The slices lie up to ${mm.toFixed(1)} mm beside a straight line: their field of view was moved.`,
  },
  'turned-in-plane': {
    title: 'Pictures turned against the patient',
    effect: 'note',
    meaning: 'The pictures are turned against the axes of the patient.',
    remedy: 'Nothing.',
    text: ({ degrees }: { degrees: number }) =>
      `The pictures are turned by ${degrees.toFixed(1)} degrees against the patient.`,
  },
  'not-axial': {
    title: 'Not axial',
    effect: 'refused',
    meaning: 'The slices are sagittal or coronal, and too far apart for axial ones to be computed.',
    remedy: 'Ask for the axial reconstruction of the scan.',
    text: ({
      plane,
      degrees,
      notComputed,
    }: {
      plane: string;
      degrees: number /** Why no axial slices were computed, where that was tried. */;
      notComputed?: string;
    }) => {
      const stand = `The slices are ${plane}: they stand ${degrees.toFixed(1)} degrees from axial`;
      // Two sentences in one: it becomes the reason of a refusal.
      return notComputed === undefined
        ? `${stand}.`
        : `${stand}; no axial ones were computed: ${notComputed}.`;
    },
  },
  resliced: {
    title: 'Axial slices computed',
    effect: 'note',
    meaning: 'The series was not axial; what was read are slices computed from it.',
    remedy: 'Prefer the axial reconstruction, if there is one.',
    text: ({ plane, sliceMm, pixelMm }: { plane: string; sliceMm: number; pixelMm: number }) =>
      `The series is ${plane}; axial slices of ${sliceMm} mm with pixels of ${pixelMm.toFixed(2)} mm were computed from it, and are no stored images.`,
  },
  'pixels-not-square': {
    title: 'Pixels that are not square',
    effect: 'note',
    meaning: 'Rows and columns have different spacing.',
    remedy: 'Nothing.',
    text: ({ downMm, acrossMm }: { downMm: number; acrossMm: number }) =>
      `The pixels are not square: ${downMm.toFixed(3)} mm from row to row, ${acrossMm.toFixed(3)} mm from column to column.`,
  },
  'pixel-spacing-missing': {
    title: 'Unknown pixel size',
    effect: 'note',
    meaning: 'The size of the pixels is unknown.',
    remedy: "Don't rely on lengths in the picture.",
    text: () => 'The size of the pixels is unknown: the header has no PixelSpacing.',
  },
  'pixel-spacing-invalid': {
    title: 'A pixel size that is none',
    effect: 'note',
    meaning: 'PixelSpacing is not two lengths.',
    remedy: "Don't rely on lengths in the picture.",
    text: ({ why }: { why: string }) =>
      `PixelSpacing is not two lengths that pixels of a CT have (${why}), and was left out.`,
  },
  'field-of-view-implausible': {
    title: 'A field of view that no head fits',
    effect: 'note',
    meaning: 'By their PixelSpacing the pictures are of a size that no head fits.',
    remedy: "Don't rely on lengths in the picture.",
    text: ({ wideMm, highMm }: { wideMm: number; highMm: number }) =>
      `By their PixelSpacing the pictures are ${wideMm.toFixed(0)} x ${highMm.toFixed(0)} mm, which is no picture of a head: no size or distance in them can be relied on.`,
  },
  'patient-position': {
    title: 'Unusual position of the patient',
    effect: 'note',
    meaning: 'The patient did not lie head first and supine; sides come from the orientation.',
    remedy: 'Nothing.',
    text: ({ position }: { position: string }) =>
      `The patient lay ${position}; sides come from the orientation of the slices.`,
  },
  'patient-position-mixed': {
    title: 'Contradicting positions of the patient',
    effect: 'note',
    meaning: 'Slices name different positions of the patient.',
    remedy: 'Check the side of findings.',
    text: ({ positions }: { positions: readonly string[] }) =>
      `The slices name different positions of the patient: ${positions.join('; ')}.`,
  },
  'orientation-missing': {
    title: 'No orientation in the header',
    effect: 'note',
    meaning: 'The header gives no orientation that can be used; the slices were taken to be axial.',
    remedy: 'Check the side of findings.',
    text: () => 'The slices have no ImageOrientationPatient that can be used; they were taken to be axial.',
  },
  'orientation-invalid': {
    title: 'An orientation that is none',
    effect: 'note',
    meaning: 'ImageOrientationPatient is not six direction cosines.',
    remedy: 'Check the side of findings.',
    text: ({ why }: { why: string }) =>
      `ImageOrientationPatient is not two directions at right angles (${why}), and was left out.`,
  },
} satisfies Readonly<Record<string, NoticeEntry>>;
