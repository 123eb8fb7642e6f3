import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHIPPED_BUNDLE_SHA256 } from '@ichor/report';
import { expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { loadBundle, SHIPPED_BUNDLE } from './open-bundle-folder.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** No database is asked before the bundle is read. */
const NOWHERE = 'postgres://nobody@127.0.0.1:1/nothing';

/** A copy of the shipped bundle, its network by a link. */
function copied(): string {
  const folder = temporaryFolder();
  for (const name of ['bundle.json', 'bundle.sha256'])
    copyFileSync(join(SHIPPED_BUNDLE, name), join(folder, name));
  symlinkSync(join(SHIPPED_BUNDLE, 'model.onnx'), join(folder, 'model.onnx'));
  return folder;
}

/** The fault that was found: a threshold of .99 calls less, and nobody is told. */
function withOtherThreshold(): string {
  const folder = copied();
  const path = join(folder, 'bundle.json');
  const text = readFileSync(path, 'utf8');
  const changed = text.replace(/"value": 0\.\d+/, '"value": 0.99');
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
  return folder;
}

test('the bundle that ships is the one that the source names', async () => {
  expect((await loadBundle(SHIPPED_BUNDLE)).sha256).toBe(SHIPPED_BUNDLE_SHA256);
  const list = readFileSync(join(SHIPPED_BUNDLE, 'bundle.sha256'));
  expect(createHash('sha256').update(list).digest('hex')).toBe(SHIPPED_BUNDLE_SHA256);
});

test('bundle verify says yes and the hash, by any way to the folder', () => {
  expect(ichor('bundle', 'verify', SHIPPED_BUNDLE)).toMatchObject({
    code: EXIT.done,
    out: expect.stringContaining(SHIPPED_BUNDLE_SHA256),
  });
  const { code, out } = ichor('bundle', 'verify', `${copied()}/`, '--json');
  expect(code).toBe(EXIT.done);
  expect(JSON.parse(out)).toMatchObject({ name: 'ichor-resnet18-128', sha256: SHIPPED_BUNDLE_SHA256 });
});

test('bundle verify says no, and what differs', () => {
  const folder = withOtherThreshold();
  const { code, out, err } = ichor('bundle', 'verify', folder, '--json');
  expect(code).toBe(EXIT.failed);
  expect(JSON.parse(out).error).toMatchObject({
    code: 'bundle-damaged',
    subject: join(folder, 'bundle.json'),
  });
  expect(err).toContain('is not the file that bundle.sha256 names');
});

test('every command refuses a bundle that was changed, before it reads anything', () => {
  const folder = withOtherThreshold();
  const out = temporaryFolder();
  const recipe = join(SHIPPED_BUNDLE, '../recipes/finetune-physionet.ts');
  for (const args of [
    ['analyze', out, '--bundle', folder],
    ['evaluate', folder, out],
    ['watch', temporaryFolder(), out, '--bundle', folder],
    ['train', recipe, '--init', folder, '--runs', out],
    ['server', '--bundle', folder, '--data', out, '--database', NOWHERE],
    ['worker', '--bundle', folder, '--data', out, '--database', NOWHERE],
  ]) {
    const { code, err } = ichor(...args);
    expect(err, args[0]).toContain(
      `${join(folder, 'bundle.json')}: is not the file that bundle.sha256 names`,
    );
    expect(code).toBe(EXIT.failed);
  }
});

test('a bundle of an older Ichor, without a hash, is refused with the way out', () => {
  const folder = copied();
  rmSync(join(folder, 'bundle.sha256'));
  const { code, err } = ichor('analyze', folder, '--bundle', folder);
  expect(code).toBe(EXIT.failed);
  expect(err).toContain('sha256sum bundle.json model.onnx > bundle.sha256');
});

test('the form of before is told the new one', () => {
  for (const args of [['RUN', 'OUT', '--folds', 'F', '--data', 'D'], []]) {
    const { code, err } = ichor('bundle', ...args);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain('"ichor bundle make" or "ichor bundle verify"');
  }
  expect(ichor('bundle', 'make', 'RUN', '--nope').err).toContain('--nope: is no option of bundle make');
  expect(ichor('bundle', 'verify', '--help').out).toContain('ichor bundle verify');
});
