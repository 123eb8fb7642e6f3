import { expect, it } from 'vitest';
import { withoutToken } from './without-token.ts';

it('leaves the rest of an address as it is', () => {
  const left = (address: string) => withoutToken(new URL(address, 'http://localhost:8760'));
  expect(left('/?token=x')).toBe('/');
  expect(left('/studies/new?type=subdural&token=x&ml=3#a')).toBe('/studies/new?type=subdural&ml=3#a');
});
