import type { Series } from '@ichor/ct';
import { chooseSeries } from './choose-series.ts';

/**
 * Gives those series of one study that will be read their pixels; the others do without, so that a study of many thin series
 * needs the memory of one. What was loaded may be chosen differently, as where pixels turn out to be unreadable: then the next is.
 *
 * @param candidates series decoded without pixels, by whatever names them; those loaded are replaced
 */
export async function loadChosen<Key>(
  candidates: Map<Key, Series>,
  load: (key: Key) => Promise<Series>,
): Promise<void> {
  const loaded = new Set<Key>();
  for (;;) {
    const choices = chooseSeries([...candidates.values()]);
    const chosen = [...candidates.keys()].find((key, i) => {
      const status = choices[i]?.status;
      return (status === 'read' || status === 'incomplete') && !loaded.has(key);
    });
    if (chosen === undefined) return;
    candidates.set(chosen, await load(chosen));
    loaded.add(chosen);
  }
}
