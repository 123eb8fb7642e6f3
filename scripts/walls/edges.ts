import { type House, type Kind, kindOf, roomOf } from './house.ts';
import type { Import } from './read-module.ts';
import { resolve, type Target } from './resolve.ts';

/** One import of one file, with what it leads to. */
export interface Edge {
  readonly from: string;
  readonly room: string;
  readonly kind: Kind;
  readonly import: Import;
  readonly target: Target;
}

/** Every import of the house, in order of files and lines. */
export const edgesOf = (house: House): Edge[] =>
  [...house.modules.values()].flatMap(({ path, imports }) =>
    imports.map((one) => ({
      from: path,
      room: roomOf(path),
      kind: kindOf(path),
      import: one,
      target: resolve(house, path, one.specifier),
    })),
  );

/** Files by the file that loads them: neither for types alone, nor to start them as a process or a worker. */
export function loadedFiles(edges: readonly Edge[]): Map<string, string[]> {
  const loaded = new Map<string, string[]>();
  for (const { from, import: one, target } of edges) {
    if (target.kind !== 'file' || one.typeOnly || one.started) continue;
    const files = loaded.get(from) ?? [];
    files.push(...target.paths);
    loaded.set(from, files);
  }
  return loaded;
}
