import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Rng } from '@ichor/ct';
import { loadPrepared, type Prepared, type PreparedStudy, writePrepared } from '@ichor/dataset';
import { inputSpecification } from '@ichor/scoring';

/**
 * For tests: patients of ten 32 px slices of noise, in a folder of its own that `home` gets; in every third patient slices are
 * bright, and so positive.
 */
export async function noisyPrepared(home: string, patients: number): Promise<Prepared> {
  const specification = inputSpecification(32);
  const folder = await mkdtemp(join(home, 'noisy-'));
  const rng = Rng.of(5, 'noisy');
  const of = { name: 'noisy', identity: 'of noise', specification, notices: [] };
  async function* studies() {
    for (let patient = 0; patient < patients; patient++)
      yield [`patient-${patient}`, noisyStudy(rng, patient % 3 === 0)] as const;
  }
  await writePrepared(folder, of, studies());
  return loadPrepared(folder);
}

function noisyStudy(rng: Rng, withBlood: boolean): PreparedStudy {
  const slices = Array.from({ length: 10 }, (_, slice) => slice);
  const isPositive = (slice: number) => withBlood && slice > 3;
  const planes = new Uint8Array(10 * 32 * 32);
  const shares: number[] = [];
  for (const slice of slices) {
    for (let i = 0; i < 32 * 32; i++)
      planes[slice * 32 * 32 + i] = rng.integer(isPositive(slice) ? 250 : 130);
    for (let band = 0; band < 3; band++) shares.push(rng.uniform());
  }
  return {
    planes,
    triples: slices.flatMap((slice) => [slice, slice, slice]),
    labels: slices.flatMap((slice) => (isPositive(slice) ? [0, 1, 0, 0, 0, 1] : [0, 0, 0, 0, 0, 0])),
    slices: slices.map(String),
    relative: slices.map((slice) => slice / 9),
    shares,
  };
}
