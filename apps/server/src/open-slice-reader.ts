import { readSlices } from '@ichor/dicom';
import { isNifti, readNifti } from '@ichor/nifti';
import type { Store } from './store/store.ts';

/** Of volumes and large files together: what a page scrolls through is neither read nor unpacked anew for each slice. */
const MOST_HELD_BYTES = 2 ** 29;
/** A smaller file is read again as quickly. */
const LEAST_HELD_BYTES = 2 ** 22;
/** Somebody who looked at it for the last time so long ago has gone on. */
const HELD_MS = 20_000;

export interface SliceReader {
  /**
   * The Hounsfield units of one slice of a stored file, [rows, columns].
   *
   * @param frame its number in the file, from 1
   * @throws UnreadablePixelsError; IchorError `content-missing`
   */
  read(sha256: string, frame: number, subject: string): Promise<Int16Array>;
}

/** A file that is held open. */
interface OpenFile {
  /** Of memory; 0 where it need not be held. */
  readonly bytes: number;
  frame(number: number): Promise<Int16Array>;
}

interface Held {
  readonly file: Promise<OpenFile>;
  bytes: number;
  lastUsed: number;
}

/** Reads slices of stored files one at a time, as a viewer asks for them; of a multi-frame image it decodes that frame alone. */
export function openSliceReader(store: Store, heldMs = HELD_MS): SliceReader {
  const held = new Map<string, Held>();
  let timer: NodeJS.Timeout | undefined;

  const dropOld = (): void => {
    const oldest = [...held].sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
    let sum = oldest.reduce((bytes, [, one]) => bytes + one.bytes, 0);
    for (const [sha256, { bytes, lastUsed }] of oldest) {
      const old = lastUsed < performance.now() - heldMs;
      // A single one that is too large for the bound would be unpacked for each of its slices.
      if (!old && (sum <= MOST_HELD_BYTES || held.size === 1)) continue;
      held.delete(sha256);
      sum -= bytes;
    }
    clearTimeout(timer);
    timer = held.size === 0 ? undefined : setTimeout(dropOld, heldMs).unref();
  };

  const open = async (sha256: string, subject: string): Promise<OpenFile> => {
    const known = held.get(sha256);
    if (known !== undefined) {
      known.lastUsed = performance.now();
      return known.file;
    }
    const file = store.read(sha256).then((bytes) => openFile(bytes, subject));
    const one: Held = { file, bytes: 0, lastUsed: performance.now() };
    held.set(sha256, one);
    try {
      one.bytes = (await file).bytes;
      return await file;
    } finally {
      if (one.bytes === 0) held.delete(sha256);
      dropOld();
    }
  };

  return {
    async read(sha256, frame, subject) {
      return (await open(sha256, subject)).frame(frame);
    },
  };
}

async function openFile(bytes: Uint8Array, subject: string): Promise<OpenFile> {
  if (!(await isNifti(bytes))) {
    return {
      bytes: bytes.length < LEAST_HELD_BYTES ? 0 : bytes.length,
      frame: async (frame) => (await readSlices(bytes, subject, { frame }))[0]!.hu,
    };
  }
  const { slices } = await readNifti(bytes, subject);
  const planes = new Map(slices.map(({ instanceNumber, hu }) => [instanceNumber, hu]));
  return {
    bytes: slices.reduce((sum, { hu }) => sum + hu.byteLength, 0),
    async frame(number) {
      const hu = planes.get(number);
      if (hu === undefined) throw new RangeError(`openSliceReader: a volume without plane ${number}`);
      return hu;
    },
  };
}
