import { plainWords } from '@ichor/ct';

/** "Without" and "no" before the word for contrast medium, and words for plain scans, in seven languages. */
const WITHOUT =
  /\b(?:non?|nicht|without|w\/?o|ohne|sans|sin|senza|zonder|sem|pre|before|vor)[\s.-]*(?:i\.?v\.?)?[\s.-]*(?:contrast\w*|kontrast\w*|injection|iv|m\.?d\.?c|km|c\b)|\b(?:ncct|nect|unenhanced|plain|nativ\w*|blanco|diretta)\b/g;
const WITH =
  /contrast|kontrast|\bc\+|\+c\b|\bcect\b|\bct[avp]\b|angio|\bperf|\bm\.?d\.?c\b|\bkm\b|\b(?:post|nach|apres|arteri\w*|venous|venos\w*|veneux|delayed|inject\w*)\b/;

/** Whether a description speaks of contrast medium, or of a scan that needs it; "non-contrast" speaks of none. */
export const describesContrast = (description: string | undefined): boolean =>
  WITH.test(plainWords(description).replace(WITHOUT, ' '));
