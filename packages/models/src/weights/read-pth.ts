import { CompilerError, type Tensor } from '@ichor/compiler';
import { isLegacyPth, readLegacyPth } from './read-legacy-pth.ts';
import { isZip, readZip } from './read-zip.ts';
import { stateDict } from './state-dict-of.ts';
import { TorchObjects } from './torch-objects.ts';

/**
 * A file of `torch.save` -> its tensors by name, as float32, in the file's order: a state dict, or an object that has one as
 * `state_dict`, `model` or `model_state_dict`. Both of torch's formats are read: the zip of torch 1.6 and later, and the
 * pickles one after the other of torch 0.1.10 and later. Nothing of the pickle is run: see `unpickle`. The zip's checksums
 * aren't looked at (`ichor weights get` compares the whole file's SHA-256).
 *
 * @throws CompilerError where the file is cut off or damaged, is of another kind, holds something else than tensors, or was written on
 * a big-endian machine; it names what is wrong
 */
export function readPth(bytes: Uint8Array): Map<string, Tensor> {
  if (isZip(bytes)) return readZippedPth(bytes);
  if (isLegacyPth(bytes)) return readLegacyPth(bytes);
  throw new CompilerError(
    '.pth file',
    'is neither of the two formats of torch.save that are read (a zip, or torch 0.1.10 and later). Convert it in Python: torch.save(torch.load("OLD.pth", map_location="cpu"), "NEW.pth")',
  );
}

const PICKLE = /^[^/]+\/data\.pkl$/;

function readZippedPth(bytes: Uint8Array): Map<string, Tensor> {
  const heads = readZip(bytes, (name) => PICKLE.test(name) || /^[^/]+\/byteorder$/.test(name));
  const [pickle, second] = [...heads.keys()].filter((name) => PICKLE.test(name));
  if (pickle === undefined || second !== undefined)
    throw new CompilerError('.pth file', 'is a zip without a data.pkl, so not one of torch.save');
  const root = pickle.slice(0, -'data.pkl'.length);
  const order = new TextDecoder().decode(heads.get(`${root}byteorder`)).trim();
  if (order !== '' && order !== 'little')
    throw new CompilerError('.pth file', `was written with ${order} byte order, and only little is read`);
  const objects = new TorchObjects();
  const tensors = stateDict(objects.read(heads.get(pickle) ?? new Uint8Array()).value);
  const wanted = new Map([...tensors.values()].map(({ storage }) => [`${root}data/${storage.key}`, storage]));
  const storages = readZip(bytes, (name) => wanted.has(name));
  for (const [name, storage] of wanted) storage.fill(storages.get(name));
  return new Map([...tensors].map(([name, tensor]) => [name, tensor.toTensor(name)]));
}
