import { analyze } from '@typescript-eslint/scope-manager';
import { type Node, parseSync } from 'oxc-parser';

/** One place where a module names another: an import, an export from, a type's import, a file that is to be started. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Whether nothing of the other module is loaded: it is named for its types, and the import is erased. */
  readonly typeOnly: boolean;
  /** Whether the other file is started as a worker or a process of its own, and isn't loaded into this one. */
  readonly started: boolean;
}

/** A name that a module uses and neither declares nor imports: it has to come from the platform. */
export interface GlobalName {
  readonly name: string;
  readonly line: number;
}

/** What the walls need to know about one module. */
export interface Module {
  readonly path: string;
  readonly imports: readonly Import[];
  readonly globals: readonly GlobalName[];
}

/** Stands for the specifier of a dynamic import that is computed, which no reader of the source can follow. */
export const COMPUTED = 'a computed file';

type AnyNode = Node & Record<string, unknown>;

const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'self', 'global']);

/**
 * Parses one TypeScript module and lists its imports of every form and its global names.
 * @param path the file's path in the house, by which TSX is told from TypeScript
 * @throws Error where the text doesn't parse
 */
export function readModule(path: string, text: string): Module {
  const { program, errors } = parseSync(path, text, { range: true, astType: 'ts' });
  if (errors[0] !== undefined) throw new Error(`${path} does not parse: ${errors[0].message}`);
  const lineOf = lineFinder(text);
  const imports: Import[] = [];
  const members = new Map<unknown, string>();
  visit(program as AnyNode, (node) => {
    const found = importOf(node);
    if (found !== undefined) imports.push({ ...found, line: lineOf(node.start) });
    const member = staticMember(node);
    if (member !== undefined) members.set(node.object, member);
  });
  // The parser's tree has the shape of typescript-estree (`astType: 'ts'`), whose types it doesn't share.
  const scopes = analyze(program as unknown as Parameters<typeof analyze>[0], {
    sourceType: 'module',
    lib: [],
  });
  const globals: GlobalName[] = [];
  for (const { identifier } of scopes.globalScope?.through ?? []) {
    if (identifier.type !== 'Identifier') continue;
    const line = lineOf(identifier.range[0]);
    globals.push({ name: identifier.name, line });
    // `globalThis.process` is `process`.
    const member = GLOBAL_OBJECTS.has(identifier.name) ? members.get(identifier) : undefined;
    if (member !== undefined) globals.push({ name: member, line });
  }
  return { path, imports, globals };
}

function importOf(node: AnyNode): Omit<Import, 'line'> | undefined {
  const of = (specifier: string | undefined, typeOnly = false, started = false) =>
    specifier === undefined ? undefined : { specifier, typeOnly, started };
  switch (node.type) {
    case 'ImportDeclaration':
      return of(textOf(node.source), node.importKind === 'type');
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return of(textOf(node.source), node.exportKind === 'type');
    case 'ImportExpression':
      return of(textOf(node.source) ?? COMPUTED);
    case 'TSImportType':
      return of(textOf(node.source), true);
    case 'TSExternalModuleReference':
      return of(textOf(node.expression));
    case 'CallExpression':
      return isResolver(node.callee as AnyNode) ? of(textOf(node.arguments[0])) : undefined;
    case 'NewExpression': {
      // new URL('./x.worker.ts', import.meta.url): a file of code that is about to be started.
      const specifier = textOf(node.arguments[0]);
      if (!isName(node.callee, 'URL') || !isImportMeta(node.arguments[1], 'url')) return undefined;
      return specifier !== undefined && /\.tsx?$/.test(specifier)
        ? of(relative(specifier), false, true)
        : undefined;
    }
    default:
      return undefined;
  }
}

/** An address without a leading dot is relative too, other than an import's specifier. */
const relative = (address: string) => (address.startsWith('.') ? address : `./${address}`);

/** Whether a callee is `require`, `require.resolve` or `import.meta.resolve`. */
const isResolver = (callee: AnyNode) =>
  isName(callee, 'require') ||
  isImportMeta(callee, 'resolve') ||
  (isName(callee.object, 'require') && staticMember(callee) === 'resolve');

const isName = (node: unknown, name: string) =>
  (node as AnyNode | undefined)?.type === 'Identifier' && (node as AnyNode).name === name;

const isImportMeta = (node: unknown, member: string) =>
  ((node as AnyNode | undefined)?.object as AnyNode | undefined)?.type === 'MetaProperty' &&
  staticMember(node as AnyNode) === member;

/** The name of a member that is read by a plain name or a literal: `a.name`, `a['name']`. */
function staticMember(node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  return node.computed ? textOf(node.property) : (node.property as { name: string }).name;
}

/** The text of a string, or of a template without holes. */
function textOf(node: unknown): string | undefined {
  const { type, value, quasis } = (node ?? {}) as Record<string, unknown>;
  if (type === 'Literal') return typeof value === 'string' ? value : undefined;
  if (type !== 'TemplateLiteral') return undefined;
  const [only, ...others] = quasis as { value: { cooked: string } }[];
  return others.length === 0 ? only?.value.cooked : undefined;
}

function visit(node: AnyNode, see: (node: AnyNode) => void): void {
  see(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') visit(child, see);
    }
  }
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
