import { isDicomdir } from '@ichor/dicom';
import { isNifti } from '@ichor/nifti';
import { isZip } from './is-zip.ts';

/** As many first bytes as say what a file is. */
export const KIND_BYTES = 1024;

/** 'other' is DICOM or nothing: whoever reads it finds out. */
export type FileKind = 'zip' | 'dicomdir' | 'nifti' | 'other';

/** What a file is by its first bytes; names say nothing. One more kind of input begins here. */
export async function fileKind(head: Uint8Array): Promise<FileKind> {
  if (isZip(head)) return 'zip';
  if (isDicomdir(head)) return 'dicomdir';
  return (await isNifti(head)) ? 'nifti' : 'other';
}
