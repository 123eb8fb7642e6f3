import { constants, gunzipSync } from 'node:zlib';
import { ZIP_SPLIT } from './open-zip.ts';
import type { Refusal } from './refusal.ts';

/** As many first bytes as tell a disc image from anything else. */
export const DISC_IMAGE_BYTES = 16 * 2048 + 6;

/** Formats that are not unpacked here, by what they begin with. */
const MAGIC: readonly (readonly [name: string, at: number, bytes: string])[] = [
  ['7z', 0, '377abcaf271c'],
  ['rar', 0, '526172211a07'],
  ['bzip2', 0, '425a68..314159265359'],
  ['xz', 0, 'fd377a585a00'],
  ['Zstandard', 0, '28b52ffd'],
  ['lz4', 0, '04224d18'],
  ['lzip', 0, '4c5a495001'],
  ['compress (.Z)', 0, '1f9d'],
  ['gzip', 0, '1f8b08'],
  ['tar', 257, '7573746172'],
  ['a disc image', 16 * 2048, '..4344303031'],
  // Of UDF without ISO 9660.
  ['a disc image', 16 * 2048, '..4245413031'],
  ['a disc image', 0, '00ffffffffffffffffffff00'],
];

/** "DICM" */
const DICM = '4449434d';

/** Names that such files bear: one that is called so and is none is damaged, or a later part of several. */
const NAMED =
  /\.(7z|rar|zip|bz2|tbz2?|xz|txz|zst|tzst|lz4|lz|Z|gz|tgz|tar|iso|[zr]\d\d|(7z|zip|rar)\.\d{3})$/i;

/**
 * What is said of a file that is packed in a way that is not unpacked here, by its first bytes, or else by its name; undefined
 * for anything else. A head may lie in it, so that it is never passed over.
 *
 * @param head of a file that is neither NIfTI nor a zip, nor looks like DICOM
 */
export function packedRefusal(head: Uint8Array, name: string): Refusal | undefined {
  if (startsWith(head, 0, '504b0708') || startsWith(head, 0, '504b3030')) return ZIP_SPLIT;
  const format = packedFormat(head);
  if (format !== undefined) {
    return {
      code: 'packed',
      reason: `is packed (${format}), which is not read as it is. Unpack it, and give the files that are in it.`,
    };
  }
  return NAMED.test(name)
    ? {
        code: 'packed',
        reason:
          'is called like a packed file, and does not begin like one: it is damaged, or one part of several. Unpack it elsewhere, and give the files that are in it.',
      }
    : undefined;
}

/** Its magic word, behind a preamble or without one, or the group that data sets begin with. */
export const looksLikeDicom = (head: Uint8Array): boolean =>
  startsWith(head, 128, DICM) ||
  startsWith(head, 0, DICM) ||
  ['0200', '0800', '0002', '0008'].some((group) => startsWith(head, 0, group));

function packedFormat(head: Uint8Array): string | undefined {
  const found =
    MAGIC.find(([, at, bytes]) => startsWith(head, at, bytes))?.[0] ?? (isTar(head) ? 'tar' : undefined);
  if (found !== 'gzip') return found;
  const within = gunzipped(head);
  if (startsWith(within, 128, DICM)) return 'gzip, of a DICOM file';
  return startsWith(within, 257, '7573746172') || isTar(within) ? 'tar in gzip' : 'gzip';
}

/** Whether the bytes at an offset are these, in hexadecimal; two points stand for any byte. */
const startsWith = (head: Uint8Array, at: number, hex: string): boolean =>
  hex.match(/../g)?.every((byte, i) => byte === '..' || head[at + i] === Number.parseInt(byte, 16)) ?? false;

/** Without a magic word, as before POSIX: by the checksum of its header, which counts itself as blanks. */
function isTar(head: Uint8Array): boolean {
  const told = /^ *([0-7]{1,6})[ \0]*$/.exec(String.fromCharCode(...head.subarray(148, 156)))?.[1];
  if (told === undefined || head.length < 512) return false;
  const sum = head.subarray(0, 512).reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  return sum === Number.parseInt(told, 8);
}

/** What the first bytes of a gzip stream hold, as far as they go. */
function gunzipped(head: Uint8Array): Uint8Array {
  try {
    return gunzipSync(head.subarray(0, 1024), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    // It is gzip by its first bytes all the same, and whoever unpacks it hears what is wrong.
    return new Uint8Array(0);
  }
}
