import type { InstanceHeader } from '@ichor/dicom';
import { plainText } from '../repositories/plain-text.ts';

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
/** What scanners and people write for the head; anything else in BodyPartExamined is another part. */
const HEAD = /head|skull|brain|crani|cerebr|neuro|kopf|sch[aä]del|hirn|t[eê]te|cabeza|testa/i;
/** What people write into ContrastBolusAgent to say that there was none. */
const NO_AGENT = /^(-+$|(0|no|none|nein|non|w\/?o|without|ohne|sans|native?|n\/?a)\b)/i;

/**
 * Why a slice is not read, by its tags alone: "it ...". null where they don't forbid it. Scouts, maps without Hounsfield
 * units and series of few slices are the business of @ichor/inference, which sees whole series.
 */
export function refusalByTags(header: InstanceHeader): string | null {
  const { sopClassUid, imageType } = header.slice;
  if (sopClassUid === SECONDARY_CAPTURE || sopClassUid?.startsWith(`${SECONDARY_CAPTURE}.`)) {
    return 'it is a secondary capture: a picture of pictures, not what the scanner measured';
  }
  if (imageType?.[0]?.toUpperCase() === 'DERIVED') return 'it was computed from other images (DERIVED)';
  const part = plainText(header.bodyPartExamined);
  if (part !== null && !HEAD.test(part)) return `its body part is ${part}, not the head`;
  const agent = header.contrastBolusAgent;
  if (agent !== undefined && !NO_AGENT.test(agent)) return 'it was taken with contrast medium';
  return null;
}
