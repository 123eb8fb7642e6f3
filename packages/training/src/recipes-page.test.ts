import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkRecipe } from './check-recipe.ts';
import type { Recipe } from './recipe.ts';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** The fields of an interface, as its source has them. */
function fieldsOf(path: string, name: string): { field: string; required: boolean }[] {
  const body = read(path).split(`export interface ${name} {\n`)[1]?.split('\n}')[0] ?? '';
  return [...body.matchAll(/^ {2}readonly (\w+)(\??):/gm)].map(([, field, optional]) => ({
    field: field!,
    required: optional === '',
  }));
}

/** The rows of the table under the heading that is its name. */
function rowsOf(name: string): { field: string; required: boolean }[] {
  const section = read('docs/recipes.md').split(`\n## \`${name}\`\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `(\w+)` \|.*\| ([^|]+) \|$/gm)].map(([, field, byDefault]) => ({
    field: field!,
    required: byDefault === 'required',
  }));
}

test.each([
  ['Recipe', 'packages/training/src/recipe.ts', 'title'],
  ['DataPlan', 'packages/training/src/recipe.ts', 'source'],
  ['Augmentation', 'packages/dataset/src/batches/augment.ts', 'flip'],
])('docs/recipes.md has a row for each field of %s, and says which are required', (name, path, first) => {
  const fields = fieldsOf(path, name);
  expect(fields[0]).toEqual({ field: first, required: true });
  expect(rowsOf(name)).toEqual(fields);
});

const recipes = readdirSync(new URL('recipes/', ROOT)).filter((file) => file.endsWith('.ts'));

test('there are recipes', () => {
  expect(recipes).not.toEqual([]);
});

test.each(recipes)('recipes/%s passes its check', async (file) => {
  const url = new URL(`recipes/${file}`, ROOT);
  const { default: recipe } = (await import(url.href)) as { default: Recipe };
  expect(() => checkRecipe(recipe)).not.toThrow();
});
