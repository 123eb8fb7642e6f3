import { usageError } from './options.ts';

/**
 * The Series Instance UIDs, of all those given, that `--series` means: a whole UID, or the beginning or end that only one series has.
 *
 * @throws IchorError 'usage' listing the series, where one fits none or several
 */
export function askedSeries(all: readonly string[], wanted: readonly string[]): ReadonlySet<string> {
  const uids = [...new Set(all)].sort();
  return new Set(
    wanted.map((part) => {
      if (uids.includes(part)) return part;
      const found = part === '' ? [] : uids.filter((uid) => uid.startsWith(part) || uid.endsWith(part));
      const [only] = found;
      if (only !== undefined && found.length === 1) return only;
      const listed = found.length > 0 ? found : uids;
      throw usageError(
        `--series ${part}`,
        listed.length === 0
          ? 'No series was found under the paths given.'
          : `Give one of these, or a beginning or an end that only one has:\n  ${listed.join('\n  ')}`,
        found.length > 0 ? `fits ${found.length} series` : 'fits no series',
      );
    }),
  );
}
