import { CompilerError, type Tensor } from '@ichor/compiler';
import { stateDict } from './state-dict-of.ts';
import { TorchObjects } from './torch-objects.ts';
import { unpickle } from './unpickle.ts';

/** The pickle of torch's magic number: what a file of torch 0.1.10 to 1.5 begins with. */
const MAGIC = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
const PROTOCOL = 1001;
/** Of a storage's length, before its numbers. */
const LENGTH_BYTES = 8;
const NOTHING = { globals: new Map() };

/** Whether the bytes begin as a file of torch.save before torch 1.6, or with `_use_new_zipfile_serialization=False`. */
export const isLegacyPth = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/**
 * A file of torch.save of before torch 1.6 -> its tensors by name: five pickles (magic number, protocol, machine, object, keys
 * of storages), then each storage's length and numbers.
 *
 * @throws CompilerError as `readPth`
 */
export function readLegacyPth(bytes: Uint8Array): Map<string, Tensor> {
  const protocol = unpickle(bytes, NOTHING, MAGIC.length);
  if (protocol.value !== PROTOCOL)
    throw new CompilerError('.pth file', `is of protocol ${protocol.value}, and ${PROTOCOL} is read`);
  const machine = unpickle(bytes, NOTHING, protocol.end);
  if (!(machine.value instanceof Map) || machine.value.get('little_endian') !== true)
    throw new CompilerError('.pth file', 'was written with big byte order, and only little is read');
  const objects = new TorchObjects();
  const saved = objects.read(bytes, machine.end);
  const keys = unpickle(bytes, NOTHING, saved.end);
  const tensors = stateDict(saved.value);
  fillStorages(bytes, keys, objects);
  return new Map([...tensors].map(([name, tensor]) => [name, tensor.toTensor(name)]));
}

function fillStorages(
  bytes: Uint8Array,
  keys: ReturnType<typeof unpickle>,
  { storages }: TorchObjects,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = keys.end;
  for (const key of Array.isArray(keys.value) ? keys.value : []) {
    const storage = storages.get(key);
    if (storage === undefined)
      throw new CompilerError(`storage ${key}`, 'is of no tensor: the file is damaged');
    const begin = at + LENGTH_BYTES;
    if (begin > bytes.length || Number(view.getBigInt64(at, true)) !== storage.length)
      throw new CompilerError(
        `storage ${key}`,
        `does not stand at byte ${at} of ${bytes.length}: the file is cut off or damaged`,
      );
    at = begin + storage.byteLength;
    storage.fill(bytes.subarray(begin, at));
  }
  // What stands in no list of keys has no numbers, and is told when they are asked for.
}
