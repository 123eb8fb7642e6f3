import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ichor } from './testing/ichor.ts';

test('doctor says what this machine has, and what runs on its processor', () => {
  const { out, code } = ichor('doctor', '--json');
  expect(code).toBe(0);
  const { machine, providers, database } = JSON.parse(out);
  expect(machine.node).toBe(process.versions.node);
  expect(providers.map(({ provider }: { provider: string }) => provider)).toEqual(['cpu', 'webgpu', 'cuda']);
  expect(providers[0].networks.map(({ failed }: { failed: unknown[] }) => failed)).toEqual([[], []]);
  expect(database).toMatch(/embedded|DATABASE_URL/);
});

test('doctor tells of a bundle that cannot be read, and of all else too; reading does not work then', () => {
  const { out, code } = ichor('doctor', '--bundle', '/nowhere');
  expect(code).toBe(1);
  expect(out).toMatch(/^node +24\S+, .*package.json wants/m);
  expect(out).toMatch(/^cpu +\/nowhere FAILS: .*is not there.*; resnet50 (\d+) of \1 operators/m);
});

test('doctor looks at the embedded database without making it', () => {
  const parent = mkdtempSync(join(tmpdir(), 'ichor-doctor-'));
  vi.stubEnv('DATABASE_URL', '');
  vi.stubEnv('ICHOR_HOME', join(parent, 'home'));
  const { out } = ichor('doctor');
  vi.stubEnv('ICHOR_HOME', '/dev/null/home');
  const { out: denied } = ichor('doctor');
  vi.unstubAllEnvs();
  expect(out).toMatch(/^database +embedded, in .*home, which "ichor serve" will make$/m);
  expect(readdirSync(parent)).toEqual([]);
  expect(denied).toMatch(/^database .*CANNOT be opened: \/dev\/null .*ICHOR_HOME/m);
});

test('doctor tells of a database that is named and does not answer', () => {
  vi.stubEnv('DATABASE_URL', 'postgres://127.0.0.1:9/none');
  const { out } = ichor('doctor');
  vi.unstubAllEnvs();
  expect(out).toMatch(/^database +DATABASE_URL cannot be reached: .*Start that PostgreSQL/m);
  expect(out).toMatch(
    /^cpu +\S.* runs; resnet50 (\d+) of \1 operators; efficientnet_b4 (\d+) of \2 operators$/m,
  );
});

test('--version names Ichor, Node and onnxruntime', () => {
  const { out, code } = ichor('--version');
  expect(code).toBe(0);
  expect(out).toMatch(/^ichor \d+\.\d+\.\d+, Node 24\.\S+, onnxruntime \d+\.\d+\.\d+\n$/);
});
