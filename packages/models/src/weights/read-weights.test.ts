import { readFileSync } from 'node:fs';
import { CompilerError, inferenceGraph } from '@ichor/compiler';
import { hashedParameters } from '@ichor/testing/hashed-parameters';
import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { readWeights } from './read-weights.ts';
import { oneLayerModel as model } from './testing/one-layer-model.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../../../../fixtures/weights/${name}`, import.meta.url));

test('each kind of file is read as what its name says', () => {
  const torch = readWeights('A.PTH', fixture('zip.pth'));
  expect(readWeights('a.pt', fixture('legacy.pth'))).toEqual(torch);
  const names = [...readWeights('a.safetensors', fixture('library.safetensors')).keys()];
  expect(names.sort()).toEqual([...torch.keys()].sort());
});

const parameters = hashedParameters(model, 'onnx');

test('the initializers of an ONNX file are its weights', () => {
  for (const weights of ['float32', 'float16'] as const) {
    const onnx = inferenceGraph(model, parameters, { batch: 'dynamic', size: 8, weights });
    const found = readWeights('m.onnx', onnx);
    expect([...found.keys()].sort()).toEqual([...parameters.keys()].sort());
    expect(found.get('norm.running_var')).toEqual(parameters.get('norm.running_var'));
    const kernels = found.get('first.weight')!;
    for (const [i, value] of parameters.get('first.weight')!.data.entries())
      expect(kernels.data[i]).toBeCloseTo(value, weights === 'float32' ? 6 : 3);
  }
});

test('an ONNX file that is cut off or changed anywhere gives tensors or an error of ours, and nothing else', () => {
  const onnx = inferenceGraph(model, parameters, { batch: 'dynamic', size: 8, weights: 'int8' });
  const tried = (bytes: Uint8Array) => {
    try {
      readWeights('m.onnx', bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(CompilerError);
    }
  };
  for (let length = 0; length < onnx.length; length++) tried(onnx.subarray(0, length));
  fc.assert(
    fc.property(fc.nat(onnx.length - 1), fc.nat(255), (at, byte) => {
      const changed = onnx.slice();
      changed[at] = byte;
      tried(changed);
    }),
    { numRuns: 2000 },
  );
});

test('a file of another kind, or under the wrong name, is told', () => {
  expect(() => readWeights('a.h5', new Uint8Array(3))).toThrow(
    /read from \.safetensors, \.pth, \.pt, \.onnx files/,
  );
  expect(() => readWeights('a.safetensors', fixture('zip.pth'))).toThrow(
    /is a file of torch\.save; name it \.pth/,
  );
  expect(() => readWeights('a.onnx', fixture('zip.pth'))).toThrow(/^ONNX file: /);
});
