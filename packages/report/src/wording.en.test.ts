import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { describe, expect, it } from 'vitest';
import { en } from './wording.en.ts';

const ANSWERS = [
  'above-threshold',
  'nothing-above-threshold',
  'incomplete',
  'scores-only',
  'not-read',
] as const;
const call = { type: 'epidural', score: 0.871, threshold: 0.4, thresholdFrom: '95 % sensitivity' } as const;

/** Everything the language file can say. */
const everything = [
  ...ANSWERS.map((answer) => en.statement(answer, HEMORRHAGE_TYPES)),
  en.call(call),
  en.heatmap('any', 'location'),
  en.researchUseOnly,
  en.researchUseOnlyLong(),
  en.researchUseOnlyLong('Platt scaling on 62 patients'),
  ...Object.values(en.status),
  ...Object.values(en.preferences),
  en.reasons.notCt('MR'),
  en.reasons.notAxial(90),
  en.reasons.tooFewSlices(1, 8),
  en.reasons.otherSeriesRead('is complete'),
  en.reasons.unreadableSlices(1, 2),
  en.reasons.slicesLeftOut(1, 3),
  en.reasons.missingSlices(1),
  en.reasons.littleCoverage(3.2, 30),
  en.reasons.localizer,
  en.reasons.unusable('x'),
  en.reasons.missingFiles(1),
  en.reasons.missingFiles(21),
  en.reasons.uploadGoesOn,
  en.reasons.windowTooNarrow(0.3, [-20, 100]),
];

describe('the wording', () => {
  it('never calls a patient healthy', () => {
    for (const sentence of everything) {
      expect(sentence).not.toMatch(
        /\bnormal\b|\bno (intracranial )?h(a)?emorrhage|\bnegative\b|\bhealthy\b|\bclear\b/i,
      );
      expect(sentence).not.toMatch(/undefined|NaN/);
    }
  });

  it('says that nothing above threshold excludes nothing', () => {
    expect(en.statement('nothing-above-threshold')).toBe(
      'nothing above threshold; does not exclude hemorrhage',
    );
    expect(en.statement('incomplete')).toBe('incomplete: cannot say');
  });

  it('gives a score as a score, never per cent', () => {
    expect(en.call(call)).toBe('epidural: score 0.87, threshold 0.40 (95 % sensitivity)');
    expect(en.score(0.875)).not.toContain('%');
  });

  it('names the types that were called', () => {
    expect(en.statement('above-threshold', ['epidural', 'any'])).toBe('above threshold: epidural, any');
    expect(en.statement('above-threshold', ['any'], true)).toBe(
      'above threshold: any; incomplete: cannot say more',
    );
  });
});
