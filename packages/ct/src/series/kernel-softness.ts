import { plainWords } from '../plain-words.ts';

/** Names of ConvolutionKernel by vendor; what is in neither list says nothing. Sources: the vendors' DICOM conformance statements. */
const GE_SOFT = /^(?:HD )?(?:STANDARD|STND|STD|SOFT)\b/i;
const GE_SHARP = /\b(?:BONE|BONEPLUS|EDGE|LUNG|ULTRA)\b|^(?:BONE|LUNG)/i;
/** Siemens: a letter or two, then 10 (smooth) to 90 (sharp): H31s, J40s, Hr38f, Qr40d, B60f. */
const SIEMENS = /^[A-Z][a-z]?(\d{2})[a-z]?\b/;
const SIEMENS_SOFT_UP_TO = 49;
const SIEMENS_SHARP_FROM = 58;
/** Canon and Toshiba: FC01-09 body, FC10-29 body and head, FC60-69 children's heads; FC30, FC50 and FC80 up are for bone and lung. */
const CANON = /^FC(\d)\d/i;
const CANON_SOFT = ['0', '1', '2', '6'];
const CANON_SHARP = ['3', '5', '8'];
/** Philips: A to C, with U for the brain and E for small bodies; D, E, L and the Y filters are for bone and lung. */
const PHILIPS_SOFT = /^[UE]?[ABC]$/;
const PHILIPS_SHARP = /^(?:[DEL]|Y[A-E])$/;

/** Words for bone and sharpness in descriptions: English, German, French, Spanish, Italian, Portuguese, Dutch. */
const SHARP_WORDS =
  /\b(?:bones?|sharp|edge|lung|knochen\w*|scharf|os|osseu(?:x|se)|hueso|oseo|osea|oss[eo]o?|ossea|bot|botten|scherp)\b/;
const SOFT_WORDS =
  /\b(?:brain|soft|smooth|std|standard|stnd|weich\w*|hirn|gehirn|cerveau|cerebro|cerebral|parenchyme|cervello|encefalo|hersenen|weke)\b/;

/** 1 soft, -1 sharp, 0 where neither name nor description tells. Scanners' names go before people's words. */
export function kernelSoftness(kernel: string | undefined, description: string | undefined): -1 | 0 | 1 {
  const named = kernel === undefined ? 0 : ofName(kernel.split('\\')[0]!.trim());
  if (named !== 0) return named;
  const words = plainWords(description);
  if (SHARP_WORDS.test(words)) return -1;
  return SOFT_WORDS.test(words) ? 1 : 0;
}

function ofName(kernel: string): -1 | 0 | 1 {
  const canon = CANON.exec(kernel)?.[1];
  if (canon !== undefined) return CANON_SOFT.includes(canon) ? 1 : CANON_SHARP.includes(canon) ? -1 : 0;
  const siemens = SIEMENS.exec(kernel)?.[1];
  if (siemens !== undefined) {
    const sharpness = Number(siemens);
    return sharpness <= SIEMENS_SOFT_UP_TO ? 1 : sharpness >= SIEMENS_SHARP_FROM ? -1 : 0;
  }
  if (GE_SHARP.test(kernel) || PHILIPS_SHARP.test(kernel)) return -1;
  return GE_SOFT.test(kernel) || PHILIPS_SOFT.test(kernel) ? 1 : 0;
}
