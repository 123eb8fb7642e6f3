import { posix } from 'node:path';
import { type House, roomFolderOf, roomOf } from './house.ts';
import { isNodeModule } from './platform-names.ts';

/** What a specifier names: a file of the house (by path or by a room's name), a module of Node, or a package. */
export type Target =
  | {
      readonly kind: 'file';
      readonly room: string;
      readonly paths: readonly string[];
      readonly by: 'path' | 'room';
    }
  | { readonly kind: 'node' }
  | { readonly kind: 'package'; readonly name: string };

/**
 * Resolves a specifier as it stands in a file. A file may have several: `#name` has one for each condition.
 * What the package or the path has none of is TypeScript's to say, and has no paths here.
 */
export function resolve(house: House, from: string, specifier: string): Target {
  if (specifier.startsWith('.')) {
    const path = posix.normalize(posix.join(posix.dirname(from), specifier.replace(/\?.*$/, '')));
    return { kind: 'file', room: roomOf(path), paths: [path], by: 'path' };
  }
  if (specifier.startsWith('#')) {
    const folder = roomFolderOf(from);
    const conditions = house.manifests.get(folder)?.imports?.[specifier] ?? {};
    return {
      kind: 'file',
      room: roomOf(from),
      paths: Object.values(conditions).map((path) => posix.join(folder, path)),
      by: 'path',
    };
  }
  if (isNodeModule(specifier)) return { kind: 'node' };
  const name = packageOf(specifier);
  const folder = folderOfPackage(house, name);
  if (folder === undefined) return { kind: 'package', name };
  const paths = exportedFiles(house.manifests.get(folder)?.exports ?? {}, `.${specifier.slice(name.length)}`);
  return {
    kind: 'file',
    room: roomOf(`${folder}/`),
    paths: paths.map((path) => posix.join(folder, path)),
    by: 'room',
  };
}

function exportedFiles(exported: string | Readonly<Record<string, string>>, subPath: string): string[] {
  if (typeof exported === 'string') return [exported];
  for (const [pattern, file] of Object.entries(exported)) {
    const [before = '', after] = pattern.split('*');
    if (pattern === subPath) return [file];
    if (after !== undefined && subPath.startsWith(before) && subPath.endsWith(after)) {
      return [file.replace('*', subPath.slice(before.length, subPath.length - after.length))];
    }
  }
  return [];
}

/** The package's name in a specifier: `@scope/name/sub` -> `@scope/name`. */
export const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** The folder of the room with this package name. */
export function folderOfPackage(house: House, name: string): string | undefined {
  for (const [folder, manifest] of house.manifests) {
    if (folder !== '' && manifest.name === name) return folder;
  }
  return undefined;
}
