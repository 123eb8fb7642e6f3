/** What commands say of the paths that they take. */
export const PATHS =
  'DICOM files, folders of any depth, zips (and one zip within each), a DICOMDIR, or - for standard input (a zip or one file)';

/** What of them no exit code counts. */
export const FOREIGN =
  'Files that are no DICOM, and DICOM of other kinds (dose reports, MR), are named but leave the code at 0.';
