import type { Series } from '@ichor/ct';

/** For tests: the same slices once more, as another series of the study. UIDs of the same length take the places of theirs. */
export function otherSeriesOf(
  { seriesInstanceUid, slices }: Series,
  files: readonly { name: string; bytes: Uint8Array }[],
): { name: string; bytes: Buffer }[] {
  const uids = [seriesInstanceUid, ...slices.map(({ sopInstanceUid }) => sopInstanceUid)];
  return files.map(({ name, bytes }) => {
    const renamed = uids.reduce(
      (text, uid) => text.replaceAll(uid, other(uid)),
      Buffer.from(bytes).toString('latin1'),
    );
    return { name: `other-${name}`, bytes: Buffer.from(renamed, 'latin1') };
  });
}

const other = (uid: string): string => `${uid.slice(0, -1)}${(Number(uid.at(-1)) + 1) % 10}`;
