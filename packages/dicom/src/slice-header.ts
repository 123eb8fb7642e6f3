import type { Slice } from '@ichor/ct';
import type { DataSet } from './data-set.ts';
import { sopClass } from './identity.ts';
import { sliceGeometry } from './slice-geometry.ts';

/** What a slice has besides its identity, its pixels and their notices. */
export type SliceHeader = Omit<
  Slice,
  | 'sopInstanceUid'
  | 'seriesInstanceUid'
  | 'studyInstanceUid'
  | 'patientId'
  | 'rows'
  | 'columns'
  | 'hu'
  | 'notices'
>;

/** The attributes of a slice that can be had without decoding its pixels. */
export function sliceHeader(
  dataSet: DataSet,
  fileMeta: DataSet,
  complain: (code: string, message: string) => void,
): SliceHeader {
  const [center, width] = [dataSet.decimal(0x00281050), dataSet.decimal(0x00281051)];
  return {
    ...sliceGeometry(dataSet, complain),
    modality: dataSet.text(0x00080060),
    seriesDescription: dataSet.text(0x0008103e),
    sopClassUid: sopClass({ dataSet, fileMeta }),
    imageType: dataSet.texts(0x00080008),
    rescaleType: dataSet.text(0x00281054),
    // Only the first of several windows; a width under 1 is illegal (PS3.3 C.11.2.1.2).
    window:
      center !== undefined && width !== undefined && Number.isFinite(center) && width >= 1
        ? { center, width }
        : undefined,
    patientPosition: dataSet.text(0x00185100),
    gantryTiltDegrees: finite(dataSet.decimal(0x00181120)),
  };
}

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;
