import { Rng } from '@ichor/ct';
import { type DicomFile, encodeFile } from './dicom-file.ts';
import { damageBytes, pixelRangeOf } from './mutate-bytes.ts';
import { DAMAGERS, damageFrame, type FileDamage } from './mutate-dicom.ts';
import { damageNiftiField } from './mutate-nifti.ts';
import type { Mutation } from './mutation.ts';
import type { Seed } from './seeds.ts';

/** Bytes of a seed's files as they are undamaged. */
export const undamaged = (seed: Seed): readonly Uint8Array[] =>
  seed.kind === 'dicom' ? seed.files.map((file) => encodeFile(file).bytes) : seed.files;

/** One damage, drawn by number: the same one for the same numbers. */
export function mutate(seed: Seed, plain: readonly Uint8Array[], rng: Rng): Mutation {
  const mutation =
    seed.kind === 'dicom' ? mutateDicom(seed.files, plain, rng) : mutateBytes(seed, plain, rng);
  if (!rng.chance(0.1)) return mutation;
  const at = rng.pick(mutation.touched.length > 0 ? mutation.touched : [0]);
  const files = [...mutation.files];
  if (files[at] !== undefined) files[at] = damageBytes(rng, files[at], undefined).bytes;
  return {
    ...mutation,
    label: 'several',
    files,
    mixed: true,
    touched: [...new Set([...mutation.touched, at])],
  };
}

function mutateBytes(seed: Seed, plain: readonly Uint8Array[], rng: Rng): Mutation {
  const file = plain[0]!;
  const isNifti = seed.kind === 'nifti';
  const damage =
    isNifti && rng.chance(0.6)
      ? damageNiftiField(rng, file, new DataView(file.buffer, file.byteOffset).getInt32(0, true) === 348)
      : damageBytes(rng, file, isNifti ? [352, file.length] : undefined);
  const { label, subject, pixels, bytes } = damage;
  return { label, subject, pixels, scope: 'all', mixed: false, files: [bytes], touched: [0] };
}

function mutateDicom(files: readonly DicomFile[], plain: readonly Uint8Array[], rng: Rng): Mutation {
  const drawn = rng.uniform();
  if (files.length > 1 && drawn < 0.03) return ofWholeFiles(plain, rng);
  const at = rng.integer(files.length);
  if (drawn < 0.35) {
    const { bytes, spans } = encodeFile(files[at]!);
    const { label, subject, pixels, bytes: damaged } = damageBytes(rng, bytes, pixelRangeOf(spans));
    const scope = files.length > 1 ? 'some' : 'all';
    return { label, subject, pixels, scope, mixed: false, files: plain.with(at, damaged), touched: [at] };
  }
  if (files.length === 1) {
    const frame = rng.chance(0.4) ? damageFrame(rng, files[0]!) : undefined;
    const damage = frame ?? drawDamage(rng, files[0]!, files[0]!);
    return asMutation(plain, frame === undefined ? 'all' : 'some', [[0, damage]]);
  }
  const drawnScope = rng.uniform();
  const seed = String(rng.uniform());
  const other = files[(at + 1 + rng.integer(files.length - 1)) % files.length]!;
  const touched =
    drawnScope < 0.75
      ? [at]
      : drawnScope < 0.87
        ? [...files.keys()].filter((i) => (i * 7 + at) % files.length < files.length / 3)
        : [...files.keys()];
  // The same draws for each: damaged alike.
  const damages = touched.map((i) => [i, drawDamage(Rng.of(seed), files[i]!, other)] as const);
  return asMutation(plain, touched.length < files.length ? 'some' : 'all', damages);
}

function drawDamage(rng: Rng, file: DicomFile, other: DicomFile): FileDamage {
  const total = DAMAGERS.reduce((sum, [weight]) => sum + weight, 0);
  let drawn = rng.uniform(0, total);
  for (const [weight, damager] of DAMAGERS) {
    drawn -= weight;
    if (drawn < 0) return damager(rng, file, other);
  }
  throw new RangeError('nothing was drawn');
}

function asMutation(
  plain: readonly Uint8Array[],
  scope: Mutation['scope'],
  damages: readonly (readonly [number, FileDamage])[],
): Mutation {
  const files = [...plain];
  for (const [i, { file }] of damages) files[i] = encodeFile(file).bytes;
  const { label, subject, pixels = 'none' } = damages[0]![1];
  const touched = damages.map(([i]) => i);
  return { label, subject, pixels, scope, mixed: false, files, touched };
}

/** A file lost, twice there, empty, or something else altogether. */
function ofWholeFiles(plain: readonly Uint8Array[], rng: Rng): Mutation {
  const at = rng.integer(plain.length);
  const of = (label: string, files: readonly Uint8Array[], touched: readonly number[]): Mutation => ({
    label,
    subject: 'geometry',
    scope: 'some',
    pixels: 'none',
    mixed: false,
    files,
    touched,
  });
  switch (rng.integer(4)) {
    case 0:
      return of('file lost', plain.toSpliced(at, 1), []);
    case 1:
      return of('file twice', [...plain, plain[at]!], []);
    case 2:
      return of('file empty', plain.with(at, new Uint8Array(0)), [at]);
    default:
      return of(
        'file of noise',
        plain.with(
          at,
          Uint8Array.from({ length: 2000 }, () => rng.integer(256)),
        ),
        [at],
      );
  }
}
