import { type Edge, loadedFiles } from './edges.ts';
import { roomOf } from './house.ts';
import type { Breach } from './walls.ts';

const HTTP = /^apps\/server\/src\/(app\.ts$|routes\/|plugins\/)/;
const NETWORK_ROOMS: ReadonlySet<string> = new Set([
  'runtime',
  'inference',
  'training',
  'compiler',
  'models',
]);
const isNetwork = (path: string) =>
  NETWORK_ROOMS.has(roomOf(path)) || path.startsWith('apps/server/src/jobs/');

/** What the HTTP process loads, by whatever chain of files: no network, and no job. Said of the first step of the chain. */
export function httpProcessBreaches(edges: readonly Edge[]): Breach[] {
  const loaded = loadedFiles(edges);
  const chains = new Map<string, readonly string[] | undefined>();
  const chainToNetwork = (path: string): readonly string[] | undefined => {
    if (isNetwork(path)) return [path];
    if (chains.has(path)) return chains.get(path);
    chains.set(path, undefined);
    for (const next of loaded.get(path) ?? []) {
      const chain = chainToNetwork(next);
      if (chain === undefined) continue;
      chains.set(path, [path, ...chain]);
      break;
    }
    return chains.get(path);
  };
  return edges.flatMap(({ from, kind, import: one, target }) => {
    if (!HTTP.test(from) || kind !== 'source' || target.kind !== 'file' || one.typeOnly) return [];
    const chain = target.paths.map(chainToNetwork).find((found) => found !== undefined);
    if (chain === undefined || (chain[0] !== undefined && HTTP.test(chain[0]))) return [];
    const message = `the HTTP process would load ${chain.join(' -> ')}`;
    return [{ file: from, line: one.line, wall: 'The HTTP process runs no network' as const, message }];
  });
}
