import { fileCycleBreaches, roomCycleBreaches } from './cycle-walls.ts';
import { undeclaredBreaches, unusedBreaches } from './declaration-walls.ts';
import { edgesOf } from './edges.ts';
import type { House } from './house.ts';
import { installBreaches } from './install-walls.ts';
import { domBreaches, nodeBreaches } from './platform-walls.ts';
import { httpProcessBreaches } from './process-walls.ts';
import { readRows } from './read-rows.ts';
import { apparatusBreaches, importBreaches, rowBreaches } from './table-walls.ts';
import type { Breach } from './walls.ts';

/** Every place where a wall of the house doesn't hold, by file and line. */
export function checkHouse(house: House): Breach[] {
  const rows = readRows(house.plan);
  const edges = edgesOf(house);
  return [
    ...rowBreaches(house, rows),
    ...importBreaches(house, rows, edges),
    ...apparatusBreaches(edges),
    ...httpProcessBreaches(edges),
    ...nodeBreaches(house, rows, edges),
    ...domBreaches(house, rows),
    ...undeclaredBreaches(house, edges),
    ...unusedBreaches(house, edges),
    ...roomCycleBreaches(rows, edges),
    ...fileCycleBreaches(house, edges),
    ...installBreaches(house),
  ].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
