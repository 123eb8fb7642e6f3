import { simulationStarted } from '@ichor/api';
import { expect, it, vi } from 'vitest';
import { readAnswer, request, UNREACHABLE } from './request.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

it('takes an answer that fits, and no other', () => {
  expect(readAnswer(simulationStarted, '/x', 201, '{"studyId":"7"}')).toEqual({ studyId: '7' });
  for (const body of ['{"studyId":7}', '{"studyId":"7","more":1}', '', '<html>']) {
    expect(codeOf(() => readAnswer(simulationStarted, '/x', 200, body))).toBe('answer-unexpected');
  }
});

it("hands on the server's own words for what went wrong", () => {
  const error = { code: 'disk-full', subject: 'the data folder', problem: 'is full', remedy: 'Make room.' };
  expect(() => readAnswer(undefined, '/x', 507, JSON.stringify(error))).toThrow(
    'the data folder: is full. Make room.',
  );
  expect(codeOf(() => readAnswer(undefined, '/x', 502, 'Bad Gateway'))).toBe('answer-unexpected');
});

it('tells a server that is away from one that refuses', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(request(undefined, '/x')).rejects.toMatchObject({ code: UNREACHABLE });
  vi.unstubAllGlobals();
});
