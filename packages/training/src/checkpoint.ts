import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tensor } from '@ichor/compiler';
import { isAbsent, readWhole, writeWhole } from '@ichor/files';
import { IchorError } from '@ichor/notices';

/** All that a run needs to go on as if nothing had happened. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** The optimizer's: how many updates it made, and its moments by parameter. */
  readonly optimizer: { readonly step: number; readonly slots: ReadonlyMap<string, readonly Float32Array[]> };
  /** The moving average of each parameter, where one is taken. */
  readonly average?: ReadonlyMap<string, Float32Array> | undefined;
}

interface Header {
  readonly schema: typeof SCHEMA;
  readonly step: number;
  readonly optimizerStep: number;
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly slots: number;
  }[];
  /** Whether each tensor's moving average comes last. */
  readonly averaged: boolean;
}

const SCHEMA = 'ichor.checkpoint/3';
const MAGIC = 'ICHORCKP';
/** Bytes of a SHA-256. */
const DIGEST = 32;
/** So many are kept: the newest, and the one before it in case the newest is damaged. */
const KEPT = 2;
const fileName = (step: number): string => `step-${String(step).padStart(8, '0')}.ckpt`;

/**
 * Writes a checkpoint to `folder`, and removes all but it and the last before it when it is on the disk. What is there of later
 * steps is another course's: a run goes on from the newest alone.
 *
 * Layout: 8 bytes of magic, the header's length (uint32, little endian), the header in JSON, then for each tensor its
 * float32 values, those of its slots and of its moving average, then the SHA-256 of everything before it. The place in
 * the data and what is drawn at random follow from the step and the recipe's seed.
 *
 * @throws FileFailure naming the file
 */
export async function saveCheckpoint(
  folder: string,
  { step, parameters, optimizer, average }: Checkpoint,
): Promise<void> {
  const tensors = [...parameters].map(([name, { shape }]) => ({
    name,
    shape,
    slots: optimizer.slots.get(name)?.length ?? 0,
  }));
  const header = Buffer.from(
    JSON.stringify({
      schema: SCHEMA,
      step,
      optimizerStep: optimizer.step,
      tensors,
      averaged: average !== undefined,
    } satisfies Header),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const pieces = function* (): Generator<Uint8Array> {
    yield Buffer.concat([Buffer.from(MAGIC), length, header]);
    for (const [name, { data }] of parameters)
      for (const values of [
        data,
        ...(optimizer.slots.get(name) ?? []),
        ...(average ? [average.get(name)!] : []),
      ])
        yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  };
  const sealed = function* (): Generator<Uint8Array> {
    const hash = createHash('sha256');
    for (const piece of pieces()) {
      hash.update(piece);
      yield piece;
    }
    yield hash.digest();
  };
  await writeWhole(join(folder, fileName(step)), sealed());
  const names = await checkpointNames(folder);
  const kept = names.filter((name) => name <= fileName(step)).slice(0, KEPT);
  for (const name of names) if (!kept.includes(name)) await rm(join(folder, name), { force: true });
}

/**
 * The newest checkpoint in a folder, undefined where there is none. One that is damaged is never passed over for the one
 * before it, which holds other weights: that is for a person to decide, who is told how.
 *
 * @throws IchorError `checkpoint-damaged`, `checkpoint-schema` where another version of Ichor wrote it
 */
export async function loadCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const [name, before] = await checkpointNames(folder);
  if (name === undefined) return undefined;
  const path = join(folder, name);
  const bytes = await readWhole(path);
  if (bytes.length < 12 || bytes.toString('latin1', 0, 8) !== MAGIC) throw otherSchema(path, before);
  const end = bytes.length - DIGEST;
  const sum = createHash('sha256').update(bytes.subarray(0, end)).digest();
  if (!sum.equals(bytes.subarray(end))) throw damaged(path, before);
  let at = 12 + bytes.readUInt32LE(8);
  const header: Header = JSON.parse(bytes.toString('utf8', 12, at));
  if (header.schema !== SCHEMA) throw otherSchema(path, before);
  const take = (count: number): Float32Array => {
    const values = new Float32Array(count);
    new Uint8Array(values.buffer).set(bytes.subarray(at, at + 4 * count));
    at += 4 * count;
    return values;
  };
  const parameters = new Map<string, Tensor>();
  const slots = new Map<string, Float32Array[]>();
  const average = header.averaged ? new Map<string, Float32Array>() : undefined;
  for (const { name: tensor, shape, slots: count } of header.tensors) {
    const size = shape.reduce((a, b) => a * b, 1);
    parameters.set(tensor, { shape, data: take(size) });
    if (count > 0)
      slots.set(
        tensor,
        Array.from({ length: count }, () => take(size)),
      );
    average?.set(tensor, take(size));
  }
  const optimizer = { step: header.optimizerStep, slots };
  return { step: header.step, parameters, optimizer, ...(average ? { average } : {}) };
}

/** The newest first; none where there is no folder. */
async function checkpointNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (isAbsent(error)) return [];
    throw error;
  });
  return names
    .filter((name) => /^step-\d+\.ckpt$/.test(name))
    .sort()
    .reverse();
}

function damaged(path: string, before: string | undefined): IchorError {
  return new IchorError({
    code: 'checkpoint-damaged',
    subject: path,
    problem: 'is not as it was written: its SHA-256 differs',
    remedy: deleteIt(before),
  });
}

function otherSchema(path: string, before: string | undefined): IchorError {
  return new IchorError({
    code: 'checkpoint-schema',
    subject: path,
    problem: `is not a checkpoint of schema ${SCHEMA}`,
    remedy: deleteIt(before),
  });
}

/** A run makes the same steps again, so the one before does as well, later. */
const deleteIt = (before: string | undefined): string =>
  before === undefined
    ? 'There is none before it: delete the run and train it again.'
    : `Delete it and result.json, where there is one, and resume the run: it goes on from ${before} to the same numbers.`;
