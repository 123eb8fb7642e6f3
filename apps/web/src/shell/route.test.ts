import { expect, it } from 'vitest';
import { routeOf, titleOf } from './route.ts';

const route = (address: string) => routeOf(new URL(address, 'http://localhost'));

it('knows its addresses', () => {
  expect(route('/')).toEqual({ page: 'worklist' });
  expect(route('/studies/12')).toEqual({ page: 'study', studyId: '12' });
  expect(route('/studies/new?type=none')).toEqual({ page: 'make', search: '?type=none' });
  for (const address of ['/studies/', '/studies/x', '/studies/0', '/studies/1/2', '/else']) {
    expect(route(address)).toEqual({ page: 'unknown' });
  }
});

it('says nothing of a patient in a title', () => {
  expect(titleOf(route('/studies/12'))).toBe('Study - Ichor');
});
