import { extname } from 'node:path';
import type { UnreadFile } from '@ichor/intake';

const MOST_NAMED = 5;

/** A line a file; one for all with the same code where there are many. */
export function notReadLines(unread: readonly UnreadFile[], allNamedBy: string): string[] {
  return [...Map.groupBy(unread, ({ code }) => code)].flatMap(([code, files]) => {
    if (files.length <= MOST_NAMED) return files.map(({ path, reason }) => `not read: ${path}: ${reason}`);
    const { path, reason } = files[0]!;
    return [`not read: ${files.length} files (${code}), such as ${path}: ${reason} ${allNamedBy} names all.`];
  });
}

/** None, one of those in use, or the last number of a UID. */
const DICOM_EXTENSION = /^(|\.(dcm|dicom|dic|ima|\d+))$/i;

/**
 * Whether nothing of a CT study can be lost with a file: it is DICOM of another kind (a dose report, MR), a picture, or no DICOM and not named
 * like it, such as the viewer on a medium.
 */
export const isForeign = ({ path, code }: UnreadFile): boolean =>
  code === 'not-ct' ||
  code === 'picture-without-window' ||
  (code === 'not-dicom' && !DICOM_EXTENSION.test(extname(path)));
