import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Provider } from './provider.ts';
import { ProviderError } from './provider-error.ts';
import { providerRemedy } from './provider-remedy.ts';
import { runtimeVersion } from './runtime-version.ts';
import { openSession, providerTrouble, type Session } from './session.ts';
import { TINY_GRAPH } from './tiny-graph.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession(TINY_GRAPH, { threads: 1 });
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

test('a provider that there is not is refused, with those that there are', async () => {
  const failure = await openSession(TINY_GRAPH, { provider: 'tpu' as Provider }).catch((error) => error);
  expect(failure).toBeInstanceOf(ProviderError);
  expect(failure.message).toBe('tpu: is no provider. Give one of cpu, webgpu, cuda.');
});

test.each(['webgpu', 'cuda'] as const)(
  'a graph that asks for %s runs there, or is refused with what to do about it: never on the processor',
  async (provider) => {
    const trouble = await providerTrouble(provider);
    if (trouble === undefined) {
      const there = await openSession(TINY_GRAPH, { provider });
      const { y } = await there.run({ x: { shape: [1, 2], data: Float32Array.of(-1, 2) } });
      await there.dispose();
      expect(y?.data).toEqual(Float32Array.of(0, 2));
      return;
    }
    expect(trouble).toBeInstanceOf(ProviderError);
    expect(trouble.problem).toMatch(/^cannot run here: .+/);
    expect(trouble.remedy).toBe(providerRemedy(provider));
    await expect(openSession(TINY_GRAPH, { provider })).rejects.toThrow(trouble.message);
  },
);

test('the processor is never in trouble, and onnxruntime says its version', async () => {
  expect(await providerTrouble('cpu')).toBeUndefined();
  expect(runtimeVersion()).toMatch(/^\d+\.\d+\.\d+$/);
});

test("CUDA's remedy is a command whose script is there", () => {
  const script = /node (\S+install\.js) --onnxruntime-node-install=cuda12$/.exec(providerRemedy('cuda'))?.[1];
  if (process.platform === 'linux' && process.arch === 'x64') expect(existsSync(script ?? '')).toBe(true);
  else expect(providerRemedy('cuda')).toMatch(/use webgpu or cpu/);
});
