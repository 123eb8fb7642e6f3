import { readFile } from 'node:fs/promises';

/** The version of Node that the repository's package.json asks for, and that `npm ci` brings. */
export async function wantedNode(): Promise<string> {
  const text = await readFile(new URL('../../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { devDependencies: { node: string } }).devDependencies.node;
}
