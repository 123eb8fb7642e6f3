/**
 * Where files come from: folders, single files, zips, DICOMDIRs and standard input become files that can be read as often as
 * needed, and a list of what can't be. Node only; whoever wants slices gives the bytes to @ichor/dicom.
 *
 * @example
 * const intake = await openIntake(['study.zip']);
 * for (const file of intake.files) slices.push(...(await readSlicesOf(file, file.name)));
 * await intake.close();
 */
export { DiskFile } from './disk-file.ts';
export { isFileError } from './file-error.ts';
export { findFiles } from './find-files.ts';
export type { IntakeFile, UnreadFile } from './intake-file.ts';
export { isZip } from './is-zip.ts';
export { type Intake, type IntakeOptions, openIntake, STANDARD_INPUT } from './open-intake.ts';
export { type OpenZip, openZip, ZIP_ENTRY_DAMAGED, type ZipEntry } from './open-zip.ts';
export { looksLikeDicom, packedRefusal } from './packed-format.ts';
export type { ReferencedFile } from './referenced-files.ts';
export type { Refusal } from './refusal.ts';
export { seriesLimit } from './series-limit.ts';
export { unreadBecause } from './unread-because.ts';
export { walkFolder } from './walk-folder.ts';
export { type ZipBudget, type ZipLimits, zipBudget } from './zip-limits.ts';
