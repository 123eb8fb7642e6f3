/**
 * A name that none of those taken is: the name itself, else with a number before its extension, as file managers do it. It counts
 * as taken from now on.
 *
 * @param taken by name, the number from which on one is free for it; so many files of one name are numbered in linear time
 * @param isTaken whether something else, which may come later, bears a name
 */
export function distinctName(
  name: string,
  taken: Map<string, number>,
  isTaken: (name: string) => boolean = () => false,
): string {
  let distinct = name;
  const [, stem, extension] = /^(.*?)(\.[^./]*)?$/s.exec(name) as unknown as [string, string, string?];
  let n = taken.get(name) ?? 2;
  for (; taken.has(distinct) || (distinct !== name && isTaken(distinct)); n++) {
    distinct = `${stem} (${n})${extension ?? ''}`;
  }
  taken.set(distinct, 2);
  taken.set(name, n);
  return distinct;
}
