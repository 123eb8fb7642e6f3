import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEMORRHAGE_TYPES, type HemorrhageType, type Series } from '@ichor/ct';
import { buildSeries, readInstance } from '@ichor/dicom';
import { BLEED_TYPES, type SimulatedStudy, simulatePatient, simulateStudy } from '@ichor/phantom';
import { type Calibration, roundedScore, type StudyReport } from '@ichor/report';
import { analyzeSeries } from '@ichor/studies';
import { evaluateBundle } from '@ichor/training';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBundleFolder, SHIPPED_BUNDLE } from './open-bundle-folder.ts';
import { writeSimulatedStudy } from './simulated-folder.ts';
import { changedBundle, pointAt } from './testing/changed-bundle.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** Few pixels of the middle of the head, for time's sake. */
const RENDER = { rows: 64, columns: 64, coverage: [-15, 45], thicknessMm: 8, tiltDegrees: 0 } as const;

let home: string;
let studies: SimulatedStudy[];

beforeAll(() => {
  home = temporaryFolder();
  // Five patients, scanned twice; one scan is of thin slices, which are scored by samples between them.
  studies = [0, 1, 2, 3, BLEED_TYPES.length].flatMap((i) => {
    const type = BLEED_TYPES[i];
    const bleeds = type ? [{ type, volumeMl: 15 }] : [];
    const patient = simulatePatient(`as analyze ${i}`, { bleeds, age: 50, shrinkToFit: true });
    return [
      simulateStudy(patient, { ...RENDER, ...(i === 0 ? { thicknessMm: 2.5 } : {}) }),
      simulateStudy(patient, { ...RENDER, seed: 'again', noise: 8 }),
    ];
  });
});
afterAll(() => rmSync(home, { recursive: true }));

/** The report of studies, as `ichor analyze` gives it. */
async function analyze(bundleFolder: string, of: readonly SimulatedStudy[]): Promise<StudyReport> {
  const series: Series[] = [];
  for (const { files } of of) {
    const slices = await Promise.all(files.map(({ name, bytes }) => readInstance(bytes, name)));
    series.push(...buildSeries(slices));
  }
  const opened = await openBundleFolder(bundleFolder);
  try {
    return await analyzeSeries(opened, series, { unreadableFiles: 0, heatmaps: false });
  } finally {
    await opened.dispose();
  }
}

/** What `ichor evaluate` counts must be what a report says, call by call. */
async function expectSame(
  bundleFolder: string,
  of: readonly SimulatedStudy[],
  report: StudyReport,
): Promise<void> {
  const data = join(home, `${of.length} studies`);
  mkdirSync(data, { recursive: true });
  const truth: string[] = [];
  for (const study of of) truth.push(...(await writeSimulatedStudy(data, study)).truth);
  const header = ['study', 'patient', 'slice', ...HEMORRHAGE_TYPES].join();
  writeFileSync(join(data, 'truth.csv'), `${[header, ...truth].join('\n')}\n`);
  const evaluation = await evaluateBundle(bundleFolder, data, { cacheFolder: join(home, 'cache') });

  const reported = of.map(({ series: { studyInstanceUid, patientId } }) => {
    const study = report.studies.find((one) => one.studyInstanceUid === studyInstanceUid);
    return { patient: patientId, calls: study?.calls };
  });
  const evaluated = evaluation.studies.map(({ patient, calls }) => ({ patient, calls }));
  const sorted = (all: readonly object[]) => all.map((one) => JSON.stringify(one)).sort();
  expect(sorted(evaluated)).toEqual(sorted(reported));

  // Counted are patients, each called where one of their studies is.
  const patients = [...Map.groupBy(of, ({ series }) => series.patientId)];
  for (const [t, { type, sensitivity, falseCalls }] of evaluation.calls.entries()) {
    const called = patients.map(([patient]) =>
      reported.some((one) => one.patient === patient && one.calls!.some((call) => call.type === type)),
    );
    const has = patients.map(([, own]) =>
      own.some(({ labels }) => labels.some((label, at) => label === 1 && at % 6 === t)),
    );
    const count = (present: boolean) => called.filter((is, i) => is && has[i] === present).length;
    expect([type, sensitivity?.count ?? 0, falseCalls?.count ?? 0]).toEqual([
      type,
      count(true),
      count(false),
    ]);
  }
}

test('what evaluate counts of ten studies with the shipped bundle is what analyze reports', async () => {
  const report = await analyze(SHIPPED_BUNDLE, studies);
  expect(report.studies.flatMap(({ calls }) => calls).length).toBeGreaterThan(5);
  await expectSame(SHIPPED_BUNDLE, studies, report);
}, 180_000);

test('so it is of calibrated scores, and where a threshold is above a score until both are rounded', async () => {
  const three = studies.slice(3, 6);
  const calibration: Calibration = {
    method: 'logistic',
    from: 'a test',
    perType: Object.fromEntries(
      HEMORRHAGE_TYPES.map((type) => [type, { slope: 0.5, intercept: -1 }]),
    ) as Calibration['perType'],
  };
  const scored = await analyze(changedBundle({ calibration }), three);
  expect(scored.studies.map(({ calibrated }) => calibrated)).toEqual([true, true, true]);
  const scoresOf = (type: HemorrhageType) => scored.studies.map(({ scores }) => scores![type]);
  const middle = (type: HemorrhageType) => scoresOf(type).sort((a, b) => a - b)[1]!;
  const edge = pointAt((type) => roundedScore(middle(type)) + 4e-5);
  const folder = changedBundle({ calibration, operatingPoints: [edge] });
  const report = await analyze(folder, three);
  for (const type of HEMORRHAGE_TYPES) {
    const called = report.studies.filter(({ calls }) => calls.some((call) => call.type === type));
    const reaching = scoresOf(type).filter((score) => score >= middle(type));
    expect([type, called.length]).toEqual([type, reaching.length]);
  }
  await expectSame(folder, three, report);
}, 180_000);
