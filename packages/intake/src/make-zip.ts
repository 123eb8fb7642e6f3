import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the zip says that it unpacks to, where that is to be a lie. */
  readonly declaredBytes?: number;
  /** The same of its checksum. */
  readonly declaredCrc?: number;
}

/** A zip as any program writes it (PKWARE's APPNOTE 4.3), deflated. */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, declaredBytes = bytes.length, declaredCrc = crc32(bytes) } of entries) {
    const packed = deflateRawSync(bytes);
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2); // names in UTF-8
    common.writeUInt16LE(8, 4); // Deflate
    common.writeUInt32LE(declaredCrc, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(declaredBytes, 18);
    common.writeUInt16LE(path.length, 22);
    const central = Buffer.alloc(46);
    central.writeUInt32BE(0x504b0102, 0);
    central.writeUInt16LE(20, 4);
    common.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    directory.push(central, path);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 0x03, 0x04]), common, path, packed]);
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
