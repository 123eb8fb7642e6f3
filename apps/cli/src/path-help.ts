/** What commands say of the paths that they take. */
export const PATHS =
  'DICOM files, folders of any depth, zips (and one zip within each), a DICOMDIR, or - for standard input (a zip or one file)';

/** What of them is no reason for an exit code. */
export const FOREIGN =
  'whatever else is there (named, but no failure: what is no DICOM by content and name, and DICOM of other kinds, such as dose reports)';
