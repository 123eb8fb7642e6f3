import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Rng } from '@ichor/ct';
import type { InputSpecification } from '@ichor/scoring';
import { MASK_STRIDE } from '../batches/regions.ts';
import type { PreparedStudy } from '../prepared/prepare-study.ts';
import { loadPrepared, type Prepared } from '../prepared/prepared.ts';
import { writePrepared } from '../prepared/write-prepared.ts';

/** For tests: a prepared source of noise, a plane a sample, in a folder of its own that `home` gets. */
export async function noisyPrepared(
  home: string,
  count: number,
  specification: InputSpecification,
  { seed = 1, masked = false, shardBytes }: { seed?: number; masked?: boolean; shardBytes?: number } = {},
): Promise<Prepared> {
  const rng = Rng.of(seed, 'noisy');
  const noise = (length: number, below: number, from: Rng) =>
    Uint8Array.from({ length }, () => from.integer(below));
  const each = <T>(of: (row: number) => T): T[] => Array.from({ length: count }, (_, row) => of(row));
  const study: PreparedStudy = {
    planes: noise(count * specification.size ** 2, 256, rng),
    ...(masked && { masks: noise(count * (specification.size / MASK_STRIDE) ** 2, 32, Rng.of(3, 'masks')) }),
    triples: each((row) => [Math.max(row - 1, 0), row, Math.min(row + 1, count - 1)]).flat(),
    labels: each((row) => [0, 0, 0, 0, row % 2, row % 2]).flat(),
    slices: each(String),
    relative: each((row) => row / count),
    shares: each(() => [0, 0, 0]).flat(),
  };
  const folder = await mkdtemp(join(home, 'noisy-'));
  const of = { name: 'noisy', identity: `noise ${seed}`, specification, notices: [] };
  const studies = (async function* () {
    yield ['one', study] as const;
  })();
  await writePrepared(folder, of, studies, { shardBytes });
  return loadPrepared(folder);
}
