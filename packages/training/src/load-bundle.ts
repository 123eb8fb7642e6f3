import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IchorError } from '@ichor/ct';
import { type Bundle, parseBundle } from '@ichor/report';

/**
 * A bundle's folder -> bundle.json and the bytes of its model.
 *
 * @throws IchorError `bundle-not-found`, `bundle-invalid`, `bundle-schema`; `bundle-damaged` where the model is not the one
 * that bundle.json names.
 */
export async function loadBundle(folder: string): Promise<{ bundle: Bundle; onnx: Uint8Array }> {
  const path = join(folder, 'bundle.json');
  const bundle = parseBundle(parseJson(await read(path), path), path);
  const file = join(folder, bundle.model.file);
  const onnx = await read(file);
  if (createHash('sha256').update(onnx).digest('hex') !== bundle.model.sha256)
    throw new IchorError({
      code: 'bundle-damaged',
      subject: file,
      problem: 'is not the file that bundle.json names',
      remedy: 'Copy the bundle again, both files together, or export it again.',
    });
  return { bundle, onnx };
}

const read = (path: string): Promise<Buffer> =>
  readFile(path).catch((cause: unknown) => {
    throw new IchorError({
      code: 'bundle-not-found',
      subject: path,
      problem: 'cannot be read',
      remedy: 'Name the folder of a bundle: it holds bundle.json and its model.',
      cause,
    });
  });

function parseJson(text: Buffer, path: string): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch (cause) {
    throw new IchorError({
      code: 'bundle-invalid',
      subject: path,
      problem: 'is not JSON',
      remedy: 'Export the bundle again.',
      cause,
    });
  }
}
