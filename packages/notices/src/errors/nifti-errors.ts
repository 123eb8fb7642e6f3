import type { ErrorEntry } from '../error-entry.ts';

/** Of NIfTI files. */
export const NIFTI_ERRORS = {
  'nifti-not-hounsfield': {
    meaning: 'The voxels are not the Hounsfield units of a head.',
    remedy:
      'Convert the DICOM series of a head CT with dcm2niix, which keeps Hounsfield units; neither shift nor scale them.',
  },
  'nifti-orientation-missing': {
    meaning: 'The file says neither by sform nor by qform how the voxels lie in the patient.',
    remedy: 'Convert the DICOM series anew, e.g. with dcm2niix.',
  },
  'nifti-affine-invalid': {
    meaning: 'The places of the voxels are numbers that no volume can have.',
    remedy: 'Convert the DICOM series anew, e.g. with dcm2niix.',
  },
  'nifti-sheared': {
    meaning: 'The axes of the voxels do not stand at right angles.',
    remedy: 'Convert the DICOM series anew, or resample the volume to right angles.',
  },
  'nifti-datatype': {
    meaning: 'The voxels are numbers of a kind that is not read.',
    remedy: 'Convert the volume to 16-bit integers or 32-bit floats.',
  },
  'nifti-scaling-invalid': {
    meaning: 'The scale of the voxels is no number.',
    remedy: 'Convert the DICOM series anew, e.g. with dcm2niix.',
  },
  'nifti-not-one-volume': {
    meaning: 'The file holds several volumes, or none.',
    remedy: 'Give one volume a file.',
  },
  'nifti-pair': {
    meaning: 'The voxels lie in a second file (.hdr and .img).',
    remedy: 'Convert the pair to one file, .nii or .nii.gz.',
  },
  'nifti-truncated': {
    meaning: 'The file ends before its last voxel.',
    remedy: 'Fetch the file again: it was cut short on its way.',
  },
  'nifti-too-large': {
    meaning: 'The volume takes more memory than is given to one series.',
    remedy: 'Give the head alone, or thicker slices.',
  },
  'nifti-corrupt': {
    meaning: "The file contradicts itself, or can't be unpacked.",
    remedy: 'Fetch the file again; if it comes the same, convert the DICOM series anew.',
  },
} satisfies Readonly<Record<string, ErrorEntry>>;
