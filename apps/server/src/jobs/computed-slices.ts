import type { Series } from '@ichor/ct';
import { readHeader, writeCtImage } from '@ichor/dicom';
import type { ComputedSlice, SeriesToRead } from '../repositories/readings.ts';
import type { Store } from '../store/store.ts';

const MOST_BYTES = 2 ** 26;
/** Hounsfield units of any series fit 16 signed bits as they are. */
const AS_THEY_ARE = { rescaleIntercept: 0, rescaleSlope: 1, bitsStored: 16, pixelRepresentation: 1 } as const;

/** The axial slices of resliced series as DICOM files in the store, so that they are shown like any others. */
export async function computedSlices(
  store: Store,
  series: ReadonlyMap<SeriesToRead, Series>,
  resliced: ReadonlySet<SeriesToRead>,
): Promise<ComputedSlice[]> {
  const computed: ComputedSlice[] = [];
  for (const stored of resliced) {
    for (const slice of series.get(stored)?.slices ?? []) {
      const { pixelSpacing, imagePositionPatient, imageOrientationPatient, sopInstanceUid } = slice;
      if (!pixelSpacing || !imagePositionPatient || !imageOrientationPatient) {
        throw new RangeError('computedSlices: a computed slice has no place');
      }
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

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
