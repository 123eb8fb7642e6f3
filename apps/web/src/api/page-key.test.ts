import { beforeEach, expect, it, vi } from 'vitest';
import { httpSliceSource } from '../viewer/http-slice-source.ts';
import { pageKey } from './page-key.ts';
import { request } from './request.ts';

beforeEach(() => pageKey.setState({ needed: false }));

const refusal = { code: 'key-needed', subject: 'This page', problem: 'needs its key', remedy: 'Open it.' };
const answering = (status: number) => () => Promise.resolve(Response.json(refusal, { status }));

it('is needed when a request is answered so, and by no other answer', async () => {
  vi.stubGlobal('fetch', answering(403));
  await expect(request(undefined, '/x')).rejects.toMatchObject({ code: 'key-needed' });
  expect(pageKey.getState().needed).toBe(false);
  vi.stubGlobal('fetch', answering(401));
  await expect(request(undefined, '/x')).rejects.toMatchObject({ code: 'key-needed' });
  expect(pageKey.getState().needed).toBe(true);
  vi.unstubAllGlobals();
});

it('is needed when a slice is answered so', async () => {
  const source = httpSliceSource(answering(401) as typeof fetch, 1);
  await expect(source.load('1', new AbortController().signal)).rejects.toMatchObject({ code: 'key-needed' });
  expect(pageKey.getState().needed).toBe(true);
});
