import type { Series, Slice } from '@ichor/ct';
import { readHeader, writeCtImage } from '@ichor/dicom';
import type { ComputedSlice, SeriesToRead } from '../repositories/readings.ts';
import type { Store } from '../store/store.ts';

const MOST_BYTES = 2 ** 26;
/** Hounsfield units of any series fit 16 signed bits as they are. */
const AS_THEY_ARE = { rescaleIntercept: 0, rescaleSlope: 1, bitsStored: 16, pixelRepresentation: 1 } as const;

/**
 * What was analysed and is no stored image, as DICOM files in the store, so that it is shown like any others: the axial slices of
 * resliced series, and series whose Hounsfield units were put right as a whole, which no slice by itself shows.
 */
export async function computedSlices(
  store: Store,
  series: ReadonlyMap<SeriesToRead, Series>,
  resliced: ReadonlySet<SeriesToRead>,
): Promise<ComputedSlice[]> {
  const computed: ComputedSlice[] = [];
  for (const [stored, { slices }] of series) {
    if (!resliced.has(stored) && !slices.some(isRepairedInSeries)) continue;
    for (const slice of slices) {
      const { pixelSpacing, imagePositionPatient, imageOrientationPatient, sopInstanceUid } = slice;
      // Nothing can be computed of a volume without places; a repaired series that lacks some is shown as far as it has them.
      if (!pixelSpacing || !imagePositionPatient || !imageOrientationPatient) continue;
      const bytes = writeCtImage({
        ...slice,
        ...AS_THEY_ARE,
        pixelSpacing,
        imagePositionPatient,
        imageOrientationPatient,
        ...(slice.sliceThicknessMm !== undefined && { sliceThickness: slice.sliceThicknessMm }),
        imageType: ['DERIVED', 'SECONDARY', 'AXIAL'],
      });
      computed.push({
        seriesId: stored.id,
        header: readHeader(bytes, sopInstanceUid),
        incoming: await store.receive(once(bytes), MOST_BYTES),
      });
    }
  }
  return computed;
}

/** Loaded, and with another way to Hounsfield units than its own file gives. */
const isRepairedInSeries = ({ hu, values, imagePositionPatient, imageOrientationPatient }: Slice): boolean =>
  hu.length > 0 &&
  imagePositionPatient !== undefined &&
  imageOrientationPatient !== undefined &&
  (values?.repair === 'rescale' || (values?.repair === 'twelve-bit' && values.twelveBits !== 'certain'));

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
