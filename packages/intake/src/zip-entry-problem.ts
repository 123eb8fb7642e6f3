import { validateFileName } from 'yauzl';
import type { Refusal } from './refusal.ts';

/**
 * Why the name of a zip's entry is refused; undefined where it is sound. Nothing is ever written under it, but whoever made
 * such a name meant no good.
 */
export function zipEntryProblem(name: string): Refusal | undefined {
  const outside =
    validateFileName(name) !== null ||
    name.startsWith('\\') ||
    /^[A-Za-z]:/.test(name) ||
    name.split(/[/\\]/).includes('..') ||
    name.includes('\0');
  if (!outside) return undefined;
  return {
    code: 'zip-path-outside',
    reason: 'names a path outside its folder. Make the zip anew from the folder itself.',
  };
}
