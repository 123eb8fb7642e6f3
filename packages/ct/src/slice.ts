import type { Notice } from './notice.ts';
import type { SliceValues } from './slice-values.ts';

export type Vector3 = readonly [number, number, number];

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
  /** Centre of the first voxel, patient millimetres (x to the left, y to the back, z to the head). */
  readonly imagePositionPatient?: Vector3 | undefined;
  /** Direction cosines along a row, then along a column. */
  readonly imageOrientationPatient?: readonly [number, number, number, number, number, number] | undefined;
  readonly instanceNumber?: number | undefined;
  readonly sliceThicknessMm?: number | undefined;
  /** SpacingBetweenSlices as the header gives it; distances come from the positions. */
  readonly spacingBetweenSlicesMm?: number | undefined;
  readonly modality?: string | undefined;
  readonly seriesDescription?: string | undefined;
  readonly sopClassUid?: string | undefined;
  /** ImageType, e.g. ['ORIGINAL', 'PRIMARY', 'AXIAL']; a scout has LOCALIZER, a computed image DERIVED. */
  readonly imageType?: readonly string[] | undefined;
  /** RescaleType as the header gives it; absent means HU. */
  readonly rescaleType?: string | undefined;
  /** The first window that the header recommends for the eye. */
  readonly window?: { readonly center: number; readonly width: number } | undefined;
  /** E.g. HFS: head first, supine. */
  readonly patientPosition?: string | undefined;
  /** GantryDetectorTilt as the header gives it; the tilt of a series is measured from its orientation. */
  readonly gantryTiltDegrees?: number | undefined;
  /** What was done to its values; undefined where the slice was not decoded from a DICOM file, or its pixels not at all. */
  readonly values?: SliceValues | undefined;
  readonly notices: readonly Notice[];
}

/** The slices of one series in order along the slice normal, skull base first. */
export interface Series {
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly patientId: string;
  readonly slices: readonly Slice[];
  /** Position of each slice along the normal in mm, strictly rising. Without positions in the header: index times thickness. */
  readonly positionsMm: readonly number[];
  /** Angle between the slice normal and the patient's axis (gantry tilt), degrees; 0 where unknown. */
  readonly tiltDegrees: number;
  readonly notices: readonly Notice[];
  /**
   * SOP Instance UIDs of files whose header names this series but whose pixels can't be had, or that don't fit into
   * its stack of slices (a notice says which); sorted. A series with any is incomplete.
   */
  readonly unreadableSopInstanceUids: readonly string[];
  /** How many slices of which there is no file would fill the holes in the stack; none where absent. A series with any is incomplete. */
  readonly missingSlices?: number | undefined;
}
