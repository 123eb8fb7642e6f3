import { IchorError, type Notice, type Series } from '@ichor/ct';

/** One study with its truth. */
export interface LabelledStudy {
  /** Unique in its source. */
  readonly key: string;
  /** Whoever must not be on both sides of a split. */
  readonly patient: string;
  readonly series: Series;
  /** How predictions name each slice. */
  readonly sliceIds: readonly string[];
  /** [slices, 6] of 0 and 1. */
  readonly labels: Uint8Array;
  /**
   * Where the blood is, where that is known: a slice [rows, columns], bit t set where the pixel holds type t of
   * HEMORRHAGE_TYPES; absent for a slice without any.
   */
  readonly masks?: readonly (Uint8Array | undefined)[];
}

/** Where labelled studies come from: a folder or a simulator; who uses it can't tell which. */
export interface Source {
  /** Short, fit for a folder's name. */
  readonly name: string;
  readonly studies: readonly { readonly key: string; readonly patient: string }[];
  /** What is missing or odd in it. Nothing is made up for it. */
  readonly notices: readonly Notice[];
  /** A text that changes with the data. */
  identity(): Promise<string>;
  load(index: number): Promise<LabelledStudy>;
}

/** Studies drawn by seed through @ichor/phantom; no files. */
export interface SimulatedDescription {
  readonly kind: 'simulated';
  readonly seed: string | number;
  readonly studies: number;
  /** The first of them, 0 by default. */
  readonly first?: number;
  /** @ichor/phantom's PopulationOptions as plain values. Slices are 192 x 192 round the head unless `render` says otherwise. */
  readonly population?: Readonly<Record<string, unknown>>;
}

/** The folder of PhysioNet CT-ICH v1.0.0 as it unpacks. */
export interface PhysionetDescription {
  readonly kind: 'physionet-ct-ich';
  readonly folder: string;
}

/** A folder of DICOM studies with their truth.csv, as `ichor simulate` writes it. */
export interface DicomStudiesDescription {
  readonly kind: 'dicom-studies';
  readonly folder: string;
}

/** Plain JSON: stands in recipes and manifests, and crosses to worker threads. */
export type SourceDescription = SimulatedDescription | PhysionetDescription | DicomStudiesDescription;

type Opener<K extends SourceDescription['kind']> = (
  description: Extract<SourceDescription, { kind: K }>,
) => Promise<Source>;

const openers: { readonly [K in SourceDescription['kind']]: () => Promise<Opener<K>> } = {
  simulated: async () => (await import('./simulated-source.ts')).openSimulated,
  'physionet-ct-ich': async () => (await import('./physionet-source.ts')).openPhysionet,
  'dicom-studies': async () => (await import('./dicom-studies-source.ts')).openDicomStudies,
};

/**
 * Opens the source that a description names.
 *
 * @throws IchorError where the kind is unknown, or the folder isn't what it should be.
 */
export async function openSource(description: SourceDescription): Promise<Source> {
  const opener = openers[description.kind] as (() => Promise<Opener<SourceDescription['kind']>>) | undefined;
  if (!opener)
    throw new IchorError({
      code: 'unknown-source',
      subject: String(description.kind),
      problem: 'is not a kind of data source',
      remedy: `Name one of ${Object.keys(openers).join(', ')}.`,
    });
  return (await opener())(description as never);
}
