import type { UploadLimits } from '@ichor/api';
import { IchorError } from '@ichor/notices';

const GIB = 2 ** 30;

/** What one upload may be. */
export const UPLOAD_LIMITS: UploadLimits = {
  fileBytes: 8 * GIB,
  uploadBytes: 16 * GIB,
  uploadFiles: 20_000,
  zipEntries: 20_000,
  zipExpansion: 200,
  zipNesting: 1,
};

/** What an upload may still take. */
export interface Room {
  readonly files: number;
  readonly bytes: number;
}

/**
 * How much an upload may still take.
 *
 * @throws IchorError `upload-unknown`, `too-many`, `too-large`
 */
export function roomLeft(
  upload: { readonly files: number; readonly bytes: number } | undefined,
  id: string,
  limits: UploadLimits,
  announced: number | undefined,
): Room {
  if (upload === undefined) throw uploadUnknown(id);
  if (upload.files >= limits.uploadFiles) {
    throw new IchorError({
      code: 'too-many',
      subject: 'the upload',
      problem: `has ${limits.uploadFiles} files already`,
      remedy: 'Send the rest as another upload.',
    });
  }
  const bytes = limits.uploadBytes - upload.bytes;
  if (announced !== undefined && announced > Math.min(bytes, limits.fileBytes)) {
    throw new IchorError({
      code: 'too-large',
      subject: 'the file',
      problem: `has ${announced} bytes, and ${Math.min(bytes, limits.fileBytes)} are the most`,
    });
  }
  return { files: limits.uploadFiles - upload.files, bytes };
}

export const uploadUnknown = (id: string): IchorError =>
  new IchorError({
    code: 'upload-unknown',
    subject: id,
    problem: 'is no upload of this server',
  });
