import { CompilerError, readParameters, type Tensor } from '@ichor/compiler';
import { isLegacyPth } from './read-legacy-pth.ts';
import { readPth } from './read-pth.ts';
import { readSafetensors } from './read-safetensors.ts';
import { isZip } from './read-zip.ts';

/** Files that weights are read from, by the end of their names. */
export const WEIGHT_FILES: readonly string[] = ['.safetensors', '.pth', '.pt', '.onnx'];

/**
 * A file of weights -> its tensors by the names that it has for them, as float32. Of an ONNX file they are its initializers.
 *
 * @param name the file's, whose end says of which kind it is
 * @throws CompilerError where it is of no such kind, or the bytes aren't what its name says
 */
export function readWeights(name: string, bytes: Uint8Array): Map<string, Tensor> {
  const kind = WEIGHT_FILES.find((end) => name.toLowerCase().endsWith(end));
  switch (kind) {
    case '.safetensors':
      if (isZip(bytes) || isLegacyPth(bytes))
        throw new CompilerError('safetensors file', 'is a file of torch.save; name it .pth');
      return readSafetensors(bytes);
    case '.pth':
    case '.pt':
      return readPth(bytes);
    case '.onnx':
      return readParameters(bytes);
    default:
      throw new CompilerError('weights', `are read from ${WEIGHT_FILES.join(', ')} files`);
  }
}
