import type { DicomHeaderFields, Slice } from '@ichor/ct';
import type { Complain } from '../complaint.ts';
import { modalityLutType } from '../hounsfield/modality-lut.ts';
import { readableText } from '../part10/character-set.ts';
import type { Attributes } from '../part10/data-set.ts';
import { TAG } from '../tags.ts';
import { sliceGeometry } from './slice-geometry.ts';

/** What a slice has besides its identity, its pixels and their notices. */
export type SliceHeader = { readonly header: DicomHeaderFields } & Omit<
  Slice,
  | 'sopInstanceUid'
  | 'seriesInstanceUid'
  | 'studyInstanceUid'
  | 'patientId'
  | 'rows'
  | 'columns'
  | 'hu'
  | 'header'
  | 'values'
  | 'notices'
>;

/** The attributes of a slice that can be had without decoding its pixels. */
export function sliceHeader(
  attributes: Attributes,
  sopClassUid: string | undefined,
  complain: Complain,
): SliceHeader {
  return {
    ...sliceGeometry(attributes, complain),
    header: headerFields(attributes, sopClassUid),
  };
}

function headerFields(attributes: Attributes, sopClassUid: string | undefined): DicomHeaderFields {
  const [center, width] = [attributes.decimal(TAG.WindowCenter), attributes.decimal(TAG.WindowWidth)];
  return {
    modality: attributes.text(TAG.Modality)?.toUpperCase(),
    seriesDescription: readableText(attributes, TAG.SeriesDescription),
    sopClassUid,
    // A frame of a multi-frame image has a FrameType in its place.
    imageType: attributes.texts(TAG.FrameType) ?? attributes.texts(TAG.ImageType),
    rescaleType: attributes.text(TAG.RescaleType) ?? modalityLutType(attributes),
    // Only the first of several windows; a width under 1 is illegal (PS3.3 C.11.2.1.2).
    recommendedWindow:
      center !== undefined && width !== undefined && Number.isFinite(center) && width >= 1
        ? { center, width }
        : undefined,
    // In a multi-frame image Frame Acquisition Number and Temporal Position Index stand in their place.
    acquisitionNumber: finite(
      attributes.decimal(TAG.FrameAcquisitionNumber) ?? attributes.decimal(TAG.AcquisitionNumber),
    ),
    acquisitionTime:
      attributes.text(TAG.FrameAcquisitionDateTime) ??
      attributes.text(TAG.AcquisitionDateTime) ??
      attributes.text(TAG.AcquisitionTime) ??
      attributes.text(TAG.ContentTime),
    temporalPosition: finite(
      attributes.decimal(TAG.TemporalPositionIndex) ?? attributes.decimal(TAG.TemporalPositionIdentifier),
    ),
    patientPosition: attributes.text(TAG.PatientPosition),
    bodyPartExamined: readableText(attributes, TAG.BodyPartExamined),
    // Some say it by a code alone (Contrast/Bolus Agent Sequence).
    contrastBolusAgent:
      readableText(attributes, TAG.ContrastBolusAgent) ??
      attributes
        .items(TAG.ContrastBolusAgentSequence)
        .flatMap((code) => readableText(code, TAG.CodeMeaning) ?? [])[0],
    kvp: finite(attributes.decimal(TAG.KVP)),
    convolutionKernel: attributes.text(TAG.ConvolutionKernel),
    gantryTiltDegrees: finite(attributes.decimal(TAG.GantryDetectorTilt)),
  };
}

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;
