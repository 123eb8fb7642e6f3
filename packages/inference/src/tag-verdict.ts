import type { Slice } from '@ichor/ct';
import { en } from '@ichor/report';
import { plainWords } from './plain-words.ts';
import { namesAgent } from './says-contrast.ts';

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
/**
 * Words in ImageType of maps whose values are no Hounsfield units: perfusion and multi-energy (PS3.3 C.8.15.3.1.4 and what
 * scanners write). Virtual monoenergetic and non-contrast images have Hounsfield units and are not among them.
 */
const NO_HOUNSFIELD_UNITS =
  /(?:^|[^A-Z])(PERFUSION|CBF|CBV|MTT|TTP|TMAX|IODINE|SPECTRAL|MAT_SPECIFIC|MAT_FRACTIONAL|MAT_VALUE_BASED|EFF_ATOMIC_NUM|ELECTRON_DENSITY)(?:[^A-Z]|$)/i;
/** In ImageType of computed images: projections and pictures of volumes. Averages and reformats (MPR) still are slices. */
const PROJECTION =
  /(?:^|[^A-Z0-9])(MIP|MINIP|MAX_IP|MIN_IP|PROJECTION|VRT|VR|3D|SSD|CPR|SCREEN)(?:[^A-Z0-9]|$)/i;
/** What scanners and people write for the head; anything else in BodyPartExamined is another part. */
const HEAD =
  /head|skull|brain|crani|cerebr|neuro|kopf|schadel|hirn|tete|crane|cabe[zc]a|testa|encef|hoofd|schedel|hersen/;

/** Why a slice can be read in no way, by its header alone; undefined where it can. */
export function unreadableByTags({ modality, sopClassUid, imageType = [] }: Slice): string | undefined {
  if (modality !== undefined && modality !== 'CT') return en.reasons.notCt(modality);
  if (sopClassUid === SECONDARY_CAPTURE || sopClassUid?.startsWith(`${SECONDARY_CAPTURE}.`)) {
    return en.reasons.secondaryCapture;
  }
  if (imageType.includes('LOCALIZER')) return en.reasons.localizer;
  const map = firstMatch(imageType, NO_HOUNSFIELD_UNITS);
  return map && en.reasons.noHounsfieldUnits(map);
}

/** Why a slice is not read unless it is asked for, by its header alone. */
export function refusedByTags({ imageType = [], contrastBolusAgent }: Slice): string | undefined {
  if (namesAgent(contrastBolusAgent)) return en.reasons.contrastMedium;
  const projection = isDerived(imageType) ? firstMatch(imageType, PROJECTION) : undefined;
  return projection && en.reasons.projection(projection);
}

/** The body part that the header names, where it is not the head. */
export function otherBodyPart({ bodyPartExamined }: Slice): string | undefined {
  // Without control characters: it becomes part of a sentence.
  const part = bodyPartExamined?.replace(/\p{Cc}+/gu, ' ').trim();
  return part && !HEAD.test(plainWords(part)) ? part : undefined;
}

export const isDerived = (imageType: readonly string[] | undefined): boolean =>
  imageType?.[0]?.toUpperCase() === 'DERIVED';

const firstMatch = (words: readonly string[], pattern: RegExp): string | undefined =>
  words.map((word) => pattern.exec(word)?.[1]).find((match) => match !== undefined);
