/** What a decoder must know of the image: the header's word, which the encoded stream has to agree with. */
export interface FrameShape {
  readonly rows: number;
  readonly columns: number;
  /** 8 or 16. */
  readonly bitsAllocated: number;
}

export interface DecodedFrame {
  /** [rows, columns], a sample in the low bits of each; negative ones as two's complement. */
  readonly cells: Uint16Array | Uint8Array;
  /** Bits of a sample in the stream. */
  readonly bits: number;
  /** Whether the stream says that its samples have a sign; only JPEG 2000 can. */
  readonly signed?: boolean;
  /** Whether the stream itself says that it was made with loss. */
  readonly lossy: boolean;
}

/**
 * Decodes one frame of one component.
 *
 * @throws Malformed 'pixel-data-short' where the stream ends before the image does, 'pixel-data-corrupt' where it
 * contradicts itself or the header. Never fills up with zeros.
 */
export type Decoder = (frame: Uint8Array, shape: FrameShape) => DecodedFrame;
