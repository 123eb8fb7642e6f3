import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSession, type Session } from './session.ts';

/** y = relu(x) over [N, 2], as the compiler encodes it. */
const RELU = Buffer.from(
  'CAgSBWljaG9yOkQKDwoBeBIBeRoBeSIEUmVsdRIFaWNob3JaFAoBeBIPCg0IARIJCgMSAU4KAggCYhQKAXkSDwoNCAESCQoDEgFOCgIIAkIECgAQEUIRCg1jb20ubWljcm9zb2Z0EAE=',
  'base64',
);

let session: Session;
beforeAll(async () => {
  session = await openSession(RELU, { threads: 1 });
});
afterAll(() => session.dispose());

test('a graph is run on what it is fed, and names its inputs and outputs', async () => {
  expect([session.inputs, session.outputs]).toEqual([['x'], ['y']]);
  const { y } = await session.run({ x: { shape: [2, 2], data: Float32Array.of(-1, 2, 3, -4) } });
  expect(y).toEqual({ shape: [2, 2], data: Float32Array.of(0, 2, 3, 0) });
});

test('results can be written into given arrays, which are then the results', async () => {
  const data = new Float32Array(2);
  await session.run({ x: { shape: [1, 2], data: Float32Array.of(5, -5) } }, { y: { shape: [1, 2], data } });
  expect([...data]).toEqual([5, 0]);
});

test('timing gives one figure for each run that counts', async () => {
  const times = await session.time({ x: { shape: [1, 2], data: new Float32Array(2) } }, 3);
  expect(times.length).toBe(3);
  expect(Math.min(...times)).toBeGreaterThan(0);
});

test("what onnxruntime refuses is an error with onnxruntime's own words", async () => {
  await expect(openSession(Buffer.from('no model'))).rejects.toThrow(/^Failed to open an ONNX graph: ./);
  await expect(session.run({ z: { shape: [1], data: new Float32Array(1) } })).rejects.toThrow(
    /^Failed to run an ONNX graph: ./,
  );
});
