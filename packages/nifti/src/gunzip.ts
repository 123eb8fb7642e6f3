import { corruptNifti } from './nifti-header.ts';

/** Deflate packs at most 1032 bytes into one (RFC 1951); a header that promises more lies. */
export const DEFLATE_RATIO = 1032;
/** No scan packs so well, since air is noise too; only a bomb does. */
export const LARGEST_RATIO = 200;
/** Less than this is no bomb, however well it is packed. */
export const HARMLESS_BYTES = 2 ** 24;
/** What may follow the bytes asked for, to be read for the checksum's sake. */
const SLACK_BYTES = 1 << 24;
const STEP_BYTES = 1 << 16;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * The first `length` bytes of what a gzip file holds, or all of it where that is less; never more memory than that.
 * With `whole` it is read on to its end, so that its checksum is verified.
 *
 * @throws Malformed 'nifti-corrupt' where it can't be unpacked.
 */
export async function gunzip(
  bytes: Uint8Array,
  length: number,
  { whole = false }: { whole?: boolean } = {},
): Promise<Uint8Array> {
  const out = new Uint8Array(Math.min(length, Math.max(HARMLESS_BYTES, bytes.length * LARGEST_RATIO)));
  let [filled, beyond] = [0, 0];
  const gunzipped = inSteps(bytes).pipeThrough(new DecompressionStream('gzip'));
  const reader = gunzipped.getReader();
  try {
    while (whole ? beyond < SLACK_BYTES : filled < out.length) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, out.length - filled);
      out.set(part, filled);
      filled += part.length;
      beyond += value.length - part.length;
    }
  } catch (cause) {
    throw corruptNifti("can't be unpacked: its gzip stream is damaged", cause);
  }
  // A stream that was cut off by us has nothing left to say.
  await reader.cancel().catch(() => undefined);
  return out.subarray(0, filled);
}

/** As a stream without a copy of it all, which a Blob would make. */
function inSteps(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at + STEP_BYTES) as Uint8Array<ArrayBuffer>);
      else controller.close();
      at += STEP_BYTES;
    },
  });
}
