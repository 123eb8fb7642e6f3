import { readFile } from 'node:fs/promises';
import { type OpenBundle, openBundle } from '@ichor/inference';
import { type Bundle, parseBundle } from '@ichor/report';

/** The bundle in this repository, or the folder that the environment variable ICHOR_BUNDLE names. */
export const BUNDLE_FOLDER = process.env.ICHOR_BUNDLE ?? new URL('../bundle', import.meta.url).pathname;

export async function shippedBundle(): Promise<Bundle> {
  return parseBundle(JSON.parse(await readFile(`${BUNDLE_FOLDER}/bundle.json`, 'utf8')), 'bundle.json');
}

export async function openShippedBundle(): Promise<OpenBundle> {
  return openBundle(await shippedBundle(), (name) => readFile(`${BUNDLE_FOLDER}/${name}`));
}
