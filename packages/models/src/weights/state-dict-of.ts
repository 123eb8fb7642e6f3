import { CompilerError } from '@ichor/compiler';
import { TorchTensor } from './torch-objects.ts';

/** Where programs that train keep the state dict beside other things. */
const KEYS = ['state_dict', 'model', 'model_state_dict'];

/**
 * The tensors of an object that was saved: of the object itself, or of the state dict in it.
 *
 * @throws CompilerError where there is none, or something else than a tensor is in it
 */
export function stateDict(saved: unknown): Map<string, TorchTensor> {
  const found = [saved, ...KEYS.map((key) => (saved instanceof Map ? saved.get(key) : undefined))].find(
    (one) => one instanceof Map && [...one.values()].some((value) => value instanceof TorchTensor),
  ) as Map<unknown, unknown> | undefined;
  if (found === undefined)
    throw new CompilerError(
      '.pth file',
      `holds no tensors by name, neither itself nor as ${KEYS.join(', ')}; save model.state_dict()`,
    );
  const tensors = new Map<string, TorchTensor>();
  for (const [name, value] of found) {
    if (!(value instanceof TorchTensor)) throw new CompilerError(String(name), 'is no tensor');
    tensors.set(String(name), value);
  }
  return tensors;
}
