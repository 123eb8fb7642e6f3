import { basename } from 'node:path/posix';
import type { Edge } from './edges.ts';
import { type House, kindOf, roomFolderOf, roomOf } from './house.ts';
import { domNames, NODE_NAMES } from './platform-names.ts';
import type { Row } from './read-rows.ts';
import type { Breach } from './walls.ts';

/**
 * Node in rooms that run in a browser, outside `*.node.ts` files. Such a file is chosen by a condition of package.json's
 * `imports`, which has another file for where Node isn't; no path leads to it.
 */
export function nodeBreaches(house: House, rows: readonly Row[], edges: readonly Edge[]): Breach[] {
  const wall = 'A browser room knows no Node';
  const rooms = new Set(rows.filter(({ browser }) => browser !== 'no').map(({ room }) => room));
  const breaches: Breach[] = [];
  for (const { path, globals } of house.modules.values()) {
    if (!rooms.has(roomOf(path)) || kindOf(path) !== 'source' || isNodeFile(path)) continue;
    for (const { name, line } of globals) {
      if (NODE_NAMES.has(name)) breaches.push({ file: path, line, wall, message: `${name} is Node's` });
    }
  }
  for (const { from, room, kind, import: one, target } of edges) {
    if (!rooms.has(room) || kind !== 'source' || isNodeFile(from)) continue;
    const at = { file: from, line: one.line, wall } as const;
    if (target.kind === 'node') breaches.push({ ...at, message: `${one.specifier} is a module of Node` });
    if (target.kind !== 'file') continue;
    const files = target.paths.filter(isNodeFile);
    const conditions = house.manifests.get(roomFolderOf(from))?.imports?.[one.specifier];
    const elsewhere = conditions?.default;
    if (files.length > 0 && (elsewhere === undefined || isNodeFile(elsewhere))) {
      const message = `${one.specifier} is for Node; name it in package.json's imports, with a default for browsers`;
      breaches.push({ ...at, message });
    }
  }
  return breaches;
}

/** Names of the DOM in rooms that are no page. Scripts may hand functions to a browser that they drive. */
export function domBreaches(house: House, rows: readonly Row[]): Breach[] {
  const names = domNames();
  const pages = new Set(rows.filter(({ browser }) => browser === 'page').map(({ room }) => room));
  const breaches: Breach[] = [];
  for (const { path, globals } of house.modules.values()) {
    if (pages.has(roomOf(path)) || kindOf(path) === 'script') continue;
    for (const { name, line } of globals) {
      if (!names.has(name)) continue;
      breaches.push({
        file: path,
        line,
        wall: 'The DOM belongs to the page',
        message: `${name} is the DOM's`,
      });
    }
  }
  return breaches;
}

const isNodeFile = (path: string) => /\.node\.tsx?$/.test(basename(path));
