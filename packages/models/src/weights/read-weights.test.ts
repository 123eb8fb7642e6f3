import { readFileSync } from 'node:fs';
import { inferenceGraph } from '@ichor/compiler';
import { hashedParameters } from '@ichor/testing/hashed-parameters';
import { expect, test } from 'vitest';
import { buildModel } from '../build-model.ts';
import { readWeights } from './read-weights.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../../../../fixtures/weights/${name}`, import.meta.url));

test('each kind of file is read as what its name says', () => {
  const torch = readWeights('A.PTH', fixture('zip.pth'));
  expect(readWeights('a.pt', fixture('legacy.pth'))).toEqual(torch);
  const names = [...readWeights('a.safetensors', fixture('library.safetensors')).keys()];
  expect(names.sort()).toEqual([...torch.keys()].sort());
});

test('the initializers of an ONNX file are its weights', () => {
  const model = buildModel('resnet18', { classes: 6 });
  const parameters = hashedParameters(model, 'onnx');
  const found = readWeights('m.onnx', inferenceGraph(model, parameters, { batch: 'dynamic', size: 64 }));
  expect([...found.keys()].sort()).toEqual([...parameters.keys()].sort());
  for (const name of ['conv1.weight', 'bn1.running_var', 'fc.bias'])
    expect(found.get(name)).toEqual(parameters.get(name));
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
