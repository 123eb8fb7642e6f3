import type { Series } from '@ichor/ct';
import type { UnreadFile } from '@ichor/intake';

/** Where studies come from: what lies under paths, a server's store. One is read and forgotten before the next. */
export interface StudySource {
  /** None of them has been read but for its headers. */
  readonly studies: readonly SourceStudy[];
}

/** One study, whose series are opened one by one. */
export interface SourceStudy<S extends SourceSeries = SourceSeries> {
  readonly series: readonly S[];
}

/** A series that can be opened as often as it is needed, wherever its files lie. */
export interface SourceSeries {
  /** Undefined of a volume, whose UID is made of its voxels: only opening tells it. */
  readonly seriesInstanceUid: string | undefined;
  /** What its Hounsfield units will take beside those of the study's other series; undefined where nobody has counted it. */
  readonly huBytes: number | undefined;
  /**
   * Reads all of it. What can't be read is listed, and counts as slices that can't be read where it is known which they are.
   *
   * @throws what is no fault of the files
   */
  open(options: OpenOptions): Promise<OpenedSeries>;
}

export interface OpenOptions {
  /** Without them every file is decoded all the same, since only that shows which can't be; its pixels are dropped at once. */
  readonly pixels: boolean;
  /** Hounsfield units, in bytes, of a series; a larger one is refused by name, and is not held. */
  readonly mostHuBytes: number;
  /** Called before a file is decoded. */
  readonly onFile?: (() => void) | undefined;
}

export interface OpenedSeries {
  /** Undefined where no file of it can be read and no header says that they would be its own, or where it is a copy of one that was opened. */
  readonly series: Series | undefined;
  readonly unread: readonly UnreadFile[];
}
