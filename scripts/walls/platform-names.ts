import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** What Node alone gives a module without an import. */
export const NODE_NAMES: ReadonlySet<string> = new Set([
  'process',
  'Buffer',
  'NodeJS',
  'global',
  'setImmediate',
  'clearImmediate',
  'require',
  'module',
  'exports',
  '__dirname',
  '__filename',
]);

/** Whether an import is one of Node's own modules, with or without `node:`. */
export const isNodeModule = (specifier: string) => isBuiltin(specifier);

/**
 * The names that only a page has: those of TypeScript's lib.dom less what Node has too (URL, TextDecoder, performance,
 * structuredClone...), and less the types without a value that a worker's library declares as well (BufferSource...).
 */
export function domNames(): ReadonlySet<string> {
  if (pageNames !== undefined) return pageNames;
  const page = declaredNames('lib.dom.d.ts');
  const worker = declaredNames('lib.webworker.d.ts');
  const names = new Set<string>();
  for (const [name, { value }] of page) {
    if (value ? !(name in globalThis) : !worker.has(name)) names.add(name);
  }
  pageNames = names;
  return names;
}

/** Read once: lib.dom has 40,000 lines. */
let pageNames: ReadonlySet<string> | undefined;

/** The global names that one of TypeScript's libraries declares, and whether each is a value (else a type alone). */
function declaredNames(library: string): Map<string, { value: boolean }> {
  const file = join(libraryFolder(), library);
  const names = new Map<string, { value: boolean }>();
  const add = (name: string, value: boolean) =>
    names.set(name, { value: value || names.get(name)?.value === true });
  for (const node of parseSync(file, readFileSync(file, 'utf8')).program.body) {
    if (node.type === 'TSInterfaceDeclaration' || node.type === 'TSTypeAliasDeclaration')
      add(node.id.name, false);
    else if (node.type === 'TSDeclareFunction') add(node.id?.name as string, true);
    else if (node.type === 'TSModuleDeclaration' && node.id.type === 'Identifier') add(node.id.name, true);
    else if (node.type === 'VariableDeclaration') {
      for (const { id } of node.declarations) if (id.type === 'Identifier') add(id.name, true);
    }
  }
  return names;
}

/** Where the libraries lie: TypeScript 7 is a binary, and they come with the package of its platform. */
function libraryFolder(): string {
  const require = createRequire(import.meta.url);
  const typescript = createRequire(require.resolve('typescript/package.json'));
  const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  return join(dirname(typescript.resolve(platform)), 'lib');
}
