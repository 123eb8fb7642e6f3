import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tensor } from '@ichor/compiler';
import { IchorError } from '@ichor/ct';

/** All that a run needs to go on as if nothing had happened. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** The optimizer's: how many updates it made, and its moments by parameter. */
  readonly optimizer: { readonly step: number; readonly slots: ReadonlyMap<string, readonly Float32Array[]> };
}

interface Header {
  readonly step: number;
  readonly optimizerStep: number;
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly slots: number;
  }[];
}

const MAGIC = 'ICHORCK1';
const fileName = (step: number): string => `step-${String(step).padStart(8, '0')}.ckpt`;
const isCheckpoint = (name: string): boolean => /^step-\d+\.ckpt$/.test(name);

/**
 * Writes a checkpoint to `folder` and then removes older ones. A file under its final name is whole: it is written
 * under another, flushed to the disk, and renamed.
 *
 * Layout: 8 bytes of magic, the header's length (uint32, little endian), the header in JSON, then for each tensor its
 * float32 values and those of its slots.
 */
export async function saveCheckpoint(
  folder: string,
  { step, parameters, optimizer }: Checkpoint,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const older = (await readdir(folder)).filter((name) => name !== fileName(step));
  const tensors = [...parameters].map(([name, { shape }]) => ({
    name,
    shape,
    slots: optimizer.slots.get(name)?.length ?? 0,
  }));
  const header = Buffer.from(
    JSON.stringify({ step, optimizerStep: optimizer.step, tensors } satisfies Header),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const path = join(folder, fileName(step));
  const file = await open(`${path}.unfinished`, 'w');
  try {
    await file.writeFile(Buffer.concat([Buffer.from(MAGIC), length, header]));
    for (const [name, { data }] of parameters)
      for (const values of [data, ...(optimizer.slots.get(name) ?? [])])
        await file.writeFile(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.unfinished`, path);
  for (const name of older) await rm(join(folder, name), { force: true });
}

/**
 * The newest checkpoint in a folder, undefined where there is none.
 *
 * @throws IchorError `checkpoint-damaged`.
 */
export async function loadCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const names = (await readdir(folder).catch(() => [])).filter(isCheckpoint).sort();
  const name = names.at(-1);
  if (name === undefined) return undefined;
  const path = join(folder, name);
  const bytes = await readFile(path);
  if (bytes.length < 12 || bytes.toString('latin1', 0, 8) !== MAGIC) throw damaged(path);
  let at = 12 + bytes.readUInt32LE(8);
  if (at > bytes.length) throw damaged(path);
  const header: Header = JSON.parse(bytes.toString('utf8', 12, at));
  const take = (count: number): Float32Array => {
    if (at + 4 * count > bytes.length) throw damaged(path);
    const values = new Float32Array(count);
    new Uint8Array(values.buffer).set(bytes.subarray(at, at + 4 * count));
    at += 4 * count;
    return values;
  };
  const parameters = new Map<string, Tensor>();
  const slots = new Map<string, Float32Array[]>();
  for (const { name: tensor, shape, slots: count } of header.tensors) {
    const size = shape.reduce((a, b) => a * b, 1);
    parameters.set(tensor, { shape, data: take(size) });
    if (count > 0)
      slots.set(
        tensor,
        Array.from({ length: count }, () => take(size)),
      );
  }
  if (at !== bytes.length) throw damaged(path);
  return { step: header.step, parameters, optimizer: { step: header.optimizerStep, slots } };
}

function damaged(path: string): IchorError {
  return new IchorError({
    code: 'checkpoint-damaged',
    subject: path,
    problem: 'is not a whole checkpoint',
    remedy: 'Delete it and resume from an older one, or start again.',
  });
}
