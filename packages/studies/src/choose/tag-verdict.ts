import { imageKind, kindWord, namesAgent, plainWords, type Slice } from '@ichor/ct';
import { en } from '@ichor/report';

/** What scanners and people write for the head; anything else in BodyPartExamined is another part. */
const HEAD =
  /head|skull|brain|crani|cerebr|neuro|kopf|schadel|hirn|tete|crane|cabe[zc]a|testa|encef|hoofd|schedel|hersen/;

/** Why a slice can be read in no way, by its header alone; undefined where it can. */
export function unreadableByTags(slice: Slice): string | undefined {
  const modality = slice.header?.modality;
  if (modality !== undefined && modality !== 'CT') return en.reasons.notCt(modality);
  switch (imageKind(slice.header)) {
    case 'secondary-capture':
      return en.reasons.secondaryCapture;
    case 'scout':
      return en.reasons.localizer;
    case 'map':
      return en.reasons.noHounsfieldUnits(kindWord(slice.header)!);
    default:
      return undefined;
  }
}

/** Why a slice is not read unless it is asked for, by its header alone. */
export function refusedByTags(slice: Slice): string | undefined {
  if (namesAgent(slice.header?.contrastBolusAgent)) return en.reasons.contrastMedium;
  return imageKind(slice.header) === 'projection'
    ? en.reasons.projection(kindWord(slice.header)!)
    : undefined;
}

/** The body part that the header names, where it is not the head. */
export function otherBodyPart({ header }: Slice): string | undefined {
  // Without control characters: it becomes part of a sentence.
  const part = header?.bodyPartExamined?.replace(/\p{Cc}+/gu, ' ').trim();
  return part && !HEAD.test(plainWords(part)) ? part : undefined;
}
