import type { Edge } from './edges.ts';
import { type House, kindOf, type Manifest, roomFolderOf } from './house.ts';
import { COMPUTED } from './read-module.ts';
import { packageOf } from './resolve.ts';
import type { Breach } from './walls.ts';

/** Imports that package.json doesn't declare, and sources that import what it declares for development alone. */
export function undeclaredBreaches(house: House, edges: readonly Edge[]): Breach[] {
  const breaches: Breach[] = [];
  for (const { from, kind, import: one, target } of edges) {
    if (target.kind === 'node' || (target.kind === 'file' && target.by === 'path')) continue;
    if (one.specifier === COMPUTED) continue;
    const name = packageOf(one.specifier);
    const folder = manifestFolder(house, from);
    const manifest = house.manifests.get(folder) as Manifest;
    if (manifest.name === name || manifest.dependencies?.[name] !== undefined) continue;
    const at = { file: from, line: one.line };
    const where = `${folder}${folder && '/'}package.json`;
    if (manifest.devDependencies?.[name] === undefined) {
      breaches.push({ ...at, wall: 'What is imported is declared', message: `${name} is not in ${where}` });
    } else if (kind === 'source' && folder !== '') {
      const message = `${name} is a devDependency in ${where}`;
      breaches.push({ ...at, wall: 'Sources import no devDependency', message });
    }
  }
  return breaches;
}

/** Declared packages that nobody imports: a dependency is used by sources or scripts, a devDependency by any file. */
export function unusedBreaches(house: House, edges: readonly Edge[]): Breach[] {
  const breaches: Breach[] = [];
  const used = new Map<string, { product: Set<string>; any: Set<string> }>();
  for (const { from, import: one } of edges) {
    if (one.specifier.startsWith('.') || one.specifier.startsWith('#')) continue;
    const folder = manifestFolder(house, from);
    const of = used.get(folder) ?? { product: new Set(), any: new Set() };
    used.set(folder, of);
    of.any.add(packageOf(one.specifier));
    if (kindOf(from) !== 'test') of.product.add(packageOf(one.specifier));
  }
  for (const [folder, manifest] of house.manifests) {
    const { product, any } = used.get(folder) ?? { product: new Set(), any: new Set() };
    const words = new Set(Object.values(manifest.scripts ?? {}).flatMap((script) => script.split(/[\s=]+/)));
    const runs = (name: string) => house.commands.get(name)?.some((command) => words.has(command)) === true;
    const types = (name: string, names: ReadonlySet<string>) =>
      name.startsWith('@types/') && (name === '@types/node' || names.has(name.slice('@types/'.length)));
    for (const [list, names] of [
      ['dependencies', product],
      ['devDependencies', any],
    ] as const) {
      for (const name of Object.keys(manifest[list] ?? {})) {
        if (names.has(name) || runs(name) || types(name, names)) continue;
        breaches.push({
          file: `${folder}${folder && '/'}package.json`,
          line: 1,
          wall: 'What is declared is imported',
          message: `no ${list === 'dependencies' ? 'source' : 'file'} imports ${name} (${list})`,
        });
      }
    }
  }
  return breaches;
}

/** The folder whose package.json speaks for a file: its room's, or the root's where the room has none. */
function manifestFolder(house: House, path: string): string {
  const folder = roomFolderOf(path);
  return house.manifests.has(folder) ? folder : '';
}
