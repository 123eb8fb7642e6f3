import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { CompilerError, type Tensor } from '@ichor/compiler';
import { readWhole } from '@ichor/files';
import { readWeights, renameWeights, safetensorsHeader, WEIGHT_FILES } from '@ichor/models';
import { IchorError } from '@ichor/notices';
import { type FileOrigin, originOf } from './file-origin.ts';

/** What a file of weights holds. */
export interface WeightsFile {
  /** By the names that the architecture has for them. */
  readonly weights: Map<string, Tensor>;
  /** Its name without its folder. */
  readonly name: string;
  /** Of all of its bytes. */
  readonly sha256: string;
  /** What they were trained on: a .safetensors file that was written here says it. */
  readonly origin: FileOrigin | undefined;
}

/** Whether a path is called as a file of weights is. */
export const isWeightsFile = (path: string): boolean =>
  WEIGHT_FILES.some((end) => path.toLowerCase().endsWith(end));

/**
 * Reads a .safetensors, .pth, .pt or .onnx file.
 *
 * @throws IchorError `weights-unreadable` naming what is wrong in it; what `readWhole` throws
 */
export async function loadWeightsFile(path: string, architecture: string): Promise<WeightsFile> {
  const bytes = await readWhole(path);
  try {
    return {
      weights: renameWeights(architecture, readWeights(path, bytes)),
      name: basename(path),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      origin: path.toLowerCase().endsWith('.safetensors')
        ? originOf(safetensorsHeader(bytes).metadata, path)
        : undefined,
    };
  } catch (cause) {
    if (!(cause instanceof CompilerError)) throw cause;
    throw new IchorError({
      code: 'weights-unreadable',
      subject: path,
      problem: `cannot be read as weights (${cause.message})`,
      cause,
    });
  }
}
