import { stripVTControlCharacters } from 'node:util';
import { type CommandDef, renderUsage } from 'citty';

// biome-ignore lint/suspicious/noExplicitAny: citty types a command by its own options, and a list of several has no common type
export type AnyCommand = CommandDef<any>;

const COLUMNS = 100;
/** A row of a table as citty draws it: a name, four spaces, and what is said of it. */
const ROW = /^( {2,}\S.*? {4})\S/;
/** Where a line may be broken: at a single space, and between the names of commands. */
const BREAK = /(?<=\S )(?=\S)|(?<=\|)/;

/**
 * What `--help` prints of a command: citty's text, within 100 columns. Among the commands of another only the first line of
 * a description stands.
 */
export async function usageText(command: AnyCommand, parent?: AnyCommand): Promise<string> {
  const text = await renderUsage(await withShortList(command), parent);
  return text
    .split('\n')
    .flatMap((line) => wrapped(line.trimEnd()))
    .join('\n');
}

async function withShortList(command: AnyCommand): Promise<AnyCommand> {
  if (!command.subCommands) return command;
  const own = command.subCommands as Record<string, AnyCommand | (() => Promise<AnyCommand>)>;
  const short = await Promise.all(
    Object.entries(own).map(async ([name, one]): Promise<[string, AnyCommand]> => {
      const { meta } = typeof one === 'function' ? await one() : one;
      const { description = '' } = meta as { description?: string };
      return [name, { meta: { name, description: description.split('\n', 1)[0]! } }];
    }),
  );
  return { ...command, subCommands: Object.fromEntries(short) };
}

/** Lines of at most 100 columns; those after the first stand under the description. */
function wrapped(line: string): string[] {
  const indent = ' '.repeat(ROW.exec(stripVTControlCharacters(line))?.[1]?.length ?? 0);
  const lines: string[] = [];
  let current = '';
  for (const part of line.split(BREAK)) {
    if (current !== '' && widthOf((current + part).trimEnd()) > COLUMNS) {
      lines.push(current.trimEnd());
      current = indent;
    }
    current += part;
  }
  return [...lines, current];
}

const widthOf = (text: string): number => stripVTControlCharacters(text).length;
