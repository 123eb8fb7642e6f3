/** What a decoder must know of the image: the header's word, which the encoded stream has to agree with. */
export interface FrameShape {
  readonly rows: number;
  readonly columns: number;
  /** 8 or 16. */
  readonly bitsAllocated: number;
}

/**
 * One encoded frame -> its rows * columns stored cells, one sample each, in the low bits of 16.
 *
 * @throws Malformed 'pixel-data-short' where the stream ends before the image does, 'pixel-data-corrupt' where it
 * contradicts itself or the header. Never fills up with zeros.
 */
export type Decoder = (frame: Uint8Array, shape: FrameShape) => Uint16Array | Uint8Array;
