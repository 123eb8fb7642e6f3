/** One row of the table in docs/architecture.md: what a room is, and what holds for it. */
export interface Row {
  readonly room: string;
  /** Line of the table, in docs/architecture.md. */
  readonly line: number;
  /** What its sources may import: rooms by name, packages of the registry by theirs. */
  readonly mayImport: ReadonlySet<string>;
  /** What they may import in one folder (`jobs/`) or in workers alone. */
  readonly confined: readonly { readonly to: string; readonly names: ReadonlySet<string> }[];
  /** What its tests and scripts may import besides. */
  readonly devMayImport: ReadonlySet<string>;
  /** `yes`: neither Node nor DOM. `page`: the DOM, no Node. `no`: Node, no DOM. */
  readonly browser: 'yes' | 'page' | 'no';
}

/** Stands in a list of the table for every room. */
export const ANY_ROOM = 'any room';

const HEAD = ['room', 'what it is', 'may import', 'dev and tests may also import', 'runs in a browser'];
const BROWSER = ['yes', 'page', 'no'] as const;

/**
 * Reads the table of rooms out of docs/architecture.md.
 * @throws Error where the table is missing, or a row of it can't be read
 */
export function readRows(markdown: string): Row[] {
  const lines = markdown.split('\n');
  const head = lines.findIndex((line) => cellsOf(line).join() === HEAD.join());
  if (head < 0) throw new Error(`docs/architecture.md has no table "${HEAD.join(' | ')}"`);
  const rows: Row[] = [];
  for (let at = head + 2; lines[at]?.startsWith('|'); at++) {
    const [room = '', , mayImport = '', devMayImport = '', runs = ''] = cellsOf(lines[at] as string);
    const browser = BROWSER.find((word) => word === runs);
    if (browser === undefined) {
      throw new Error(
        `docs/architecture.md:${at + 1} says "${runs}" where it should say ${BROWSER.join(', ')}`,
      );
    }
    const [everywhere = '', ...confined] = mayImport.split(';');
    rows.push({
      room: room.replaceAll('`', ''),
      line: at + 1,
      mayImport: namesOf(everywhere),
      confined: confined.map((part) => {
        const [, to, names] = /^\s*in (workers|`[\w-]+\/`):(.*)$/.exec(part) ?? [];
        if (to === undefined || names === undefined) {
          throw new Error(
            `docs/architecture.md:${at + 1} has "${part.trim()}"; say "in workers: ..." or "in \`folder/\`: ..."`,
          );
        }
        return { to: to.replaceAll('`', ''), names: namesOf(names) };
      }),
      devMayImport: namesOf(devMayImport),
      browser,
    });
  }
  return rows;
}

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const namesOf = (list: string): ReadonlySet<string> =>
  new Set(
    list
      .split(',')
      .map((name) => name.replaceAll('`', '').trim())
      .filter((name) => name !== '' && name !== 'nothing'),
  );
