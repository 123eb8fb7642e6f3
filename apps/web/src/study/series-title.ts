import type { SeriesRow } from '@ichor/api';

/** "4: Head 5 mm soft"; a series without either is named by what it is. */
export const seriesTitle = ({ seriesNumber, description, modality }: SeriesRow): string =>
  [seriesNumber, description ?? (modality ? `${modality} series` : 'series without a name')]
    .filter((part) => part !== null)
    .join(': ');
