import { expect, it } from 'vitest';
import { DEFAULT_PATIENT, makeAddress, readMakeSearch } from './make-address.ts';
import { stepOf, VOLUME_STEPS, volumeAt } from './volume-scale.ts';

it('has the patient and its study in the address, and reads them back', () => {
  for (const type of ['epidural', null] as const) {
    const make = { patient: { ...DEFAULT_PATIENT, type, volumeMl: 0.7, seed: 0 }, studyId: '12' };
    expect(readMakeSearch(new URL(makeAddress(make), 'http://x').search)).toEqual(make);
  }
});

it.each(['', '?type=nothing', '?type=none&side=left&ml=900&hu=60&age=5&seed=1'])(
  'starts with a patient of its own where the address has none: %s',
  (search) => {
    expect(readMakeSearch(search)).toEqual({ patient: DEFAULT_PATIENT, studyId: undefined });
  },
);

it('takes no study that is no number', () => {
  expect(readMakeSearch('?study=../x').studyId).toBeUndefined();
});

it('divides the volumes by ratios, from end to end', () => {
  expect(volumeAt(0)).toBe(0.5);
  expect(volumeAt(VOLUME_STEPS)).toBe(60);
  expect(volumeAt(VOLUME_STEPS / 2)).toBeCloseTo(5.5, 1);
  for (let step = 0; step <= VOLUME_STEPS; step++) {
    expect(Math.abs(stepOf(volumeAt(step)) - step)).toBeLessThanOrEqual(1);
  }
});
