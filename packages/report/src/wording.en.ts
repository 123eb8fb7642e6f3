import type { Wording } from './wording.ts';

const slices = (count: number): string => `${count} slice${count === 1 ? '' : 's'}`;

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

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
      case 'scores-only':
        return 'scores of pictures: nothing is called, nothing is excluded';
      case 'not-read':
        return 'not read: cannot say';
    }
  },
  cannotAnalyse: (reasons) =>
    reasons.length === 0 ? 'cannot analyse' : `cannot analyse: ${reasons.join('; ')}`,
  call({ type, score, threshold, thresholdFrom }) {
    return `${this.typeName[type]}: ${this.score(score)}, threshold ${threshold.toFixed(2)} (${thresholdFrom})`;
  },
  score: (score) => `score ${score.toFixed(2)}`,
  heatmap(type, label) {
    return `${this.typeName[type]}: ${label}`;
  },
  researchUseOnly: 'research use only - not a medical device',
  researchUseOnlyLong: (calibration) =>
    `Research use only. Ichor is not a medical device; scores are ${
      calibration === undefined ? 'not calibrated' : `calibrated (${calibration})`
    }, and no answer excludes hemorrhage.`,
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
    slicesLeftOut: (leftOut, of) => `${slices(leftOut)} of ${of} ${leftOut === 1 ? 'was' : 'were'} left out`,
    missingSlices: (missing) => `${slices(missing)} ${missing === 1 ? 'seems' : 'seem'} to be missing`,
    unusable: (problem) => `it can't be relied on: ${problem}`,
    patientsMixed: 'the series of its study name different patients',
    secondaryCapture: 'it is a secondary capture: a picture of pictures, not what the scanner measured',
    projection: (imageType) => `its image type is ${imageType}: its values are those of no single slice`,
    otherBodyPart: (part) => `its body part is ${part}, not the head`,
    contrastMedium: 'it was taken with contrast medium',
    contrastSeen: (share) =>
      `its description tells of contrast medium, and ${percent(share)} of its slices of brain show bright vessels`,
    notHead: 'its pixels show no brain within a skull',
    littleBrain: (mm, least) =>
      `it shows ${mm.toFixed(0)} mm of brain above the skull base; at least ${least} are needed`,
    tooThick: (mm, most) => `its slices are ${mm.toFixed(1)} mm thick or apart; at most ${most} can be read`,
    missingFiles: (files) => `${files} file${files === 1 ? '' : 's'} of the upload did not arrive`,
    uploadGoesOn: 'its upload is still going on',
    otherAskedFor: 'another series of the study was asked for',
    windowTooNarrow: (share, [low, high]) =>
      `its window keeps ${(100 * share).toFixed(0)} % of the ${low} to ${high} HU that the network sees; at least half is needed`,
  },
  preferences: {
    contrast: 'seems to be without contrast medium',
    axial: 'was scanned in axial slices',
    kernel: 'was not made with a sharp kernel, as for bone',
    coverage: 'covers more of the head',
    complete: 'is complete',
    spacing: 'has slices of a better thickness (2.5 to 5 mm, else thinner)',
    original: 'was not computed from other images',
    nearer: 'has slices nearer to the thickness that the network knows',
    slices: 'has more slices',
    uid: 'comes first by its UID, all else being equal',
  },
};
