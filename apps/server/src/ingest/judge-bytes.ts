import { type InstanceHeader, isDicomdir, NotCtError, pictureFormat, readHeaders } from '@ichor/dicom';
import { packedRefusal } from '@ichor/intake';
import { isNifti } from '@ichor/nifti';
import { isIchorError } from '@ichor/notices';
import { niftiHeaders } from './nifti-headers.ts';

/** What the bytes of a file are. */
export type Verdict =
  | { readonly kind: 'index' }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly reason: string;
      readonly studyInstanceUid: string | null;
    }
  | { readonly kind: 'slices'; readonly headers: readonly InstanceHeader[] };

/** Of all frames: as many bytes of Hounsfield units again as a file may have. */
const MOST_PIXELS = 2 ** 28;

/**
 * Looks through a file: which slices it holds, or why none. It takes as long and as much memory as the file wants, within the
 * bounds of its readers.
 *
 * @param mostBytes that a volume may unpack to
 */
export async function judgeBytes(bytes: Uint8Array, name: string, mostBytes: number): Promise<Verdict> {
  if (isDicomdir(bytes)) return { kind: 'index' };
  const picture = pictureFormat(bytes);
  if (picture !== undefined) {
    return refusal(
      'picture',
      `is a picture (${picture}), and nothing says which grey is which Hounsfield unit. Send the DICOM files that it was made from; where the window is known, \`ichor analyze --window LEVEL/WIDTH\` reads it.`,
    );
  }
  try {
    const headers = (await isNifti(bytes))
      ? await niftiHeaders(bytes, name, mostBytes)
      : readHeaders(bytes, name);
    const pixels = headers.reduce((sum, { slice }) => sum + slice.rows * slice.columns, 0);
    if (pixels > MOST_PIXELS) {
      return refusal(
        'too-large',
        `holds ${headers.length} frames with ${pixels} pixels, and ${MOST_PIXELS} are the most that is read as one file. Send one file a slice.`,
      );
    }
    return { kind: 'slices', headers };
  } catch (error) {
    if (!isIchorError(error)) throw error;
    const packed = error.code === 'not-dicom' ? packedRefusal(bytes, name) : undefined;
    if (packed !== undefined) return refusal(packed.code, packed.reason);
    const uid = error instanceof NotCtError ? error.instance?.studyInstanceUid : undefined;
    return { ...refusal(error.code, `${error.problem}. ${error.remedy}`), studyInstanceUid: uid ?? null };
  }
}

const refusal = (code: string, reason: string): Verdict & { kind: 'refused' } => ({
  kind: 'refused',
  code,
  reason,
  studyInstanceUid: null,
});
