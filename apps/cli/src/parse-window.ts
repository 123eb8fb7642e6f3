import type { Window } from '@ichor/ct';
import { usageError } from './options.ts';

/**
 * `--window 40/80` -> level 40, width 80.
 *
 * @throws IchorError `usage` for anything but LEVEL/WIDTH with a width of at least 1
 */
export function parseWindow(text: string): Window {
  const [, level, width] = /^(-?\d{1,4}(?:\.\d{1,3})?)\/(\d{1,5}(?:\.\d{1,3})?)$/.exec(text) ?? [];
  if (level === undefined || width === undefined || Number(width) < 1) {
    throw usageError(
      `--window ${text}`,
      'Give level and width of the window that is baked into the pictures, in Hounsfield units, such as 40/80.',
    );
  }
  return { center: Number(level), width: Number(width) };
}
