import type { Edge } from './edges.ts';
import type { House } from './house.ts';
import type { Row } from './read-rows.ts';
import type { Breach } from './walls.ts';

interface Step {
  readonly to: string;
  readonly file: string;
  readonly line: number;
}

/** Rooms that import each other's sources, and rows that would allow it. */
export function roomCycleBreaches(rows: readonly Row[], edges: readonly Edge[]): Breach[] {
  const wall = 'Rooms form no cycle';
  const imported = new Map<string, Step[]>();
  for (const { from, room, kind, import: one, target } of edges) {
    if (kind !== 'source' || target.kind !== 'file') continue;
    const to = target.room;
    if (to !== room) put(imported, room, { to, file: from, line: one.line });
  }
  const allowed = new Map<string, Step[]>();
  for (const { room, line, mayImport, confined } of rows) {
    for (const names of [mayImport, ...confined.map((part) => part.names)]) {
      for (const to of names) put(allowed, room, { to, file: 'docs/architecture.md', line });
    }
  }
  return [imported, allowed].flatMap((graph) =>
    cyclesOf(graph).map((cycle) => ({ ...cycle, wall }) as const),
  );
}

/** Files that load each other. Types alone load nothing, and may go round. */
export function fileCycleBreaches(house: House, edges: readonly Edge[]): Breach[] {
  const graph = new Map<string, Step[]>();
  for (const { from, import: one, target } of edges) {
    if (target.kind !== 'file' || one.typeOnly || one.started) continue;
    for (const to of target.paths) {
      if (house.modules.has(to)) put(graph, from, { to, file: from, line: one.line });
    }
  }
  return cyclesOf(graph).map((cycle) => ({ ...cycle, wall: 'Files form no cycle' }) as const);
}

/** One cycle for each way back that a walk through the graph meets. */
function cyclesOf(graph: ReadonlyMap<string, readonly Step[]>): Omit<Breach, 'wall'>[] {
  const cycles: Omit<Breach, 'wall'>[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const walk = (node: string) => {
    path.push(node);
    for (const { to, file, line } of graph.get(node) ?? []) {
      const at = path.indexOf(to);
      if (at >= 0) cycles.push({ file, line, message: [...path.slice(at), to].join(' -> ') });
      else if (!done.has(to)) walk(to);
    }
    path.pop();
    done.add(node);
  };
  for (const node of graph.keys()) if (!done.has(node)) walk(node);
  return cycles;
}

function put(graph: Map<string, Step[]>, from: string, step: Step): void {
  const steps = graph.get(from) ?? [];
  if (!steps.some(({ to }) => to === step.to)) steps.push(step);
  graph.set(from, steps);
}
