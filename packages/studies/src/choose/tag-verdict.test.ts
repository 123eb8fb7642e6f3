import { isDerived, type Slice } from '@ichor/ct';
import { tinySeries } from '@ichor/testing/tiny-series';
import { expect, test } from 'vitest';
import { otherBodyPart, refusedByTags, unreadableByTags } from './tag-verdict.ts';

const slice = (changes: Partial<Slice> = {}): Slice => tinySeries({ slices: 1, slice: changes }).slices[0]!;

test('lets a plain head pass, and a header that says nothing', () => {
  for (const one of [
    slice(),
    slice({ header: { imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'], modality: undefined } }),
  ]) {
    expect(unreadableByTags(one) ?? refusedByTags(one) ?? otherBodyPart(one)).toBeUndefined();
  }
});

test('takes averages and reformats for slices, projections and pictures not', () => {
  for (const words of [['AXIAL'], ['AVERAGE'], ['MPR'], ['AXIAL', 'CSA MPR'], ['OTHER', 'CSA RESAMPLED']]) {
    const derived = slice({ header: { imageType: ['DERIVED', 'SECONDARY', ...words] } });
    expect(isDerived(derived.header?.imageType)).toBe(true);
    expect([unreadableByTags(derived), refusedByTags(derived)]).toEqual([undefined, undefined]);
  }
  for (const word of ['MIP', 'CSA MIP', 'MINIP', 'PROJECTION IMAGE', 'VRT', '3D', 'SCREEN SAVE']) {
    expect(refusedByTags(slice({ header: { imageType: ['DERIVED', 'SECONDARY', word] } }))).toContain(
      'no single slice',
    );
  }
  expect(
    refusedByTags(slice({ header: { imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL', '3D'] } })),
  ).toBeUndefined();
});

test('finds no way to read secondary captures, scouts, maps and what is no CT', () => {
  for (const end of ['', '.1', '.4']) {
    expect(unreadableByTags(slice({ header: { sopClassUid: `1.2.840.10008.5.1.4.1.1.7${end}` } }))).toContain(
      'secondary',
    );
  }
  expect(unreadableByTags(slice({ header: { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] } }))).toContain(
    'scout',
  );
  expect(unreadableByTags(slice({ header: { imageType: ['DERIVED', 'PRIMARY', 'CBF'] } }))).toContain('CBF');
  expect(unreadableByTags(slice({ header: { modality: 'MR' } }))).toContain('MR');
});

test('refuses contrast medium that the header names', () => {
  expect(refusedByTags(slice({ header: { contrastBolusAgent: 'Ultravist 300' } }))).toContain(
    'contrast medium',
  );
  expect(refusedByTags(slice({ header: { contrastBolusAgent: 'NONE' } }))).toBeUndefined();
});

test('knows the head by many words, and calls anything else another part', () => {
  for (const part of [
    'HEAD',
    'SKULL',
    'Brain',
    'HEADNECK',
    'Schädel',
    'TÊTE',
    'cabeça',
    'Hoofd',
    ' ',
    undefined,
  ]) {
    expect(otherBodyPart(slice({ header: { bodyPartExamined: part } }))).toBeFalsy();
  }
  expect(otherBodyPart(slice({ header: { bodyPartExamined: 'CHEST\n' } }))).toBe('CHEST');
});
