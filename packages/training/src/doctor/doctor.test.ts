import { expect, test } from 'vitest';
import { SHIPPED_BUNDLE } from '../load-bundle.ts';
import { checkOperators } from './check-operators.ts';
import { checkProvider, describeMachine } from './doctor.ts';

test('the processor runs the bundle and every operator of both networks', async () => {
  const { trouble, bundle, networks } = await checkProvider('cpu', SHIPPED_BUNDLE);
  expect(trouble).toBeUndefined();
  expect(bundle?.problem).toBeUndefined();
  expect(networks.map(({ network }) => network)).toEqual(['resnet50', 'efficientnet_b4']);
  for (const { operators, failed } of networks) {
    expect(failed).toEqual([]);
    expect(operators).toBeGreaterThan(8);
  }
}, 60_000);

test('a provider that is not here is told of with what to do, and an operator that it cannot run by name', async ({
  skip,
}) => {
  const absent = 'cuda';
  const { trouble, networks } = await checkProvider(absent, SHIPPED_BUNDLE);
  if (trouble === undefined) return skip('this machine has CUDA');
  expect(trouble.remedy).toMatch(/--onnxruntime-node-install=cuda12|Linux/);
  expect(networks).toEqual([]);
  const { failed, operators } = await checkOperators('resnet18', absent);
  expect(failed).toHaveLength(operators);
  expect(failed[0]?.operator).toBe('conv2d, kernel 7, stride 2, dilation 1');
}, 60_000);

test('the machine is described', async () => {
  const { cores, memoryGb, node, nodeWanted, onnxruntime, instructionSets } = await describeMachine();
  expect(cores).toBeGreaterThan(0);
  expect(memoryGb).toBeGreaterThan(0);
  expect(node).toBe(process.versions.node);
  expect(nodeWanted).toMatch(/^24\.\d+\.\d+$/);
  expect(instructionSets !== undefined).toBe(process.platform === 'linux');
  expect(onnxruntime).toMatch(/^\d+\.\d+\.\d+/);
});
