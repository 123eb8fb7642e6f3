import { expect, it } from 'vitest';
import { formatAge, formatName } from './format-patient.ts';

it.each([
  ['Doe^Jane', 'Doe, Jane'],
  ['Doe^Jane^Q^Dr', 'Doe, Jane Q Dr'],
  ['Doe', 'Doe'],
  ['^Jane', 'Jane'],
  ['Yamada^Tarou=山田^太郎', 'Yamada, Tarou'],
])('the name %s reads %s', (name, text) => {
  expect(formatName(name)).toBe(text);
});

it.each([
  ['063Y', '63 y'],
  ['3M', '3 months'],
  ['sixty', 'sixty'],
])('the age %s reads %s', (age, text) => {
  expect(formatAge(age)).toBe(text);
});
