import { type ImageKind, imageKind, kindWord, type Slice } from '@ichor/ct';

/** What an image is in its series. A page is no slice for reasons that the others of its series give. */
export type KindInSeries = ImageKind | 'page';

/** How a slice says that it is one: a slice that lost its place still does. */
const SLICE_WORDS = ['AXIAL', 'HELICAL', 'VOLUME'];
/** No slice has so few bits. */
const BITS_OF_PAGE = 8;

/**
 * What each image of one series is. By SOP class or ImageType alone scouts, secondary captures, maps and projections are no
 * slices. Where more than half of the other images are placed in the patient, an image without any place is a page (text, a
 * dose report, a scanned document) if it also differs from all of them in what a lost place does not change: it was not
 * acquired (SECONDARY), has another size, or 8 bits. Anything else is a slice that lost its place.
 */
export function kindsInSeries(all: readonly Slice[]): ReadonlyMap<Slice, KindInSeries> {
  const kinds = new Map<Slice, KindInSeries>(all.map((slice) => [slice, imageKind(slice.header)]));
  const slices = all.filter((slice) => kinds.get(slice) === 'slice');
  for (const isPlaced of [hasPosition, hasPixelSize]) {
    const placed = slices.filter(isPlaced);
    if (2 * placed.length <= slices.length) continue;
    for (const slice of slices) {
      if (!isPlaced(slice) && isBare(slice) && differs(slice, placed)) kinds.set(slice, 'page');
    }
  }
  return kinds;
}

const hasPosition = (slice: Slice): boolean => slice.imagePositionPatient !== undefined;
const hasPixelSize = (slice: Slice): boolean => slice.pixelSpacing !== undefined;

const isBare = (slice: Slice): boolean =>
  !hasPosition(slice) &&
  slice.imageOrientationPatient === undefined &&
  !slice.header?.imageType?.some((word) => SLICE_WORDS.includes(word.toUpperCase()));

function differs(slice: Slice, placed: readonly Slice[]): boolean {
  return (
    (isSecondary(slice) && !placed.some(isSecondary)) ||
    !placed.some(({ rows, columns }) => rows === slice.rows && columns === slice.columns) ||
    (hasFewBits(slice) && !placed.some(hasFewBits))
  );
}

const isSecondary = ({ header }: Slice): boolean => header?.imageType?.[1]?.toUpperCase() === 'SECONDARY';

const hasFewBits = ({ values }: Slice): boolean => values !== undefined && values.bitsStored <= BITS_OF_PAGE;

/** "scout", ... */
export const nameOfKind = (kind: KindInSeries): string => NAMES[kind][0];

/** "2 scouts", "1 projection (ImageType MIP)", ... */
export function describeOthers(kind: KindInSeries, slices: readonly Slice[]): string {
  const [one, many] = NAMES[kind];
  const words = [...new Set(slices.flatMap((slice) => kindWord(slice.header)?.toUpperCase() ?? []))].sort();
  const type = words.length > 0 ? ` (ImageType ${words.join(', ')})` : '';
  return `${slices.length} ${slices.length === 1 ? one : many}${type}`;
}

const NAMES: Readonly<Record<KindInSeries, readonly [string, string]>> = {
  slice: ['slice', 'slices'],
  scout: ['scout', 'scouts'],
  'secondary-capture': [
    'secondary capture, as of a page or a screen',
    'secondary captures, as of pages or screens',
  ],
  map: ['map of other values than Hounsfield units', 'maps of other values than Hounsfield units'],
  projection: ['projection or rendering', 'projections or renderings'],
  page: ['page without a place in the patient', 'pages without a place in the patient'],
};
