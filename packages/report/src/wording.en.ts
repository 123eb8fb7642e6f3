import { NOTICE_CODES } from './notice-codes.ts';
import type { Wording } from './wording.ts';

const slices = (count: number): string => `${count} slice${count === 1 ? '' : 's'}`;

/** English. */
export const en: Wording = {
  language: 'en',
  typeName: {
    epidural: 'epidural',
    intraparenchymal: 'intraparenchymal',
    intraventricular: 'intraventricular',
    subarachnoid: 'subarachnoid',
    subdural: 'subdural',
    any: 'any',
  },
  status: {
    read: 'read',
    incomplete: 'incomplete',
    'passed-over': 'passed over',
    refused: 'refused',
  },
  statement(answer, called = [], incomplete = false) {
    switch (answer) {
      case 'above-threshold':
        return `above threshold: ${called.map((type) => this.typeName[type]).join(', ')}${
          incomplete ? '; incomplete: cannot say more' : ''
        }`;
      case 'nothing-above-threshold':
        return 'nothing above threshold; does not exclude hemorrhage';
      case 'incomplete':
        return 'incomplete: cannot say';
      case 'not-read':
        return 'not read: cannot say';
    }
  },
  call({ type, score, threshold, thresholdFrom }) {
    return `${this.typeName[type]}: ${this.score(score)}, threshold ${threshold.toFixed(2)} (${thresholdFrom})`;
  },
  score: (score) => `score ${score.toFixed(2)}`,
  heatmap(type, label) {
    return `${this.typeName[type]}: ${label}`;
  },
  researchUseOnly: 'research use only - not a medical device',
  researchUseOnlyLong:
    'Research use only. Ichor is not a medical device; scores are not calibrated, and no answer excludes hemorrhage.',
  noticeTitle: (code) =>
    Object.hasOwn(NOTICE_CODES, code) ? NOTICE_CODES[code as keyof typeof NOTICE_CODES] : code,
  reasons: {
    notCt: (modality) => `its modality is ${modality}, not CT`,
    notAxial: (degrees) => `its slices are ${degrees.toFixed(0)} degrees from axial`,
    tooFewSlices: (count, least) => `it has ${slices(count)}; at least ${least} are needed`,
    littleCoverage: (mm, least) => `it covers ${mm.toFixed(0)} mm; at least ${least} are needed`,
    localizer: 'it is a scout',
    noHounsfieldUnits: (imageType) => `its image type is ${imageType}: its values are not Hounsfield units`,
    otherSeriesRead: (why) => `another series of the study was read: it ${why}`,
    unreadableSlices: (unreadable, readable) =>
      `${slices(unreadable)} of ${unreadable + readable} could not be read`,
    missingSlices: (missing) => `${slices(missing)} ${missing === 1 ? 'seems' : 'seem'} to be missing`,
    unusable: (problem) => `it can't be relied on: ${problem}`,
  },
  preferences: {
    complete: 'is complete',
    kernel: 'is not described as bone, contrast or reconstruction',
    coverage: 'covers more of the head',
    spacing: 'has slices nearer to the thickness that the network knows',
    slices: 'has more slices',
    uid: 'comes first by its UID, all else being equal',
  },
  sliceUnreadable: (count) => `${slices(count)} of this series could not be read.`,
};
