import { median, type Series, type Slice, withoutPixels } from '@ichor/ct';
import {
  buildSeries,
  type DicomdirFile,
  type HeaderScan,
  type InstanceHeader,
  type InstanceIdentity,
  NotCtError,
  readHeader,
  readHeaderBytes,
  readInstance,
  type UnreadableInstance,
  UnreadablePixelsError,
} from '@ichor/dicom';
import { type IntakeFile, openIntake, type UnreadFile, unreadBecause } from '@ichor/intake';
import { type Notice, notice } from '@ichor/notices';
import { chooseSeries } from '../choose/choose-series.ts';
import { describeValues, type SeriesValues } from './describe-values.ts';

/** What is in a folder. It names no patient unless that was asked for. */
export interface Inspection {
  readonly files: number;
  readonly patients: number;
  readonly studies: readonly InspectedStudy[];
  /** Files that are DICOM but tell of no series, or can't be read, and files that are no DICOM. */
  readonly notRead: readonly UnreadFile[];
}

export interface InspectedStudy {
  readonly studyInstanceUid: string;
  /** Numbers patients from 1, by the order of their studies. */
  readonly patient: number;
  /** Only where it was asked for. */
  readonly identity?: {
    readonly patientId: string;
    readonly patientName: string | null;
    readonly studyDate: string | null;
  };
  readonly series: readonly InspectedSeries[];
}

export interface InspectedSeries {
  readonly seriesInstanceUid: string;
  readonly modality: string | null;
  readonly description: string | null;
  readonly files: number;
  readonly transferSyntaxes: readonly string[];
  /** null where the series is no CT, or none of its slices can be read. */
  readonly geometry: SeriesGeometry | null;
  /** null where geometry is. */
  readonly values: SeriesValues | null;
  /** Whether `ichor analyze` would read it, and why not. */
  readonly status: 'read' | 'incomplete' | 'passed-over' | 'refused';
  readonly reason: string | null;
  readonly notices: readonly Notice[];
}

export interface SeriesGeometry {
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  /** [between rows, between columns] mm. */
  readonly pixelSpacing: readonly [number, number] | null;
  /** Median, least and largest distance of neighbouring slices along their normal, mm. */
  readonly spacingMm: { readonly median: number; readonly least: number; readonly largest: number } | null;
  readonly sliceThicknessMm: number | null;
  /** From the first slice to the last, mm. */
  readonly coverageMm: number;
  readonly tiltDegrees: number;
  readonly patientPosition: string | null;
}

interface SeriesFiles {
  files: number;
  modality: string | undefined;
  description: string | undefined;
  readonly syntaxes: Set<string>;
  readonly slices: Slice[];
  readonly unreadable: UnreadableInstance[];
  readonly notices: Notice[];
  /** What is said of an object that bears the modality CT, and is no image. */
  whyOther?: string;
}

/**
 * Looks at every file under the paths, without a model. Of each slice the pixels are read, for what is to be said of them, and
 * dropped before the next; of objects with several frames only the header.
 *
 * @throws IchorError 'path-not-found'
 */
export async function inspectPaths(
  paths: readonly string[],
  { showPatients, onProgress }: { showPatients: boolean; onProgress: (done: number, total: number) => void },
): Promise<Inspection> {
  const intake = await openIntake(paths);
  try {
    const files = [...intake.files, ...intake.volumes];
    const found = new Found();
    const notRead: UnreadFile[] = [...intake.unread];
    for (const [done, file] of files.entries()) {
      onProgress(done, files.length);
      try {
        await inspectFile(file, found);
      } catch (error) {
        if (error instanceof NotCtError && error.instance !== undefined) continue;
        notRead.push(unreadBecause(file.name, error));
      }
    }
    for (const { path, code, reason, of } of intake.referenced)
      if (found.lacks(of, code)) notRead.push({ path, code, reason });
    return { files: files.length + intake.unread.length, ...found.studies(showPatients), notRead };
  } finally {
    await intake.close();
  }
}

async function inspectFile(file: IntakeFile, found: Found): Promise<void> {
  const { bytes, scan } = await readHeaderBytes(file, file.name);
  let header: InstanceHeader;
  try {
    header = readHeader(bytes, file.name);
  } catch (error) {
    if (error instanceof NotCtError && error.instance !== undefined) found.other(error, scan);
    throw error;
  }
  const series = found.ct(header, scan);
  if (scan.frames > 1) {
    series.notices.push(notice('several-frames', { frames: scan.frames }, [header.instance.sopInstanceUid]));
    return;
  }
  try {
    series.slices.push(withoutPixels(await readInstance(await file.read(), file.name)));
  } catch (error) {
    if (error instanceof UnreadablePixelsError) series.unreadable.push(error);
    throw error;
  }
}

/** What was found so far, by study and series. */
class Found {
  readonly #instances = new Set<string>();
  readonly #studies = new Map<
    string,
    { readonly series: Map<string, SeriesFiles>; identity: NonNullable<InspectedStudy['identity']> }
  >();

  ct({ instance, slice, patientName, studyDate, seriesDescription }: InstanceHeader, scan: HeaderScan) {
    return this.#series(
      instance,
      { patientId: instance.patientId, patientName: patientName ?? null, studyDate: studyDate ?? null },
      slice.header?.modality ?? 'CT',
      seriesDescription,
      scan,
    );
  }

  other({ instance, modality, problem }: NotCtError, scan: HeaderScan): void {
    const identity = { patientId: instance!.patientId, patientName: null, studyDate: null };
    const series = this.#series(instance!, identity, modality, undefined, scan);
    if (modality === 'CT') series.whyOther ??= problem;
  }

  /** Whether a file that a DICOMDIR names was not among those found; of a series of CT that was, a slice counts as unreadable. */
  lacks(of: DicomdirFile, code: string): boolean {
    if (this.#instances.has(of.sopInstanceUid)) return false;
    const series = this.#studies.get(of.studyInstanceUid)?.series.get(of.seriesInstanceUid);
    if (of.isCt)
      series?.unreadable.push({ code, problem: 'is named by a DICOMDIR, and is not there', instance: of });
    return true;
  }

  #series(
    { studyInstanceUid, seriesInstanceUid, sopInstanceUid }: InstanceIdentity,
    identity: NonNullable<InspectedStudy['identity']>,
    modality: string | undefined,
    description: string | undefined,
    scan: HeaderScan,
  ): SeriesFiles {
    this.#instances.add(sopInstanceUid);
    const study = this.#studies.get(studyInstanceUid) ?? { series: new Map(), identity };
    this.#studies.set(studyInstanceUid, study);
    // Another object of the study may say what the first left out.
    study.identity = {
      patientId: study.identity.patientId || identity.patientId,
      patientName: study.identity.patientName ?? identity.patientName,
      studyDate: study.identity.studyDate ?? identity.studyDate,
    };
    const series: SeriesFiles = study.series.get(seriesInstanceUid) ?? {
      files: 0,
      modality,
      description,
      syntaxes: new Set(),
      slices: [],
      unreadable: [],
      notices: [],
    };
    study.series.set(seriesInstanceUid, series);
    series.files++;
    series.description ??= description;
    series.syntaxes.add(scan.transferSyntaxName);
    return series;
  }

  studies(showPatients: boolean): Pick<Inspection, 'patients' | 'studies'> {
    const sorted = [...this.#studies].sort(([a], [b]) => (a < b ? -1 : 1));
    const patients = new Map<string, number>();
    const studies = sorted.map(([studyInstanceUid, { series, identity }]) => {
      // Without a number nobody can say which studies are one patient's.
      const key = identity.patientId || `study ${studyInstanceUid}`;
      if (!patients.has(key)) patients.set(key, patients.size + 1);
      return {
        studyInstanceUid,
        patient: patients.get(key)!,
        ...(showPatients && { identity }),
        series: inspectedSeries(series),
      };
    });
    return { patients: patients.size, studies };
  }
}

function inspectedSeries(all: ReadonlyMap<string, SeriesFiles>): InspectedSeries[] {
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  const built = new Map<string, Series>();
  for (const [uid, { slices, unreadable }] of sorted) {
    const [series] = buildSeries(slices, unreadable);
    if (series !== undefined) built.set(uid, series);
  }
  const choices = new Map(
    chooseSeries([...built.values()]).map((choice) => [choice.series.seriesInstanceUid, choice]),
  );
  return sorted.map(([seriesInstanceUid, { files, modality, description, syntaxes, notices, whyOther }]) => {
    const series = built.get(seriesInstanceUid);
    const choice = choices.get(seriesInstanceUid);
    return {
      seriesInstanceUid,
      modality: modality ?? null,
      description: description ?? null,
      files,
      transferSyntaxes: [...syntaxes].sort(),
      geometry: series === undefined || series.slices.length === 0 ? null : geometryOf(series),
      values: describeValues(series?.slices ?? []),
      status: choice?.status ?? 'refused',
      reason: choice === undefined ? otherReason(modality, notices, whyOther) : choice.reason,
      notices: [...(series?.notices ?? []), ...(choice?.notices ?? []), ...notices],
    };
  });
}

function otherReason(
  modality: string | undefined,
  notices: readonly Notice[],
  whyOther: string | undefined,
): string {
  if (notices[0] !== undefined) return notices[0].message;
  return whyOther === undefined
    ? `Modality ${modality ?? 'not stated'}: only CT is read.`
    : `A file of it ${whyOther}.`;
}

function geometryOf({ slices, positionsMm, tiltDegrees }: Series): SeriesGeometry {
  const first = slices[0]!;
  const gaps = positionsMm
    .slice(1)
    .map((position, i) => position - positionsMm[i]!)
    .sort((a, b) => a - b);
  return {
    slices: slices.length,
    rows: first.rows,
    columns: first.columns,
    pixelSpacing: first.pixelSpacing ?? null,
    spacingMm: gaps.length === 0 ? null : { median: median(gaps)!, least: gaps[0]!, largest: gaps.at(-1)! },
    sliceThicknessMm: first.sliceThicknessMm ?? null,
    coverageMm: positionsMm.length === 0 ? 0 : positionsMm.at(-1)! - positionsMm[0]!,
    tiltDegrees,
    patientPosition: first.header?.patientPosition ?? null,
  };
}
