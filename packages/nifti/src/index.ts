/**
 * NIfTI bytes in, a series of CT slices out: `readNifti` places a volume by its sform, else its qform. Bytes only; no files.
 *
 * @example
 * if (await isNifti(bytes)) volumes.push(await readNifti(bytes, name));
 */
export { isNifti, readNifti } from './read-nifti.ts';
