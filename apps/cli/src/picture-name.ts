import { createHash } from 'node:crypto';

const UID = /^[0-9][0-9.]{0,63}$/;

/**
 * The name of a series' picture, different for each pair of study and series: exports exist in which two studies share
 * a series' UID. What a header has instead of a UID may be any text: of it only harmless letters are kept, and a hash
 * tells apart what they no longer do.
 */
export function pictureName(studyInstanceUid: string, seriesInstanceUid: string): string {
  if (UID.test(studyInstanceUid) && UID.test(seriesInstanceUid))
    return `${studyInstanceUid}_${seriesInstanceUid}.png`;
  const both = JSON.stringify([studyInstanceUid, seriesInstanceUid]);
  const hash = createHash('sha256').update(both).digest('hex').slice(0, 16);
  return `${harmless(studyInstanceUid)}_${harmless(seriesInstanceUid)}_${hash}.png`;
}

const harmless = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9.-]/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 40);
