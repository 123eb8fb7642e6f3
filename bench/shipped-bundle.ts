import { readFile } from 'node:fs/promises';
import { type OpenBundle, openBundle } from '@ichor/inference';

/** The bundle in this repository, or the folder that the environment variable ICHOR_BUNDLE names. */
export async function openShippedBundle(): Promise<OpenBundle> {
  const folder = process.env.ICHOR_BUNDLE ?? new URL('../bundle', import.meta.url).pathname;
  const json: unknown = JSON.parse(await readFile(`${folder}/bundle.json`, 'utf8'));
  return openBundle(json, (name) => readFile(`${folder}/${name}`));
}
