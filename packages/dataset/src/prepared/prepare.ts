import { createHash } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, fileFailure, flushFolder, makeFolder, partPath, removeLeftovers } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import { type InputSpecification, seenRange } from '@ichor/scoring';
import type { Source } from '../sources/source.ts';
import { sourceIdentity } from '../sources/source-identity.ts';
import { MANIFEST_SCHEMA } from './manifest.ts';
import { type PrepareStudiesOptions, prepareStudies } from './prepare-studies.ts';
import { prepareStudy } from './prepare-study.ts';
import { loadPrepared, type Prepared } from './prepared.ts';
import { loadStudy, studyFile } from './study-file.ts';
import { type PreparedStudies, writePrepared } from './write-prepared.ts';

export interface PrepareOptions extends PrepareStudiesOptions {
  /** Reads every byte of the source, and of what was prepared of it, to see whether it is as it was. */
  readonly rehash?: boolean | undefined;
  /** The most that a file of planes or masks holds; 256 MiB by default. */
  readonly shardBytes?: number | undefined;
}

/** So many studies are prepared again each time, so that a change of the code that makes pixels is noticed. */
const PROBES = 2;

/**
 * Decodes a source once into `cacheFolder`, or finds it there, and loads it. The folder's name holds a hash of the
 * source's contents (see `sourceIdentity` for when they are read), of the specification, and of what the first studies look like now: a change of any of them makes a new folder.
 * A folder with that name is whole: studies are first kept one by one in another, where an interrupted preparation goes
 * on, and what is made of them is renamed at the end.
 *
 * @throws IchorError `hu-range-missing` where the source lacks values that the specification shows; where the source is wrong or the
 * cache is damaged; the signal's reason where it aborts.
 */
export async function prepare(
  source: Source,
  specification: InputSpecification,
  cacheFolder: string,
  options: PrepareOptions = {},
): Promise<Prepared> {
  refuseMissingRange(source, specification);
  const identity = await sourceIdentity(source, cacheFolder, options);
  const folder = join(cacheFolder, await folderName(source, identity, specification));
  const studies = `${folder}.studies`;
  if (!(await exists(folder))) {
    const temporary = partPath(cacheFolder);
    try {
      await makeFolder(studies);
      await removeLeftovers(cacheFolder);
      await prepareStudies(source, specification, studies, options);
      await makeFolder(temporary);
      const { name, notices } = source;
      const of = { name, identity, specification, notices };
      await writePrepared(temporary, of, studiesOf(studies, source), options);
      await rename(temporary, folder);
      await flushFolder(cacheFolder);
    } catch (error) {
      options.signal?.throwIfAborted();
      // Another process may have prepared the same meanwhile, and removed the studies: its folder is as good.
      if (!(await exists(folder))) throw fileFailure(error, folder);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
  // They are there still where somebody was stopped after the renaming; tried again where another process writes there.
  await rm(studies, { recursive: true, force: true, maxRetries: 5 });
  return loadPrepared(folder, { verify: options.rehash });
}

/** Values that a source has lost would be prepared as the nearest one that it kept, and nothing would show it. */
function refuseMissingRange({ name, huRange }: Source, specification: InputSpecification): void {
  const [low, high] = seenRange(specification);
  if (huRange === undefined || (huRange[0] <= low && high <= huRange[1])) return;
  throw new IchorError({
    code: 'hu-range-missing',
    subject: name,
    problem: `keeps ${huRange[0]} to ${huRange[1]} HU, and the network is shown ${low} to ${high}`,
    remedy: 'Train on simulated patients or DICOM, or give the recipe channels within that range.',
  });
}

async function folderName(
  source: Source,
  identity: string,
  specification: InputSpecification,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([MANIFEST_SCHEMA, identity, specification]));
  for (let probe = 0; probe < Math.min(PROBES, source.studies.length); probe++) {
    const { planes, masks, ...rest } = prepareStudy(await source.load(probe), specification);
    hash
      .update(planes)
      .update(masks ?? '')
      .update(JSON.stringify(rest));
  }
  return `${source.name}-${specification.size}px-${hash.digest('hex').slice(0, 16)}`;
}

/** The study files in the source's order, and whose each is. */
async function* studiesOf(folder: string, source: Source): PreparedStudies {
  for (const [index, { patient }] of source.studies.entries())
    yield [patient, await loadStudy(studyFile(folder, index))] as const;
}
