/**
 * Simulated patients that nobody has seen: fifty of each type and fifty without blood, 2 to 60 ml, seeds from the
 * commit, written as DICOM, read back and analysed as a user's files are, at the bundle's thresholds from simulated
 * validation studies. Volumes are log-uniform, but ventricles take 36 ml at most and a small child's head half.
 */
import { execFileSync } from 'node:child_process';
import type { HemorrhageType } from '@ichor/ct';
import { callsInSimulated } from '@ichor/evaluation';
import type { OpenBundle } from '@ichor/inference';
import { wilsonInterval } from '@ichor/metrics';
import { BLEED_TYPES, type BleedType, simulatePatient, studyPlan } from '@ichor/phantom';
import { SIMULATED } from '@ichor/report';
import { atOperatingPoint } from '@ichor/scoring';
import { type Check, runAlone } from './check.ts';
import { openShippedBundle } from './shipped-bundle.ts';

const STUDIES = Number(process.env.ICHOR_RATE_STUDIES ?? 50);
const LEAST_CALLED = 0.84;
const MOST_FALSE = 0.15;
const MOST_EMPTY = 0.12;

export async function run(): Promise<Check[]> {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  const shipped = await openShippedBundle();
  const opened = {
    ...shipped,
    bundle: atOperatingPoint(shipped.bundle, SIMULATED),
  };
  try {
    const calls = new Map<BleedType, ReadonlySet<HemorrhageType>[]>();
    for (const type of BLEED_TYPES) calls.set(type, await callsOf(opened, `rates ${commit} ${type}`, type));
    const empty = await callsOf(opened, `rates ${commit} empty`, undefined);
    const checks = BLEED_TYPES.flatMap((type) => {
      const own = calls.get(type)!;
      const others = BLEED_TYPES.filter((other) => other !== type).flatMap((other) => calls.get(other)!);
      const [hits, wrong] = [own, others].map(
        (studies) => studies.filter((called) => called.has(type)).length,
      );
      return [
        check(
          `studies with ${type} blood in which it is called`,
          hits!,
          own.length,
          'at least',
          LEAST_CALLED,
        ),
        check(
          `studies with other blood in which ${type} is called`,
          wrong!,
          others.length,
          'at most',
          MOST_FALSE,
        ),
      ];
    });
    const any = empty.filter((called) => called.size > 0).length;
    return [
      ...checks,
      check('studies without blood with any call', any, empty.length, 'at most', MOST_EMPTY),
    ];
  } finally {
    await shipped.dispose();
  }
}

/** The types called in each study of a population, from its DICOM files. */
async function callsOf(
  opened: OpenBundle,
  seed: string,
  type: BleedType | undefined,
): Promise<ReadonlySet<HemorrhageType>[]> {
  const studies: ReadonlySet<HemorrhageType>[] = [];
  for (let i = 0; i < STUDIES; i++) {
    const plan = studyPlan(seed, i, {
      combinationShare: 0,
      emptyShare: type ? 0 : 1,
      volumeMl: [2, 60],
      ...(type && { types: [type] }),
      render: { rows: 256, columns: 256 },
    });
    const patient = simulatePatient(plan.seed, { ...plan, shrinkToFit: true });
    studies.push(new Set(await callsInSimulated(opened, patient, plan.render)));
  }
  return studies;
}

function check(name: string, count: number, of: number, bound: 'at least' | 'at most', share: number): Check {
  const { low, high } = wilsonInterval(count, of);
  return {
    name,
    passed: bound === 'at least' ? count >= share * of : count <= share * of,
    figures: `${count}/${of} [${low.toFixed(2)}, ${high.toFixed(2)}] (${bound} ${share})`,
  };
}

await runAlone(import.meta.url, run);
