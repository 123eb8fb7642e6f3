import type { Series } from '@ichor/ct';
import type { Notice } from '@ichor/notices';
import type { Split } from '../splits/split.ts';
import type { SourceDescription } from './sources.ts';

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

export interface SourceStudy {
  readonly key: string;
  readonly patient: string;
  /** Patients of one group stay together in every split; a patient alone by default. */
  readonly group?: string;
}

/** Files that a source is made of. */
export interface SourceFiles {
  readonly folder: string;
  /** Relative to the folder, in an order that hangs on nothing else. */
  readonly paths: readonly string[];
}

/** Where labelled studies come from: a folder or a simulator; who uses it can't tell which, but asks it. */
export interface Source {
  readonly description: SourceDescription;
  /** Short, fit for a folder's name. */
  readonly name: string;
  /** Whose data it is, in the words that its licence wants; stands in each bundle trained on it. */
  readonly attribution: string;
  /**
   * Whether a patient has the same name in every copy of the data, so that one whom a network was trained on is known
   * again by it.
   */
  readonly publicNames: boolean;
  /** The range of Hounsfield units that is left in it; all of them by default. */
  readonly huRange?: readonly [number, number];
  readonly studies: readonly SourceStudy[];
  /** Divisions of its patients that recipes may name. */
  readonly splits: Readonly<Record<string, () => Split>>;
  /** What is missing or odd in it. Nothing is made up for it. */
  readonly notices: readonly Notice[];
  /** All that its studies hang on: files, or a text that tells it. */
  readonly contents: SourceFiles | string;
  load(index: number): Promise<LabelledStudy>;
}

/** A kind of source, as the table of sources.ts holds it. */
export interface SourceKind<Description> {
  /** For a person. */
  readonly title: string;
  /** The file by which its folder is known; none where it has no folder. */
  readonly marker?: string;
  /** @throws IchorError where the folder isn't what it should be. */
  open(description: Description): Promise<Source>;
}
