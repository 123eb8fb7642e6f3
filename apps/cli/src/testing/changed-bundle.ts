import { createHash } from 'node:crypto';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEMORRHAGE_TYPES, type HemorrhageType } from '@ichor/ct';
import {
  BUNDLE_HASH_FILE,
  type Bundle,
  bundleList,
  formatBundle,
  type OperatingPoint,
  parseBundle,
  type Thresholds,
} from '@ichor/report';
import { SHIPPED_BUNDLE } from '../open-bundle-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A folder with the shipped bundle, but for the changes. */
export function changedBundle(changes: Partial<Bundle>): string {
  const folder = temporaryFolder();
  const bundle = parseBundle(JSON.parse(readFileSync(join(SHIPPED_BUNDLE, 'bundle.json'), 'utf8')));
  const text = formatBundle({ ...bundle, ...changes });
  writeFileSync(join(folder, 'bundle.json'), text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(folder, BUNDLE_HASH_FILE), bundleList(sha256, bundle.model));
  symlinkSync(join(SHIPPED_BUNDLE, bundle.model.file), join(folder, bundle.model.file));
  return folder;
}

/** An operating point of these thresholds. */
export function pointAt(thresholdOf: (type: HemorrhageType) => number): OperatingPoint {
  const thresholds = HEMORRHAGE_TYPES.map((type) => [
    type,
    { value: thresholdOf(type), from: 'a test', source: 'simulated-validation' },
  ]);
  return { name: 'test', purpose: 'a test', thresholds: Object.fromEntries(thresholds) as Thresholds };
}

/** The shipped bundle with thresholds that no score reaches: what is said of a study without calls must not hang on the network. */
export const bundleThatCallsNothing = (): string => changedBundle({ operatingPoints: [pointAt(() => 1)] });
