import { expect, test } from 'vitest';
import { kernelSoftness } from './kernel-softness.ts';

test.each([
  [
    'soft',
    1,
    [
      'H31s',
      'H37s',
      'J30s',
      'J40s\\3',
      'Hr40',
      'Hr38f',
      'Qr40d',
      'B31f',
      'STANDARD',
      'SOFT',
      'HD STANDARD',
      'STND',
      'FC21',
      'FC26',
      'FC64',
      'UB',
      'UA',
      'B',
      'C',
    ],
  ],
  [
    'sharp',
    -1,
    [
      'H60s',
      'H70h',
      'J70h',
      'Hr59',
      'Hr68h',
      'B70f',
      'BONE',
      'BONEPLUS',
      'EDGE',
      'LUNG',
      'HD BONE',
      'FC30',
      'FC35',
      'FC51',
      'FC80',
      'FC81',
      'D',
      'YC',
      'YD',
      'L',
    ],
  ],
  ['neither', 0, ['H50s', 'DETAIL', 'FC43', 'CHST', 'XYZ', '']],
])('knows the names of kernels that are %s', (_, softness, kernels) => {
  for (const kernel of kernels)
    expect([kernel, kernelSoftness(kernel, undefined)]).toEqual([kernel, softness]);
});

test.each([
  [
    -1,
    [
      'Head BONE',
      'Schädel Knochen',
      'Crâne os',
      'fenêtre osseuse',
      'Cráneo óseo',
      'hueso',
      'Osso 1.0',
      'Schedel bot',
      'HEAD_BONE_1.0',
    ],
  ],
  [1, ['Brain 5.0', 'Kopf weich', 'Cerveau 5 mm', 'Encefalo', 'HEAD STD', 'Hersenen']],
  [0, ['Head 5.0', 'Cosmos', 'Position', 'Robot', 'Dossier', '']],
])('knows words of several languages in descriptions as %i', (softness, descriptions) => {
  for (const description of descriptions)
    expect([description, kernelSoftness(undefined, description)]).toEqual([description, softness]);
});

test('believes the scanner before a description, and asks the description where the name is unknown', () => {
  expect(kernelSoftness('H31s', 'Bone')).toBe(1);
  expect(kernelSoftness('XYZ', 'Bone')).toBe(-1);
});
