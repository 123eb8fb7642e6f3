import { type Series, withoutPixels } from '@ichor/ct';
import { type ChooseOptions, chooseSeries } from './choose-series.ts';
import { withAxial } from './with-axial.ts';

/**
 * Gives those series of one study that will be read their pixels; the others do without, so that a study of many thin series
 * needs the memory of one. Where no series is axial, those that are fine enough give way to axial slices computed from them, as by
 * `withAxial`. What was loaded may be judged differently, as where pixels turn out to be unreadable: then the next is loaded too.
 *
 * @param candidates series decoded without pixels, by whatever names them; those loaded or computed are replaced
 * @param load decodes a series with pixels
 * @param makeUid a UID from its parts, always the same one
 * @param options as of `chooseSeries`
 * @returns those whose axial slices were computed
 */
export async function loadChosen<Key>(
  candidates: Map<Key, Series>,
  load: (key: Key) => Promise<Series>,
  makeUid: (...parts: readonly (string | number)[]) => string,
  options: ChooseOptions = {},
): Promise<Set<Key>> {
  const computed = await computeAxial(candidates, load, makeUid, options);
  const loaded = new Set(computed);
  for (;;) {
    const chosen = scored(candidates, options).find((key) => !loaded.has(key));
    if (chosen === undefined) return computed;
    candidates.set(chosen, await load(chosen));
    loaded.add(chosen);
  }
}

async function computeAxial<Key>(
  candidates: Map<Key, Series>,
  load: (key: Key) => Promise<Series>,
  makeUid: (...parts: readonly (string | number)[]) => string,
  options: ChooseOptions,
): Promise<Set<Key>> {
  const computed = new Set<Key>();
  if (scored(candidates, options).length > 0) return computed;
  for (const [key, { notices }] of candidates) {
    if (!notices.some(({ code }) => code === 'not-axial')) continue;
    const [axial] = withAxial([await load(key)], makeUid) as [Series];
    const isDone = axial.notices.some(({ code }) => code === 'resliced');
    candidates.set(key, isDone ? axial : { ...axial, slices: axial.slices.map(withoutPixels) });
    if (isDone) computed.add(key);
  }
  return computed;
}

function scored<Key>(candidates: ReadonlyMap<Key, Series>, options: ChooseOptions): Key[] {
  const choices = chooseSeries([...candidates.values()], options);
  return [...candidates.keys()].filter((_, i) => choices[i]?.scored);
}
