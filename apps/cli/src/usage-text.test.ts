import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { COMMANDS } from './commands.ts';
import { type AnyCommand, usageText } from './usage-text.ts';

const ichor: AnyCommand = { meta: { name: 'ichor', description: 'Reads.' }, subCommands: { ...COMMANDS } };

/** Every command with what stands before it. */
async function* everyCommand(): AsyncGenerator<[name: string, command: AnyCommand, parent?: AnyCommand]> {
  yield ['ichor', ichor];
  for (const [verb, load] of Object.entries(COMMANDS)) {
    const command = await load();
    yield [`ichor ${verb}`, command, ichor];
    const group: AnyCommand = { meta: { name: `ichor ${verb}` } };
    for (const [name, one] of Object.entries((command.subCommands ?? {}) as Record<string, AnyCommand>))
      yield [`ichor ${verb} ${name}`, one, group];
  }
}

test('the help of every command fits 100 columns and says all that citty says', async () => {
  for await (const [name, command, parent] of everyCommand()) {
    const lines = stripVTControlCharacters(await usageText(command, parent)).split('\n');
    const tooLong = lines.filter((line) => line.length > 100);
    expect(tooLong, name).toEqual([]);
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    for (const [option, { description = '' }] of Object.entries(command.args ?? {}) as [
      string,
      { description?: string; type?: string },
    ][]) {
      expect(text.toLowerCase(), `${name}, ${option}`).toContain(option.toLowerCase());
      expect(text, `${name}, ${option}`).toContain(description);
    }
  }
});

test('in a list a command has one line, and what follows a description stands under it', async () => {
  const long: AnyCommand = {
    meta: { name: 'long', description: 'Does this.\nExit codes: 0.' },
    args: { path: { type: 'string', description: 'word '.repeat(40).trim() } },
  };
  const list = stripVTControlCharacters(
    await usageText({ meta: { name: 'all', description: 'All.' }, subCommands: { long } }),
  );
  expect(list).toContain('long    Does this.');
  expect(list).not.toContain('Exit codes');
  const own = stripVTControlCharacters(await usageText(long)).split('\n');
  const rows = own.filter((line) => line.includes('word word'));
  expect(rows.length).toBeGreaterThan(1);
  expect(rows[1]!.indexOf('word')).toBe(rows[0]!.indexOf('word'));
});

test('docs/cli.md names every command and every option', async () => {
  const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
  for await (const [name, command] of everyCommand()) {
    if (command.subCommands) continue;
    expect(page, name).toContain(`\`${name}`);
    for (const [option, { type }] of Object.entries(command.args ?? {}) as [string, { type?: string }][])
      if (type !== 'positional')
        expect(page, `${name} --${option}`).toMatch(new RegExp(`--(no-)?${option}\\b`));
  }
});
