import { fstat, read } from 'node:fs';
import { promisify } from 'node:util';

const [readAt, statOf] = [promisify(read), promisify(fstat)];

/** Of the records behind the directory, by signature, as many bytes as each has (APPNOTE 4.3.13 to 4.3.16). */
const LENGTHS: ReadonlyMap<number, (record: Buffer) => number> = new Map([
  [0x05054b50, (record: Buffer) => 6 + record.readUInt16LE(4)],
  [0x06064b50, (record: Buffer) => 12 + Number(record.readBigUInt64LE(4))],
  [0x07064b50, () => 20],
]);
const END = 0x06054b50;
const END_BYTES = 22;

/**
 * Makes sure that behind the entries that were listed stands the end of the zip, and nothing else: more entries than a count of
 * 16 bits can say would vanish, and so would those of one of two zips that were joined.
 *
 * @param offset behind the last entry of the directory
 * @throws RangeError; the operating system's error
 */
export async function requireEndBehind(fd: number, offset: number): Promise<void> {
  const { size } = await statOf(fd);
  for (let at = offset; ; ) {
    const { buffer, bytesRead } = await readAt(fd, Buffer.alloc(END_BYTES), 0, END_BYTES, at);
    const signature = bytesRead < END_BYTES ? 0 : buffer.readUInt32LE(0);
    if (signature === END && at + END_BYTES + buffer.readUInt16LE(20) === size) return;
    const length = LENGTHS.get(signature)?.(buffer);
    if (length === undefined) throw new RangeError('openZip: the directory does not end where the zip does');
    at += length;
  }
}
