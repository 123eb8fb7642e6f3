import type { Slice } from '@ichor/ct';
import { readableText } from './character-set.ts';
import type { Attributes } from './data-set.ts';
import { modalityLutType } from './modality-lut.ts';
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
  | 'values'
  | 'notices'
>;

/** The attributes of a slice that can be had without decoding its pixels. */
export function sliceHeader(
  attributes: Attributes,
  sopClassUid: string | undefined,
  complain: (code: string, message: string) => void,
): SliceHeader {
  const [center, width] = [attributes.decimal(0x00281050), attributes.decimal(0x00281051)];
  return {
    ...sliceGeometry(attributes, complain),
    modality: attributes.text(0x00080060),
    seriesDescription: readableText(attributes, 0x0008103e),
    sopClassUid,
    // A frame of a multi-frame image has a FrameType in its place.
    imageType: attributes.texts(0x00089007) ?? attributes.texts(0x00080008),
    rescaleType: attributes.text(0x00281054) ?? modalityLutType(attributes),
    // Only the first of several windows; a width under 1 is illegal (PS3.3 C.11.2.1.2).
    window:
      center !== undefined && width !== undefined && Number.isFinite(center) && width >= 1
        ? { center, width }
        : undefined,
    patientPosition: attributes.text(0x00185100),
    gantryTiltDegrees: finite(attributes.decimal(0x00181120)),
  };
}

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;
