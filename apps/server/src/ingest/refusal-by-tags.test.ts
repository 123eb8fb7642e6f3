import type { InstanceHeader } from '@ichor/dicom';
import { expect, test } from 'vitest';
import { refusalByTags } from './refusal-by-tags.ts';

const header = (
  changes: Partial<InstanceHeader>,
  slice: Partial<InstanceHeader['slice']> = {},
): InstanceHeader =>
  ({ slice: { imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'], ...slice }, ...changes }) as InstanceHeader;

test('takes a plain head, whatever the words for it, and a header that says nothing', () => {
  for (const bodyPartExamined of ['HEAD', 'SKULL', 'Brain', 'HEADNECK', 'Schädel', undefined]) {
    expect(refusalByTags(header({ bodyPartExamined }))).toBeNull();
  }
  for (const contrastBolusAgent of ['NONE', 'no', 'w/o', 'ohne KM', 'Native', '--', undefined]) {
    expect(refusalByTags(header({ contrastBolusAgent }))).toBeNull();
  }
  expect(refusalByTags(header({}, { imageType: undefined }))).toBeNull();
});

test('refuses computed pictures, secondary captures, other parts and contrast, each with its reason', () => {
  expect(refusalByTags(header({}, { imageType: ['DERIVED', 'SECONDARY', 'MPR'] }))).toMatch(/computed/);
  for (const end of ['', '.1', '.4']) {
    expect(refusalByTags(header({}, { sopClassUid: `1.2.840.10008.5.1.4.1.1.7${end}` }))).toMatch(
      /secondary/,
    );
  }
  expect(refusalByTags(header({ bodyPartExamined: 'CHEST' }))).toBe('its body part is CHEST, not the head');
  for (const contrastBolusAgent of ['Ultravist 300', 'APPLIED', 'IV', 'Omnipaque']) {
    expect(refusalByTags(header({ contrastBolusAgent }))).toMatch(/contrast/);
  }
});
