import { join } from 'node:path';
import { exists } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import type { Source, SourceKind } from './source.ts';

/** Every kind of source there is: a line here and a file beside make another. */
const SOURCES = {
  simulated: async () => (await import('./simulated-source.ts')).simulated,
  'physionet-ct-ich': async () => (await import('./physionet-source.ts')).physionet,
  'dicom-studies': async () => (await import('./dicom-studies-source.ts')).dicomStudies,
};

type Kinds = typeof SOURCES;
type DescriptionOf<Load> = Load extends () => Promise<SourceKind<infer Description>> ? Description : never;

/** Plain JSON that names a source: it stands in recipes, and crosses to worker threads. */
export type SourceDescription = DescriptionOf<Kinds[keyof Kinds]>;

/** The kinds of source that are a folder on somebody's disk. */
export type FolderKind = Extract<SourceDescription, { readonly folder: string }>['kind'];

const kindOf = (kind: string): (() => Promise<SourceKind<never>>) | undefined =>
  Object.hasOwn(SOURCES, kind) ? SOURCES[kind as keyof Kinds] : undefined;

/**
 * Opens the source that a description names.
 *
 * @throws IchorError where the kind is unknown, or the folder isn't what it should be.
 */
export async function openSource(description: SourceDescription): Promise<Source> {
  const load = kindOf(description.kind);
  if (!load)
    throw new IchorError({
      code: 'unknown-source',
      subject: String(description.kind),
      problem: 'is not a kind of data source',
      remedy: `Name one of ${Object.keys(SOURCES).join(', ')}.`,
    });
  return (await load()).open(description as never);
}

/**
 * Recognises the source that a folder holds, by the file that marks it.
 *
 * @throws IchorError `unknown-data` where it is none, naming the kinds that are known.
 */
export async function describeFolder(folder: string): Promise<SourceDescription> {
  const known: string[] = [];
  for (const [kind, load] of Object.entries(SOURCES)) {
    const { title, marker } = await load();
    if (marker === undefined) continue;
    if (await exists(join(folder, marker))) return { kind: kind as FolderKind, folder };
    known.push(`${title} (${marker})`);
  }
  throw new IchorError({
    code: 'unknown-data',
    subject: folder,
    problem: (await exists(folder)) ? `is none of ${known.join(', ')}` : 'is not there',
    remedy: 'Give the folder that holds one of these files.',
  });
}
