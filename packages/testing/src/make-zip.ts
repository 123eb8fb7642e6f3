import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipSource {
  /** Bytes stand for a name in no encoding that is said, which is the oldest one, IBM's code page 437. */
  readonly name: string | Uint8Array;
  readonly bytes: Uint8Array;
  /** What the zip says that it unpacks to, where that is to be a lie. */
  readonly declaredBytes?: number;
  /** The same of its checksum. */
  readonly declaredCrc?: number;
  /** Where the directory says that it lies, where that is to be a lie. */
  readonly declaredOffset?: number;
  /** Says that it is encrypted; it isn't. */
  readonly encrypted?: boolean;
  /** Any other than 8, Deflate, is a lie. */
  readonly method?: number;
  /** Sizes and offset stand in the extra field of zip64, as for more than 4 GiB (APPNOTE 4.5.3). */
  readonly zip64?: boolean;
}

const UTF8_NAMES = 0x0800;
const ENCRYPTED = 0x0001;
const IN_ZIP64 = 0xffffffff;

/** A zip as any program writes it (PKWARE's APPNOTE 4.3), deflated; for tests. */
export function makeZip(entries: readonly ZipSource[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = deflateRawSync(entry.bytes);
    const path = Buffer.from(entry.name as string);
    const extra = entry.zip64 ? zip64Extra(entry, packed.length, offset) : Buffer.alloc(0);
    const common = commonHeader(entry, packed.length, path.length, extra.length);
    const central = Buffer.alloc(46);
    central.writeUInt32BE(0x504b0102, 0);
    central.writeUInt16LE(20, 4);
    common.copy(central, 6);
    central.writeUInt32LE(entry.zip64 ? IN_ZIP64 : (entry.declaredOffset ?? offset), 42);
    directory.push(central, path, extra);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 0x03, 0x04]), common, path, extra, packed]);
    parts.push(local);
    offset += local.length;
  }
  const center = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32BE(0x504b0506, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(center.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, center, end]);
}

/** What local and central header share: from the version needed to the length of the extra field. */
function commonHeader(entry: ZipSource, packed: number, path: number, extra: number): Buffer {
  const { name, bytes, declaredBytes = bytes.length, declaredCrc = crc32(bytes), zip64 = false } = entry;
  const common = Buffer.alloc(26);
  common.writeUInt16LE(zip64 ? 45 : 20, 0);
  common.writeUInt16LE(
    (typeof name === 'string' ? UTF8_NAMES : 0) | (entry.encrypted === true ? ENCRYPTED : 0),
    2,
  );
  common.writeUInt16LE(entry.method ?? 8, 4);
  common.writeUInt32LE(declaredCrc, 10);
  common.writeUInt32LE(zip64 ? IN_ZIP64 : packed, 14);
  common.writeUInt32LE(zip64 ? IN_ZIP64 : declaredBytes, 18);
  common.writeUInt16LE(path, 22);
  common.writeUInt16LE(extra, 24);
  return common;
}

function zip64Extra(
  { bytes, declaredBytes = bytes.length }: ZipSource,
  packed: number,
  offset: number,
): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(declaredBytes), 4);
  extra.writeBigUInt64LE(BigInt(packed), 12);
  extra.writeBigUInt64LE(BigInt(offset), 20);
  return extra;
}
