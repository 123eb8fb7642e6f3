import { type Series, type Window, withoutPixels } from '@ichor/ct';
import { pictureFormat } from '@ichor/dicom';
import { type IntakeFile, type UnreadFile, unreadBecause } from '@ichor/intake';
import { Pictures } from '@ichor/pictures';
import type { SourceStudy } from './study-source.ts';

/** Pictures among the files that no series has. */
export interface FoundPictures {
  /** Each with one series, which is held: pictures are few and small. */
  readonly studies: readonly SourceStudy[];
  /** How many pictures there are, whether they could be read or not. */
  readonly count: number;
  /** The file of each picture that was read, by the SOP Instance UID made up for it. */
  readonly names: ReadonlyMap<string, string>;
  /** Files that are still not read, with the reason. */
  readonly unread: readonly UnreadFile[];
}

/** As many first bytes as tell a picture from anything else. */
const FIRST_BYTES = 132;

/**
 * Takes the pictures out of what isn't DICOM.
 *
 * @param window what is baked into them; without it they are refused, each with the remedy
 */
export async function findPictures(
  files: readonly IntakeFile[],
  unread: readonly UnreadFile[],
  window: Window | undefined,
): Promise<FoundPictures> {
  const byName = new Map(files.map((file) => [file.name, file]));
  const pictures = new Pictures(window);
  const rest: UnreadFile[] = [];
  let count = 0;
  for (const one of unread) {
    const file = one.code === 'not-dicom' ? byName.get(one.path) : undefined;
    try {
      const isPicture = file !== undefined && pictureFormat(await file.read(0, FIRST_BYTES)) !== undefined;
      if (isPicture) count++;
      if (!isPicture || !(await pictures.take(await file.read(), file.name))) rest.push(one);
    } catch (error) {
      rest.push(unreadBecause(one.path, error));
    }
  }
  const { series, names, refused } = pictures.finish();
  return { studies: series.map(studyOf), count, names, unread: [...rest, ...refused] };
}

const studyOf = (series: Series): SourceStudy => ({
  series: [
    {
      seriesInstanceUid: series.seriesInstanceUid,
      // They are held already.
      huBytes: 0,
      open: async ({ pixels }) => ({
        series: pixels ? series : { ...series, slices: series.slices.map(withoutPixels) },
        unread: [],
      }),
    },
  ],
});
