import type { Call } from '@ichor/report';
import { expect, it } from 'vitest';
import { byStrength } from './by-strength.ts';

const call = (type: Call['type'], score: number, threshold: number): Call => ({
  type,
  score,
  threshold,
  thresholdFrom: 'x',
});

it('has any first, then what is furthest above its own threshold', () => {
  const calls = [call('epidural', 0.6, 0.5), call('subdural', 0.4, 0.1), call('any', 0.2, 0.2)];
  expect(byStrength(calls).map(({ type }) => type)).toEqual(['any', 'subdural', 'epidural']);
});

it('takes a sure one over a high threshold for stronger than a middling one over a low threshold', () => {
  const calls = [call('intraparenchymal', 0.39, 0.06), call('subarachnoid', 0.99, 0.7)];
  expect(byStrength(calls).map(({ type }) => type)).toEqual(['subarachnoid', 'intraparenchymal']);
});
