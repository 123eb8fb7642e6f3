import { type Series, withoutPixels } from '@ichor/ct';
import { seriesLimit, type UnreadFile } from '@ichor/intake';
import { type ChooseOptions, chooseSeries } from '../choose/choose-series.ts';
import type { SourceSeries, SourceStudy } from '../source/study-source.ts';
import { isOfOtherPlane, withAxial } from './with-axial.ts';

/** Hounsfield units of a study that are held at once, in bytes. */
const MOST_HU_BYTES = 352 * 2 ** 20;

export interface ReadStudyOptions extends ChooseOptions {
  /** Called before each file is decoded. */
  readonly onFile?: (() => void) | undefined;
  /** Hounsfield units, in bytes, of all series that are held at once. */
  readonly mostHuBytes?: number | undefined;
  /** Of one series: a larger one is refused by name. */
  readonly mostSeriesBytes?: number | undefined;
}

/** A study, read from its source. */
export interface StudyRead<S extends SourceSeries = SourceSeries> {
  /** Those that will be analysed have pixels, the others not always. */
  readonly series: ReadonlyMap<S, Series>;
  /** Those that gave way to axial slices computed from them. */
  readonly computed: ReadonlySet<S>;
  readonly unread: readonly UnreadFile[];
}

/**
 * Reads the series of one study; what can't be read is listed. A study with more Hounsfield units than are held at once is read
 * series by series: all are decoded once, since only that shows what they are, and those that will be analysed once more, to be
 * held. Of a study of which no series can be analysed as it is, axial slices are computed where its other planes are fine enough.
 *
 * @throws what is no fault of the files
 */
export async function readStudy<S extends SourceSeries>(
  { series: all }: SourceStudy<S>,
  { asked, onFile, mostHuBytes = MOST_HU_BYTES, mostSeriesBytes = seriesLimit() }: ReadStudyOptions = {},
): Promise<StudyRead<S>> {
  const unread = new Map<string, UnreadFile>();
  const open = async (one: S, pixels: boolean): Promise<Series | undefined> => {
    const opened = await one.open({ pixels, mostHuBytes: mostSeriesBytes, onFile });
    // Read a second time, a file may be gone that was there the first.
    for (const file of opened.unread) unread.set(file.path, file);
    return opened.series;
  };
  const huBytes = all.reduce((sum, one) => sum + (one.huBytes ?? Number.POSITIVE_INFINITY), 0);
  const isHeld = huBytes <= Math.min(mostHuBytes, mostSeriesBytes);
  const series = new Map<S, Series>();
  for (const one of all) replace(series, one, await open(one, isHeld));
  const load = async (one: S) => (isHeld ? series.get(one) : open(one, true));
  const computed = await computeAxial(series, load);
  await loadChosen(series, computed, load, { asked });
  return { series, computed, unread: [...unread.values()] };
}

type Load<S> = (one: S) => Promise<Series | undefined>;

/** Where no series can be analysed as it is, those in other planes give way to axial slices, one after the other. */
async function computeAxial<S>(all: Map<S, Series>, load: Load<S>): Promise<Set<S>> {
  const computed = new Set<S>();
  if (scored(all, {}).length > 0) return computed;
  for (const [one, series] of all) {
    if (!isOfOtherPlane(series) || series.tooLarge) continue;
    const loaded = await load(one);
    const [axial] = loaded === undefined ? [] : withAxial([loaded]);
    if (axial?.resliced) computed.add(one);
    replace(all, one, axial?.resliced ? axial : axial && withoutAnyPixels(axial));
  }
  return computed;
}

/** Those that will be analysed get their pixels. What was loaded may be judged differently, as where pixels turn out to be unreadable: then the next is loaded too. */
async function loadChosen<S>(
  all: Map<S, Series>,
  computed: ReadonlySet<S>,
  load: Load<S>,
  options: ChooseOptions,
): Promise<void> {
  const loaded = new Set(computed);
  for (;;) {
    const chosen = scored(all, options).find((one) => !loaded.has(one));
    if (chosen === undefined) return;
    replace(all, chosen, await load(chosen));
    loaded.add(chosen);
  }
}

function scored<S>(all: ReadonlyMap<S, Series>, options: ChooseOptions): S[] {
  const choices = chooseSeries([...all.values()], options);
  return [...all.keys()].filter((_, i) => choices[i]?.scored);
}

const withoutAnyPixels = (series: Series): Series => ({
  ...series,
  slices: series.slices.map(withoutPixels),
});

/** A series of which nothing can be read any more is none. */
function replace<S>(all: Map<S, Series>, one: S, series: Series | undefined): void {
  if (series === undefined) all.delete(one);
  else all.set(one, series);
}
