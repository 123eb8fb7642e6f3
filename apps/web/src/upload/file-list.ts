import type { FileList } from '@ichor/api';
import type { Dropped } from './chosen-file.ts';

export type ListedFile = FileList['files'][number];

/** What the server is told of what was dropped: what can't be opened belongs to it too. */
export const listedFile = (dropped: Dropped): ListedFile => ({
  name: dropped.name,
  bytes: 'file' in dropped ? dropped.file.size : null,
});

/** Well below what the server takes in one request. */
const MOST_LETTERS = 200_000;
const MOST_FILES = 5_000;

/** A list in parts, each for one request. */
export function inParts(files: readonly ListedFile[]): ListedFile[][] {
  const parts: ListedFile[][] = [];
  let letters = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const last = parts.at(-1);
    const own = file.name.length + 40;
    if (last && letters + own <= MOST_LETTERS && last.length < MOST_FILES) {
      last.push(file);
      letters += own;
    } else {
      parts.push([file]);
      letters = own;
    }
  }
  return parts;
}

/** Two folders of one name may be dropped at once: each file has a name of its own, or one would be taken for the other. */
export function withOwnNames<T extends { readonly name: string }>(files: readonly T[]): T[] {
  const taken = new Set<string>();
  return files.map((file) => {
    let name = file.name;
    for (let n = 2; taken.has(name); n++) name = `${file.name} (${n})`;
    taken.add(name);
    return name === file.name ? file : { ...file, name };
  });
}

/**
 * Under which names files belong to a list: where the files of a folder were dropped, the folder itself may be chosen later, or
 * one above it.
 *
 * @returns a name as dropped -> its name on the list, as far as they have files in common
 */
export function asListed(listed: readonly string[], dropped: readonly string[]): (name: string) => string {
  const known = new Set(listed);
  const renamings: ((name: string) => string)[] = [
    (name) => name,
    ...foldersOf(dropped).map((folder) => (name: string) => name.slice(folder.length)),
    ...foldersOf(listed).map((folder) => (name: string) => folder + name),
  ];
  const fits = renamings.map((rename) => dropped.filter((name) => known.has(rename(name))).length);
  return renamings[fits.indexOf(Math.max(...fits))]!;
}

/** The folders that all names have in common: of a/b/1 and a/b/2 they are a/ and a/b/. */
function foldersOf(names: readonly string[]): string[] {
  const parts = names[0]?.split('/').slice(0, -1) ?? [];
  const folders = parts.map((_, i) => `${parts.slice(0, i + 1).join('/')}/`);
  return folders.filter((folder) => names.every((name) => name.startsWith(folder)));
}
