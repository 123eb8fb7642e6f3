import { IchorError } from '@ichor/notices';

const MIB = 2 ** 20;
const DEFAULT_MIB = 1024;

/**
 * As many bytes of Hounsfield units as a series may have to be read: two for each pixel. ICHOR_SERIES_MIB says it in MiB; without
 * it 2,048 slices of 512 x 512 are read.
 *
 * @throws IchorError 'usage'
 */
export function seriesLimit(env: Readonly<Record<string, string | undefined>> = process.env): number {
  const text = env.ICHOR_SERIES_MIB;
  if (text === undefined || text === '') return DEFAULT_MIB * MIB;
  const mib = Number(text);
  if (!Number.isFinite(mib) || mib <= 0) {
    throw new IchorError({
      code: 'usage',
      subject: 'ICHOR_SERIES_MIB',
      problem: 'is no number of MiB',
      remedy: `Give a number above 0, or leave it out for ${DEFAULT_MIB}.`,
    });
  }
  return mib * MIB;
}
