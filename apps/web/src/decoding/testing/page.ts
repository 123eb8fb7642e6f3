import type { Series, Slice } from '@ichor/ct';
import { readSlices } from '@ichor/dicom';
import { isNifti, readNifti } from '@ichor/nifti';
import { isIchorError } from '@ichor/notices';

/** A slice as JSON can carry it. */
export type PlainSlice = Omit<Slice, 'hu'> & { readonly hu: readonly number[] };

/** What the test in Node calls in the page; bytes travel as base64. */
const page = {
  async read(base64: string): Promise<PlainSlice[] | { readonly code: string }> {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    try {
      return (await slicesOf(bytes)).map(plain);
    } catch (error) {
      if (isIchorError(error)) return { code: error.code };
      throw error;
    }
  },
};

async function slicesOf(bytes: Uint8Array): Promise<readonly Slice[]> {
  if (!(await isNifti(bytes))) return readSlices(bytes, 'a file');
  const { slices }: Series = await readNifti(bytes, 'a file');
  return slices;
}

const plain = (slice: Slice): PlainSlice => ({ ...slice, hu: [...slice.hu] });

export type DecodingPage = typeof page;
Object.assign(window, { decodingPage: page });
