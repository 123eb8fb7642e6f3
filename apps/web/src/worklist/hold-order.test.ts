import { expect, it } from 'vitest';
import { studyRow } from '../testing/study-row.ts';
import { holdOrder } from './hold-order.ts';

const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).join('');
const rows = (text: string) => [...text].map((id) => studyRow(id));

it('keeps the places of those that are shown, and says that others would come', () => {
  const held = holdOrder(['1', '2', '3'], rows('4312'), rows('4312'));
  expect(ids(held.shown)).toBe('123');
  expect(held).toMatchObject({ waiting: 1, moved: true });
});

it('has nothing to say when the list would be the same', () => {
  const held = holdOrder(['1', '2', '3'], rows('123'), rows('123'));
  expect(ids(held.shown)).toBe('123');
  expect(held).toMatchObject({ waiting: 0, moved: false });
});

it('drops what was deleted at once', () => {
  const held = holdOrder(['1', '2', '3'], rows('13'), rows('13'));
  expect(ids(held.shown)).toBe('13');
  expect(held.moved).toBe(false);
});

it('keeps a row that stopped matching the filter, with what is known of it now', () => {
  const read = studyRow('2', { revision: 7 });
  const held = holdOrder(['1', '2'], [studyRow('1'), read], rows('1'));
  expect(held.shown[1]).toBe(read);
  expect(held).toMatchObject({ waiting: 0, moved: true });
});
