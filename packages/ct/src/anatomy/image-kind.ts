import type { DicomHeaderFields } from '../series/slice.ts';

/** What an image is by its SOP class and ImageType alone. */
export type ImageKind = 'slice' | 'scout' | 'secondary-capture' | 'map' | 'projection';

const SECONDARY_CAPTURE = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(\.|$)/;
const SCOUT = /^(?:LOCALIZER|SCOUT|TOPOGRAM|SCANOGRAM|SURVIEW)$/i;
/**
 * Words in ImageType of maps whose values are no Hounsfield units: perfusion and multi-energy (PS3.3 C.8.15.3.1.4 and what
 * scanners write). Virtual monoenergetic and non-contrast images have Hounsfield units and are not among them.
 */
const NO_HOUNSFIELD_UNITS =
  /(?:^|[^A-Z])(PERFUSION|CBF|CBV|MTT|TTP|TMAX|IODINE|SPECTRAL|MAT_SPECIFIC|MAT_FRACTIONAL|MAT_VALUE_BASED|EFF_ATOMIC_NUM|ELECTRON_DENSITY)(?:[^A-Z]|$)/i;
/** In ImageType of computed images: projections and pictures of volumes. Averages and reformats (MPR) still are slices. */
const PROJECTION =
  /(?:^|[^A-Z0-9])(MIP|MINIP|MAX_IP|MIN_IP|PROJECTION|VRT|VR|3D|SSD|CPR|SCREEN)(?:[^A-Z0-9]|$)/i;

type Tags = Pick<DicomHeaderFields, 'sopClassUid' | 'imageType'>;

export function imageKind({ sopClassUid, imageType = [] }: Tags = {}): ImageKind {
  if (sopClassUid !== undefined && SECONDARY_CAPTURE.test(sopClassUid)) return 'secondary-capture';
  if (imageType.some((word) => SCOUT.test(word))) return 'scout';
  if (imageType.some((word) => NO_HOUNSFIELD_UNITS.test(word))) return 'map';
  return isDerived(imageType) && imageType.some((word) => PROJECTION.test(word)) ? 'projection' : 'slice';
}

/** The word in ImageType that tells a map or a projection; undefined for other kinds. */
export function kindWord(tags: Tags = {}): string | undefined {
  const kind = imageKind(tags);
  const pattern = kind === 'map' ? NO_HOUNSFIELD_UNITS : kind === 'projection' ? PROJECTION : undefined;
  return pattern && tags.imageType?.map((word) => pattern.exec(word)?.[1]).find((word) => word !== undefined);
}

/** Whether ImageType says that the pixels were computed from those of other images. */
export const isDerived = (imageType: readonly string[] | undefined): boolean =>
  imageType?.[0]?.toUpperCase() === 'DERIVED';
