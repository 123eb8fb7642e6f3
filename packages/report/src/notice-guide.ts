import { NOTICE_CODES, type NoticeCode } from './notice-codes.ts';

/** What a notice leads to: nothing but its sentence, an answer that stays incomplete, or no answer. */
export type NoticeEffect = 'note' | 'incomplete' | 'refused';

/** What a person has to know of a code; docs/notices.md is made from it. */
export interface NoticeGuidance {
  readonly effect: NoticeEffect;
  readonly meaning: string;
  /** What to do about it: a sentence. */
  readonly remedy: string;
}

export const NOTICE_GUIDE: Readonly<Record<NoticeCode, NoticeGuidance>> = {
  'slice-unreadable': {
    effect: 'incomplete',
    meaning:
      'The file of a slice names this series, but its pixels cannot be had: it is cut short, damaged, or written in a way that is not read.',
    remedy: 'Fetch the named slices again, or ask for them to be sent anew.',
  },
  'spacing-irregular': {
    effect: 'note',
    meaning: 'The distances between neighbouring slices differ.',
    remedy: 'Look whether slices are missing.',
  },
  'spacing-assumed': {
    effect: 'note',
    meaning: 'No slice has a position; their distance was taken from their thickness, or to be 5 mm.',
    remedy: "Don't rely on lengths across slices.",
  },
  'gantry-tilt': {
    effect: 'note',
    meaning: 'The gantry was tilted; the positions of the slices take account of it.',
    remedy: 'Nothing.',
  },
  'gantry-tilt-contradicted': {
    effect: 'note',
    meaning: 'GantryDetectorTilt says another angle than the orientation of the slices, which was used.',
    remedy: 'Nothing.',
  },
  oblique: {
    effect: 'note',
    meaning: 'The slices are oblique, but not sheared as those of a tilted gantry.',
    remedy: 'Nothing.',
  },
  'stack-sheared': {
    effect: 'note',
    meaning: 'Each slice is displaced against the last though the gantry was not tilted.',
    remedy: 'Look at the series: it may have been resampled.',
  },
  'stack-not-straight': {
    effect: 'note',
    meaning: 'The field of view was moved within the series.',
    remedy: 'Nothing.',
  },
  'turned-in-plane': {
    effect: 'note',
    meaning: 'The pictures are turned against the axes of the patient.',
    remedy: 'Nothing.',
  },
  'not-axial': {
    effect: 'refused',
    meaning: 'The slices are sagittal or coronal, and too far apart for axial ones to be computed.',
    remedy: 'Ask for the axial reconstruction of the scan.',
  },
  resliced: {
    effect: 'note',
    meaning: 'The series was not axial; what was read are slices computed from it.',
    remedy: 'Prefer the axial reconstruction, if there is one.',
  },
  'nifti-source': {
    effect: 'note',
    meaning: 'The images come from a NIfTI file, which says neither who was scanned nor with what.',
    remedy: 'Prefer the DICOM files, if they are at hand.',
  },
  'nifti-forms-differ': {
    effect: 'note',
    meaning: 'sform and qform of the file contradict each other; the sform was used.',
    remedy: 'Convert the DICOM series anew, and check the side of findings.',
  },
  'nifti-unit-assumed': {
    effect: 'note',
    meaning: 'The file does not name its unit of length; millimetres were taken.',
    remedy: "Don't rely on lengths.",
  },
  'axes-reordered': {
    effect: 'note',
    meaning: 'The volume was stored sagittal or coronal; its axial planes were taken without interpolation.',
    remedy: 'Nothing.',
  },
  'values-not-finite': {
    effect: 'note',
    meaning: 'Voxels hold no number and were taken for air.',
    remedy: 'Look where they lie; convert the series anew.',
  },
  'slices-missing': {
    effect: 'incomplete',
    meaning: 'A gap is as wide as one or more slices.',
    remedy: 'Look for files that were not sent; what lies in the gap was not seen.',
  },
  'slices-overlap': {
    effect: 'note',
    meaning: 'Slices lie nearer to one another than they are thick.',
    remedy: 'Nothing.',
  },
  'repeated-stack': {
    effect: 'note',
    meaning: 'The series holds the same positions again (another kernel or phase); one stack was read.',
    remedy: 'Send them as series of their own to have another one read.',
  },
  'pixels-not-square': {
    effect: 'note',
    meaning: 'Rows and columns have different spacing.',
    remedy: 'Nothing.',
  },
  'patient-position': {
    effect: 'note',
    meaning: 'The patient did not lie head first and supine; sides come from the orientation.',
    remedy: 'Nothing.',
  },
  'patient-position-mixed': {
    effect: 'note',
    meaning: 'Slices name different positions of the patient.',
    remedy: 'Check the side of findings.',
  },
  'duplicate-instance': {
    effect: 'note',
    meaning: 'The same slice was given more than once, or files that differ bear one UID.',
    remedy: 'Where they differ, find out which file is right.',
  },
  'duplicate-position': {
    effect: 'incomplete',
    meaning: 'Slices lie where another one lies, and were left out.',
    remedy: 'Send stacks that were reconstructed twice as series of their own.',
  },
  'mixed-geometry': {
    effect: 'incomplete',
    meaning:
      'Slices of other size, orientation or thickness than the rest were left out; the series is incomplete where they show what the rest does not.',
    remedy: 'Send them as a series of their own.',
  },
  'patient-mixed': {
    effect: 'refused',
    meaning: 'The slices of one series name different patients.',
    remedy: 'Find out which files belong to whom.',
  },
  'position-missing': {
    effect: 'incomplete',
    meaning: 'Slices have no position while others have one, and were left out.',
    remedy: 'Fetch the named slices again, or ask for them to be sent anew.',
  },
  'position-invalid': {
    effect: 'note',
    meaning: 'ImagePositionPatient is not three numbers.',
    remedy: 'Fetch the named slices again, or ask for them to be sent anew.',
  },
  'orientation-missing': {
    effect: 'note',
    meaning: 'The header gives no orientation; the slices were taken to be axial.',
    remedy: 'Check the side of findings.',
  },
  'orientation-invalid': {
    effect: 'note',
    meaning: 'ImageOrientationPatient is not six direction cosines.',
    remedy: 'Check the side of findings.',
  },
  'order-by-instance-number': {
    effect: 'note',
    meaning: 'No slice has a position; InstanceNumber gave the order.',
    remedy: 'Check which end is the vertex.',
  },
  'order-unknown': {
    effect: 'refused',
    meaning: 'The slices have neither positions nor numbers.',
    remedy: 'Ask for the series to be sent anew from where it was taken.',
  },
  'pixel-spacing-missing': {
    effect: 'note',
    meaning: 'The size of the pixels is unknown.',
    remedy: "Don't rely on lengths in the picture.",
  },
  'pixel-spacing-invalid': {
    effect: 'note',
    meaning: 'PixelSpacing is not two lengths.',
    remedy: "Don't rely on lengths in the picture.",
  },
  'slices-far-away': {
    effect: 'incomplete',
    meaning:
      'Slices lie so far from the rest that their positions are wrong or they show something else; they were left out.',
    remedy: 'Fetch the named slices again, or send them as a series of their own.',
  },
  'slices-apart': {
    effect: 'note',
    meaning: 'Slices lie further apart than they are thick: what lies between them was not seen.',
    remedy: 'Ask for contiguous slices, if the scan has them.',
  },
  'spacing-contradicted': {
    effect: 'note',
    meaning: 'SpacingBetweenSlices says another distance than the positions, which were used.',
    remedy: 'Look whether slices are missing.',
  },
  'field-of-view-implausible': {
    effect: 'note',
    meaning: 'By their PixelSpacing the pictures are of a size that no head fits.',
    remedy: "Don't rely on lengths in the picture.",
  },
  'fragment-longer': {
    effect: 'note',
    meaning: 'A fragment of the pixels has an odd length, which is illegal; it was read all the same.',
    remedy: 'Have the sender corrected.',
  },
  'rescale-missing': {
    effect: 'note',
    meaning: 'Slices state no slope or no intercept, and their values are Hounsfield units as they stand.',
    remedy: 'Have the header corrected where the files are made.',
  },
  'rescale-repaired': {
    effect: 'note',
    meaning:
      'Unsigned values without an intercept (or with 0) were no Hounsfield units. With one of the two intercepts in use, -1024 and -1000, and not with the other, air, brain and skull lie where physics puts them.',
    remedy: 'Have the header corrected where the files are made.',
  },
  'rescale-from-neighbours': {
    effect: 'note',
    meaning:
      'Slices lack the rescale that the others state; with it, and not without it, their air and soft tissue agree with those of their neighbours.',
    remedy: 'Have the header corrected where the files are made.',
  },
  'rescale-mixed': {
    effect: 'note',
    meaning:
      'Slices have another slope, intercept, bits or sign than the rest, and their values agree with the rest.',
    remedy: 'Look at the named slices.',
  },
  'rescale-type-not-hu': {
    effect: 'refused',
    meaning: 'RescaleType names something else than HU.',
    remedy: 'Give the series in Hounsfield units, not a map computed from it.',
  },
  'hounsfield-implausible': {
    effect: 'refused',
    meaning:
      'Air, brain or skull do not lie where they do in any head; the message says what was seen, and which mistake it looks like.',
    remedy:
      'Ask for the series to be sent anew. Where it was converted, convert it without changing its values.',
  },
  'hounsfield-mixed': {
    effect: 'refused',
    meaning: 'The values of more than a quarter of the slices contradict those of the others.',
    remedy: 'Ask for the series to be sent anew from where it was taken.',
  },
  'hounsfield-unusual': {
    effect: 'note',
    meaning:
      'Air or soft tissue lie beside where they usually do, but not so far that it proves a mistake: the base of the skull alone, contrast medium, another part of the body, or a scale that is wrong by a few per cent.',
    remedy: 'Measure air (-1000 HU) and a ventricle (0 to 15 HU) before relying on the values.',
  },
  'hounsfield-unchecked': {
    effect: 'note',
    meaning: 'The pictures are too small to say anything of their values.',
    remedy: 'Give the original images.',
  },
  'slice-values-apart': {
    effect: 'incomplete',
    meaning:
      'The air or soft tissue of a slice does not agree with its neighbours, or its header differs and cannot be checked: header or pixels are damaged. It was left out.',
    remedy: 'Fetch the named slices again, or ask for them to be sent anew.',
  },
  'slice-constant': {
    effect: 'incomplete',
    meaning: 'All pixels of a slice have one value (zeros, as a rule). It was left out.',
    remedy: 'Fetch the named slices again, or ask for them to be sent anew.',
  },
  'lossy-compressed': {
    effect: 'note',
    meaning: 'The pixels were compressed with loss; the message gives the ratio.',
    remedy: 'Prefer the original images: faint blood may be lost.',
  },
  saturated: {
    effect: 'note',
    meaning: 'Values beyond +-32767 HU were cut.',
    remedy: 'Look at the named slices.',
  },
  'padding-inside': {
    effect: 'note',
    meaning:
      'The value that means "no data" also occurs inside the picture, where it was taken for a measurement.',
    remedy: 'Look at the named slices.',
  },
  'twelve-bit-repaired': {
    effect: 'note',
    meaning:
      'Signed 12-bit values were stored as unsigned (a fault of some files of RSNA 2019) and were unwrapped: the background falls to -1000 HU, in the slice itself or in the others of its series.',
    remedy: 'Nothing.',
  },
  'twelve-bit-suspect': {
    effect: 'note',
    meaning:
      'Values may be wrapped as in some files of RSNA 2019, but the background does not prove it; they were left as they are, and the check of the series decides.',
    remedy: 'Look at the named slices.',
  },
  'bits-beyond-stored': {
    effect: 'note',
    meaning:
      'Pixels have bits set beside those that BitsStored and HighBit name: an old overlay, or one of the two is wrong.',
    remedy: 'Look at the named slices.',
  },
  'fragments-joined': {
    effect: 'note',
    meaning: 'A frame was split into fragments, which RLE forbids; they were joined.',
    remedy: 'Nothing.',
  },
  'bitstream-mismatch': {
    effect: 'note',
    meaning:
      'The pixels are written in another way than the transfer syntax says, and were read as what they are.',
    remedy: 'Have the sender corrected.',
  },
  'offset-table-wrong': {
    effect: 'note',
    meaning: 'The offset table does not fit the fragments; frames were told apart by what they hold.',
    remedy: 'Have the sender corrected.',
  },
  'transfer-syntax-guessed': {
    effect: 'note',
    meaning: 'The file does not say how it is written, or says it wrongly.',
    remedy: 'Have the sender corrected.',
  },
  'pixel-data-long': {
    effect: 'note',
    meaning: 'There are more bytes of pixels than the picture needs; the rest was left out.',
    remedy: 'Look at the picture: its rows may be displaced.',
  },
  'several-frames': {
    effect: 'note',
    meaning: 'A file of several pictures, of which `ichor inspect` reads the header alone.',
    remedy: 'Run `ichor analyze`, which reads all of them.',
  },
  'tags-mixed': {
    effect: 'note',
    meaning:
      'The headers of some slices would by themselves refuse them (derived, contrast medium, another body part).',
    remedy: 'Look at the named slices.',
  },
  'burned-in-annotation': {
    effect: 'note',
    meaning: 'The header says that writing lies in the pixels, which de-identification does not remove.',
    remedy: 'Look at the pictures before they are passed on.',
  },
  'screen-capture': {
    effect: 'note',
    meaning: 'A picture of a screen often shows names in its pixels.',
    remedy: "Look at the pictures, or don't pass them on.",
  },
  'recognizable-features': {
    effect: 'note',
    meaning: 'From thin slices a face can be rebuilt.',
    remedy: "Don't publish the files as they are.",
  },
  'left-over-bytes': {
    effect: 'note',
    meaning: 'Bytes behind the last element were dropped.',
    remedy: 'Nothing.',
  },
  'patient-missing': {
    effect: 'note',
    meaning: 'Labels name patients whose images are not there.',
    remedy: 'Fetch the rest of the data set, or leave it.',
  },
  'slice-missing': {
    effect: 'note',
    meaning: 'Labels name slices whose images are not there.',
    remedy: 'Fetch the rest of the data set, or leave it.',
  },
  'slice-unlabelled': {
    effect: 'note',
    meaning: 'Images have no label and are not used.',
    remedy: 'Nothing.',
  },
  'study-missing': {
    effect: 'note',
    meaning: 'The truth names studies whose files are not there.',
    remedy: 'Simulate the folder anew, or leave it.',
  },
  'series-chosen': {
    effect: 'note',
    meaning: 'Why this series was read and not another of its study.',
    remedy: 'Nothing.',
  },
  'asked-for': {
    effect: 'note',
    meaning: 'The series was read because it was asked for, not because it was the best.',
    remedy: 'Nothing.',
  },
  derived: {
    effect: 'note',
    meaning: 'The images were computed from others (DERIVED).',
    remedy: 'Prefer the original series, if there is one.',
  },
  'body-part-contradicted': {
    effect: 'note',
    meaning: 'The header names another part of the body than the pixels show.',
    remedy: 'Look at the series before relying on its answer.',
  },
  'contrast-described': {
    effect: 'note',
    meaning: 'The header says that contrast medium was given.',
    remedy: 'Give the series without contrast medium, if there is one.',
  },
  'contrast-suspected': {
    effect: 'note',
    meaning: 'Vessels are as bright as with contrast medium.',
    remedy: 'Give the series without contrast medium, if there is one.',
  },
  'coverage-vertex': {
    effect: 'note',
    meaning: 'The top of the head is cut off, and was not seen.',
    remedy: 'Look for slices that were not sent.',
  },
  'coverage-base': {
    effect: 'note',
    meaning: 'The base of the skull is cut off, and was not seen.',
    remedy: 'Look for slices that were not sent.',
  },
  'slices-thick': {
    effect: 'note',
    meaning: 'The slices are thicker than those that networks are trained on.',
    remedy: 'Prefer a series of 2.5 to 5 mm.',
  },
  noisy: {
    effect: 'note',
    meaning: 'The images have much noise.',
    remedy: 'Prefer a thicker or softer reconstruction.',
  },
  'kernel-sharp': {
    effect: 'note',
    meaning: 'The images were reconstructed with a sharp kernel.',
    remedy: 'Prefer the soft-tissue reconstruction.',
  },
  'anatomy-unknown': {
    effect: 'note',
    meaning: 'Nothing could be said of what the pixels show.',
    remedy: 'Look at the series before relying on its answer.',
  },

  'picture-source': {
    effect: 'note',
    meaning: 'The images come from pictures: no side, no millimetres, and only the values of one window.',
    remedy: 'Give the DICOM files.',
  },
  'picture-window-narrow': {
    effect: 'note',
    meaning: 'The stated window cuts off values that the network looks at.',
    remedy: 'Give the DICOM files, or pictures in a wider window.',
  },
  'picture-window-doubtful': {
    effect: 'note',
    meaning: 'The grey values do not look like the window that was stated.',
    remedy: 'Check which window the pictures were made in.',
  },
  'picture-unsure': {
    effect: 'note',
    meaning: 'By themselves the pictures are not known for a head CT.',
    remedy: 'Look at the pictures before relying on their answer.',
  },
};

/** What to do about a notice of this code; undefined for a code that nobody knows. */
export const noticeRemedy = (code: string): string | undefined =>
  Object.hasOwn(NOTICE_CODES, code) ? NOTICE_GUIDE[code as NoticeCode].remedy : undefined;
