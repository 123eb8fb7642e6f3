/**
 * Pictures (PNG, JPG and others) as they were exported in a stated window -> series without side or scale, or a refusal that says
 * why one is not known for a slice of a head CT. Node only: sharp decodes them.
 *
 * @example
 * const pictures = new Pictures({ center: 40, width: 80 });
 * for (const { bytes, path } of files) await pictures.take(bytes, path);
 * const { series, refused } = pictures.finish();
 */
export { decodePicture } from './decode-picture.ts';
export { checkPicture, type PictureCheck } from './picture-check.ts';
export { type GreyPicture, pictureHu } from './picture-hu.ts';
export { LEAST_PICTURES, Pictures, type RefusedPicture } from './pictures.ts';
