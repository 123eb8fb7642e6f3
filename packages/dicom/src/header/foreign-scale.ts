import { quoted } from '../quoted.ts';

/** What RescaleType names, as it may be repeated to a user, where that is something else than Hounsfield units. */
export const foreignScale = (rescaleType: string | undefined): string | undefined =>
  rescaleType === undefined || rescaleType === 'HU' ? undefined : quoted(rescaleType);
