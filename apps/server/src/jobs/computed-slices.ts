import type { Slice } from '@ichor/ct';
import { type InstanceHeader, readHeader, writeCtImage } from '@ichor/dicom';
import type { StudyRead } from '@ichor/studies';
import type { ComputedSlice } from '../repositories/readings.ts';
import type { Store } from '../store/store.ts';
import type { StoredSeries } from './stored-study.ts';

const MOST_BYTES = 2 ** 26;
/** Hounsfield units of any series fit 16 signed bits as they are. */
const AS_THEY_ARE = { rescaleIntercept: 0, rescaleSlope: 1, bitsStored: 16, pixelRepresentation: 1 } as const;

const IMAGE_TYPE = ['DERIVED', 'SECONDARY', 'AXIAL'];
/** By it a computed slice is known, should the database be lost that says so. */
const MADE_BY = { manufacturer: 'Ichor', manufacturerModelName: 'Computed slice' } as const;

/**
 * Whether a file was written by {@link computedSlices}. Those of the first versions bear no name of their maker, nor anything else
 * that only a scanner or an archive knows.
 */
export const isComputed = (header: InstanceHeader): boolean =>
  header.slice.header?.imageType?.join() === IMAGE_TYPE.join() &&
  (header.manufacturer === undefined
    ? header.patientName === undefined && header.studyDate === undefined
    : header.manufacturer === MADE_BY.manufacturer &&
      header.manufacturerModelName === MADE_BY.manufacturerModelName);

/**
 * What was analysed and is no stored image, as DICOM files in the store, so that it is shown like any others: the axial slices of
 * resliced series, and series whose Hounsfield units were put right as a whole, which no slice by itself shows.
 */
export async function computedSlices(
  store: Store,
  { series, computed: resliced }: Pick<StudyRead<StoredSeries>, 'series' | 'computed'>,
): Promise<ComputedSlice[]> {
  const computed: ComputedSlice[] = [];
  for (const [one, { slices }] of series) {
    if (!resliced.has(one) && !slices.some(isRepairedInSeries)) continue;
    for (const slice of slices) {
      const { pixelSpacing, imagePositionPatient, imageOrientationPatient, sopInstanceUid } = slice;
      // Nothing can be computed of a volume without places; a repaired series that lacks some is shown as far as it has them.
      if (!pixelSpacing || !imagePositionPatient || !imageOrientationPatient) continue;
      const bytes = writeCtImage({
        ...slice.header,
        ...slice,
        ...AS_THEY_ARE,
        pixelSpacing,
        imagePositionPatient,
        imageOrientationPatient,
        ...(slice.sliceThicknessMm !== undefined && { sliceThickness: slice.sliceThicknessMm }),
        ...MADE_BY,
        imageType: IMAGE_TYPE,
      });
      computed.push({
        seriesId: one.stored.id,
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
