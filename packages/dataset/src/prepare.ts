import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputSpecification } from '@ichor/ct';
import { type PrepareOptions, prepareStudies } from './prepare-studies.ts';
import { prepareStudy } from './prepare-study.ts';
import {
  fingerprintOf,
  loadPrepared,
  MANIFEST_FILE,
  MASKS_FILE,
  type Manifest,
  PLANES_FILE,
  type Prepared,
} from './prepared.ts';
import { openSource, type Source, type SourceDescription } from './source.ts';
import { loadStudy, studyFile } from './study-file.ts';

/** Bumped when the folder's layout changes. */
const FORMAT = 'ichor.prepared/2';
/** So many studies are prepared again each time, so that a change of the code that makes pixels is noticed. */
const PROBES = 2;

/**
 * Decodes a source once into `cacheFolder`, or finds it there, and loads it. The folder's name holds a hash of the
 * data, of the specification, and of what the first studies look like now: a change of any of them makes a new folder.
 * A folder with that name is whole: studies are first kept one by one in another, where an interrupted preparation goes
 * on, and what is made of them is renamed at the end.
 *
 * @throws IchorError where the source is wrong or the cache is damaged; the signal's reason where it aborts.
 */
export async function prepare(
  description: SourceDescription,
  specification: InputSpecification,
  cacheFolder: string,
  options: PrepareOptions = {},
): Promise<Prepared> {
  const source = await openSource(description);
  const folder = join(cacheFolder, await folderName(source, specification));
  if (!(await exists(folder))) {
    const studies = `${folder}.studies`;
    const temporary = `${folder}.unfinished-${process.pid}`;
    await mkdir(studies, { recursive: true });
    await prepareStudies(description, specification, source.studies.length, studies, options);
    await mkdir(temporary, { recursive: true });
    try {
      await gatherStudies(studies, temporary, source, description, specification);
      await rename(temporary, folder);
    } catch (error) {
      // Another process may have prepared the same meanwhile: its folder is as good.
      if (!(await exists(folder))) throw error;
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    await rm(studies, { recursive: true, force: true });
  }
  return loadPrepared(folder);
}

async function folderName(source: Source, specification: InputSpecification): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([FORMAT, await source.identity(), specification]));
  for (let probe = 0; probe < Math.min(PROBES, source.studies.length); probe++) {
    const { planes, masks, ...rest } = prepareStudy(await source.load(probe), specification);
    hash
      .update(planes)
      .update(masks ?? '')
      .update(JSON.stringify(rest));
  }
  return `${source.name}-${specification.size}px-${hash.digest('hex').slice(0, 16)}`;
}

/** Study files -> one file of planes, one of masks where there are any, and a manifest, in the source's order. */
async function gatherStudies(
  studies: string,
  folder: string,
  source: Source,
  description: SourceDescription,
  specification: InputSpecification,
): Promise<void> {
  const pixels = specification.size ** 2;
  const columns = {
    triples: [] as number[],
    labels: [] as number[],
    patients: [] as string[],
    slices: [] as string[],
    studies: [] as number[],
    relative: [] as number[],
    shares: [] as number[],
  };
  const hash = createHash('sha256');
  let planes = 0;
  const maskHash = createHash('sha256');
  let masked = 0;
  const file = await open(join(folder, PLANES_FILE), 'w');
  const maskFile = await open(join(folder, MASKS_FILE), 'w');
  try {
    for (const [index, { patient }] of source.studies.entries()) {
      const study = await loadStudy(studyFile(studies, index));
      await file.writeFile(study.planes);
      hash.update(study.planes);
      if (study.masks) {
        await maskFile.writeFile(study.masks);
        maskHash.update(study.masks);
        masked++;
      }
      for (const plane of study.triples) columns.triples.push(planes + plane);
      for (const [i, slice] of study.slices.entries()) {
        columns.slices.push(slice);
        columns.patients.push(patient);
        columns.studies.push(index);
        columns.relative.push(study.relative[i]!);
      }
      for (const label of study.labels) columns.labels.push(label);
      for (const share of study.shares) columns.shares.push(share);
      planes += study.planes.length / pixels;
    }
  } finally {
    await file.close();
    await maskFile.close();
  }
  // A source knows of all of its studies where the blood is, or of none.
  const masks = masked > 0 && masked === source.studies.length ? maskHash.digest('hex') : undefined;
  const content = { specification, planes, ...(masks ? { masks } : {}), ...columns };
  const manifest: Manifest = {
    schema: FORMAT,
    name: source.name,
    fingerprint: fingerprintOf(content, hash.digest('hex')),
    source: description,
    notices: source.notices,
    ...content,
  };
  await writeFile(join(folder, MANIFEST_FILE), JSON.stringify(manifest));
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
