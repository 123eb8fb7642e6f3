/**
 * Simulated patients that nobody has seen: fifty of each type and fifty without blood, 2 to 60 ml, seeds from the
 * commit, read once with the shipped bundle at its thresholds from simulated validation studies.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HEMORRHAGE_TYPES, type HemorrhageType } from '@ichor/ct';
import { prepare } from '@ichor/dataset';
import { topMean, wilsonInterval } from '@ichor/metrics';
import { BLEED_TYPES } from '@ichor/phantom';
import { predictWithBundle } from '@ichor/training';
import { type Check, runAlone } from './check.ts';
import { BUNDLE_FOLDER, shippedBundle } from './shipped-bundle.ts';

const STUDIES = 50;
const LEAST_CALLED = 42;
const MOST_FALSE = 0.15;
const MOST_EMPTY = 6;

export async function run(): Promise<Check[]> {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  const cache = await mkdtemp(join(tmpdir(), 'ichor-rates-'));
  try {
    const { input, simulatedThresholds } = await shippedBundle();
    /** The types called in each study. */
    const callsOf = async (
      bleed: (typeof BLEED_TYPES)[number] | undefined,
    ): Promise<Set<HemorrhageType>[]> => {
      const population = {
        combinationShare: 0,
        emptyShare: bleed ? 0 : 1,
        volumeMl: [2, 60],
        ...(bleed && { types: [bleed] }),
      };
      const seed = `rates ${commit} ${bleed ?? 'empty'}`;
      const prepared = await prepare({ kind: 'simulated', seed, studies: STUDIES, population }, input, cache);
      const { scores } = await predictWithBundle(BUNDLE_FOLDER, prepared);
      return Array.from({ length: STUDIES }, (_, study) => {
        const rows = [...prepared.studies.keys()].filter((row) => prepared.studies[row] === study);
        return new Set(
          HEMORRHAGE_TYPES.filter((type, i) => {
            return topMean(rows.map((row) => scores[row * 6 + i]!)) >= simulatedThresholds[type].value;
          }),
        );
      });
    };
    const checks: Check[] = [];
    const calls = new Map<HemorrhageType, Set<HemorrhageType>[]>();
    for (const type of BLEED_TYPES) calls.set(type, await callsOf(type));
    for (const type of BLEED_TYPES) {
      const own = calls.get(type)!.filter((called) => called.has(type)).length;
      checks.push({
        name: `studies with ${type} blood in which it is called`,
        passed: own >= LEAST_CALLED,
        figures: `${share(own, STUDIES)} (at least ${LEAST_CALLED})`,
      });
      const others = BLEED_TYPES.filter((other) => other !== type).flatMap((other) => calls.get(other)!);
      const wrong = others.filter((called) => called.has(type)).length;
      checks.push({
        name: `studies with other blood in which ${type} is called`,
        passed: wrong <= MOST_FALSE * others.length,
        figures: `${share(wrong, others.length)} (at most ${MOST_FALSE})`,
      });
    }
    const empty = (await callsOf(undefined)).filter((called) => called.size > 0).length;
    checks.push({
      name: 'studies without blood with any call',
      passed: empty <= MOST_EMPTY,
      figures: `${share(empty, STUDIES)} (at most ${MOST_EMPTY})`,
    });
    return checks;
  } finally {
    await rm(cache, { recursive: true });
  }
}

function share(count: number, of: number): string {
  const { low, high } = wilsonInterval(count, of);
  return `${count}/${of} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

await runAlone(import.meta.url, run);
