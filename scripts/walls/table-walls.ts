import type { Edge } from './edges.ts';
import { loadedFiles } from './edges.ts';
import { type House, kindOf, roomFolderOf, roomOf } from './house.ts';
import { COMPUTED } from './read-module.ts';
import { ANY_ROOM, type Row } from './read-rows.ts';
import type { Breach } from './walls.ts';

/** A table row without a room, and a room without a row. */
export function rowBreaches(house: House, rows: readonly Row[]): Breach[] {
  const wall = 'A room has a row';
  const breaches: Breach[] = [];
  const rooms = new Map<string, string>();
  for (const path of house.modules.keys()) rooms.set(roomOf(path), rooms.get(roomOf(path)) ?? path);
  for (const [folder] of house.manifests) {
    if (/^(packages|apps)\//.test(folder))
      rooms.set(roomOf(`${folder}/package.json`), `${folder}/package.json`);
  }
  const named = new Set(rows.map(({ room }) => room));
  for (const [room, file] of rooms) {
    if (named.has(room)) continue;
    breaches.push({ file, line: 1, wall, message: `${room} has no row in docs/architecture.md` });
  }
  for (const { room, line } of rows) {
    if (rooms.has(room)) continue;
    breaches.push({ file: 'docs/architecture.md', line, wall, message: `there is no room ${room}` });
  }
  return breaches;
}

/** Imports that the rows don't allow; what only workers or one folder may import is held to them. */
export function importBreaches(house: House, rows: readonly Row[], edges: readonly Edge[]): Breach[] {
  const breaches: Breach[] = [];
  const rowOf = new Map(rows.map((row) => [row.room, row]));
  const inWorkers = workerFiles(house, edges);
  for (const { from, room, kind, import: one, target } of edges) {
    const row = rowOf.get(room);
    if (row === undefined || target.kind === 'node') continue;
    const at = { file: from, line: one.line };
    const named = target.kind === 'package' ? target.name : target.room;
    // Tests and proofs start programs of other rooms, as a user does, without loading them.
    if (named === room || ((one.started || one.specifier === COMPUTED) && kind !== 'source')) continue;
    if (
      target.kind === 'file' &&
      target.by === 'path' &&
      target.paths.some((path) => house.modules.has(path))
    ) {
      const message = `${one.specifier} enters ${named} by a path; import @ichor/${named}`;
      breaches.push({ ...at, wall: 'A room is entered by its name', message });
    }
    const isRoom = target.kind === 'file';
    const allows = (names: ReadonlySet<string>) => names.has(named) || (isRoom && names.has(ANY_ROOM));
    if (allows(row.mayImport) || (kind !== 'source' && allows(row.devMayImport))) continue;
    const confined = row.confined.find(({ names }) => allows(names));
    if (confined?.to === 'workers') {
      if (kind !== 'source' || inWorkers.has(from)) continue;
      const message = `${room} imports ${named} in its workers only: in *.worker.ts and what they alone load`;
      breaches.push({ ...at, wall: 'Workers alone decode', message });
      continue;
    }
    if (confined !== undefined) {
      if (kind !== 'source' || from.startsWith(`${roomFolderOf(from)}/src/${confined.to}`)) continue;
      const message = `${room} imports ${named} in ${confined.to} only`;
      breaches.push({ ...at, wall: 'A room imports what its row allows', message });
      continue;
    }
    const whose = kind === 'source' ? room : `a ${kind} of ${room}`;
    breaches.push({
      ...at,
      wall: 'A room imports what its row allows',
      message: `${whose} may not import ${named}: see its row in docs/architecture.md`,
    });
  }
  return breaches;
}

/** Sources that load what is there for tests. */
export function apparatusBreaches(edges: readonly Edge[]): Breach[] {
  return edges.flatMap(({ from, kind, import: one, target }) =>
    kind === 'source' && target.kind === 'file' && target.paths.some((path) => kindOf(path) === 'test')
      ? [
          {
            file: from,
            line: one.line,
            wall: 'Product imports no test apparatus' as const,
            message: `${one.specifier} is there for tests`,
          },
        ]
      : [],
  );
}

/** Files that are loaded in workers and nowhere else: `*.worker.ts`, and what only such files load. */
function workerFiles(house: House, edges: readonly Edge[]): ReadonlySet<string> {
  const loaders = new Map<string, Set<string>>();
  for (const [from, files] of loadedFiles(edges)) {
    if (kindOf(from) !== 'source') continue;
    for (const file of files) loaders.set(file, (loaders.get(file) ?? new Set()).add(from));
  }
  const isEntry = (path: string) => /\.worker\.tsx?$/.test(path);
  const inside = new Set([...house.modules.keys()].filter((path) => isEntry(path) || loaders.has(path)));
  // What a file outside loads is outside too, an entry as well: a page that imports a worker's file runs it itself.
  for (let before = -1; before !== inside.size; ) {
    before = inside.size;
    for (const path of inside) {
      if ([...(loaders.get(path) ?? [])].some((loader) => !inside.has(loader))) inside.delete(path);
    }
  }
  return inside;
}
