import { BUNDLE_ERRORS } from './errors/bundle-errors.ts';
import { COMMAND_ERRORS } from './errors/command-errors.ts';
import { DICOM_ERRORS } from './errors/dicom-errors.ts';
import { FILE_ERRORS } from './errors/file-errors.ts';
import { INTAKE_ERRORS } from './errors/intake-errors.ts';
import { NIFTI_ERRORS } from './errors/nifti-errors.ts';
import { PAGE_ERRORS } from './errors/page-errors.ts';
import { PICTURE_ERRORS } from './errors/picture-errors.ts';
import { SERVER_ERRORS } from './errors/server-errors.ts';
import { TRAINING_ERRORS } from './errors/training-errors.ts';
import { VOLUME_ERRORS } from './errors/volume-errors.ts';

/** Every error that a user may see, by its code, in themes: programs depend on the codes. */
export const ERROR_THEMES = {
  file: FILE_ERRORS,
  intake: INTAKE_ERRORS,
  dicom: DICOM_ERRORS,
  nifti: NIFTI_ERRORS,
  picture: PICTURE_ERRORS,
  volume: VOLUME_ERRORS,
  bundle: BUNDLE_ERRORS,
  training: TRAINING_ERRORS,
  server: SERVER_ERRORS,
  page: PAGE_ERRORS,
  command: COMMAND_ERRORS,
} as const;

/** Every error that a user may see, by its code. */
export const ERRORS = {
  ...FILE_ERRORS,
  ...INTAKE_ERRORS,
  ...DICOM_ERRORS,
  ...NIFTI_ERRORS,
  ...PICTURE_ERRORS,
  ...VOLUME_ERRORS,
  ...BUNDLE_ERRORS,
  ...TRAINING_ERRORS,
  ...SERVER_ERRORS,
  ...PAGE_ERRORS,
  ...COMMAND_ERRORS,
} as const;

export type ErrorCode = keyof typeof ERRORS;
