import type { Notice, RefusingCode } from '@ichor/notices';
import type { Window } from '../values/window.ts';
import type { SliceAnatomy } from './slice-anatomy.ts';
import type { SliceValues } from './slice-values.ts';

export type Vector3 = readonly [number, number, number];

/** What only a DICOM header says of a slice, as it says it. */
export interface DicomHeaderFields {
  readonly acquisitionNumber?: number | undefined;
  /** AcquisitionDateTime, AcquisitionTime or, where there is neither, ContentTime, as text that sorts. */
  readonly acquisitionTime?: string | undefined;
  /** TemporalPositionIdentifier: which of several scans of the same place, as of perfusion. */
  readonly temporalPosition?: number | undefined;
  readonly modality?: string | undefined;
  readonly seriesDescription?: string | undefined;
  readonly sopClassUid?: string | undefined;
  /** ImageType, e.g. ['ORIGINAL', 'PRIMARY', 'AXIAL']; a scout has LOCALIZER, a computed image DERIVED. */
  readonly imageType?: readonly string[] | undefined;
  /** RescaleType as the header gives it; absent means HU. */
  readonly rescaleType?: string | undefined;
  /** The first window that the header recommends for the eye. */
  readonly recommendedWindow?: Window | undefined;
  /** E.g. HFS: head first, supine. */
  readonly patientPosition?: string | undefined;
  /** GantryDetectorTilt as the header gives it; the tilt of a series is measured from its orientation. */
  readonly gantryTiltDegrees?: number | undefined;
  readonly bodyPartExamined?: string | undefined;
  readonly contrastBolusAgent?: string | undefined;
  /** KVP: of two energies at the same place the two differ in it. */
  readonly kvp?: number | undefined;
  /** ConvolutionKernel, e.g. H31s, STANDARD or FC21: each vendor has its own names. */
  readonly convolutionKernel?: string | undefined;
}

/** One decoded slice: Hounsfield units with the geometry that its header gives. What a header lacks is undefined, never made up. */
export interface Slice {
  /** Names the slice; of a frame of a multi-frame image, `<uid>#<number of the frame, from 1>`. */
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  /** To group by patient; never printed or logged. */
  readonly patientId: string;
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns], Hounsfield units. */
  readonly hu: Int16Array;
  /** [between rows, between columns] in mm, as DICOM has it. */
  readonly pixelSpacing?: readonly [number, number] | undefined;
  /** Whether the header gives a size of the pixels that none can have. */
  readonly pixelSpacingInvalid?: boolean | undefined;
  /** Centre of the first voxel, patient millimetres (x to the left, y to the back, z to the head). */
  readonly imagePositionPatient?: Vector3 | undefined;
  /** Direction cosines along a row, then along a column. */
  readonly imageOrientationPatient?: readonly [number, number, number, number, number, number] | undefined;
  /** FrameOfReferenceUID: positions of different frames of reference can't be compared. */
  readonly frameOfReferenceUid?: string | undefined;
  /** SliceLocation: mm from a point of the scanner's choice, in a direction that the standard leaves open. */
  readonly sliceLocationMm?: number | undefined;
  readonly instanceNumber?: number | undefined;
  readonly sliceThicknessMm?: number | undefined;
  /** SpacingBetweenSlices as the header gives it; distances come from the positions. */
  readonly spacingBetweenSlicesMm?: number | undefined;
  /** What its DICOM header says beside geometry; absent where it comes from elsewhere. */
  readonly header?: DicomHeaderFields | undefined;
  /** What the pixels showed, where they were dropped since. */
  readonly anatomy?: SliceAnatomy | undefined;
  /** What was done to its values; undefined where the slice was not decoded from a DICOM file, or its pixels not at all. */
  readonly values?: SliceValues | undefined;
  readonly notices: readonly Notice[];
}

/** What a series was made of. */
export type Origin = 'dicom' | 'nifti' | 'pictures';

/** The plane of slices: the one they are nearest to, `axial` up to 45 degrees, `oblique` where they are about as far from all. */
export type SlicePlane = 'axial' | 'coronal' | 'sagittal' | 'oblique' | 'unknown';

/** The slices of one series in order along the slice normal, skull base first. */
export interface Series {
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly patientId: string;
  readonly origin: Origin;
  readonly slices: readonly Slice[];
  /** Position of each slice along the normal in mm, strictly rising. Without positions in the header: index times thickness. */
  readonly positionsMm: readonly number[];
  /** Angle between the slice normal and the patient's axis (gantry tilt), degrees; 0 where unknown. */
  readonly tiltDegrees: number;
  /** Unknown where no header gives an orientation. */
  readonly plane: SlicePlane;
  /** Whether the slices are nobody's images, but were computed from those of another plane. */
  readonly resliced: boolean;
  /** Whether it has more Hounsfield units than are held at once; then it is refused, and comes without them. */
  readonly tooLarge: boolean;
  /** The window that is baked into the pictures (PNG, JPG) that the series was made of: values outside it are lost. */
  readonly bakedWindow?: Window | undefined;
  readonly notices: readonly Notice[];
  /** Those of its notices for which its order, its Hounsfield units or whose head it is can't be relied on: it is never read. */
  readonly refusals: readonly Notice<RefusingCode>[];
  /**
   * SOP Instance UIDs of files whose header names this series but whose pixels can't be had, or that don't fit into
   * its stack of slices (a notice says which); sorted. A series with any is incomplete.
   */
  readonly unreadableSopInstanceUids: readonly string[];
  /** Those of them that were read and have no place in the stack; sorted. */
  readonly leftOutSopInstanceUids: readonly string[];
  /** How many slices of which there is no file would fill the holes in the stack; none where absent. A series with any is incomplete. */
  readonly missingSlices?: number | undefined;
}

/** Of a series of axial slices that all are there, and of which there is nothing to tell. */
export const SOUND_SERIES = {
  plane: 'axial',
  resliced: false,
  tooLarge: false,
  notices: [],
  refusals: [],
  unreadableSopInstanceUids: [],
  leftOutSopInstanceUids: [],
} as const satisfies Partial<Series>;
