import { HEMORRHAGE_TYPES, type HemorrhageType } from '@ichor/ct';
import { buildSeries, readInstance } from '@ichor/dicom';
import type { OpenBundle } from '@ichor/inference';
import { type Patient, type SimulatedStudy, simulateStudy } from '@ichor/phantom';
import { analyzeSeries } from '@ichor/studies';

/**
 * The types called in a simulated patient, in the order of HEMORRHAGE_TYPES: the study is written as DICOM, read back and
 * analysed as a user's files are.
 *
 * @param opened the bundle, at the operating point whose calls are wanted
 * @param render how the scanner sees the patient
 */
export async function callsInSimulated(
  opened: OpenBundle,
  patient: Patient,
  render: Parameters<typeof simulateStudy>[1],
): Promise<HemorrhageType[]> {
  const { files }: SimulatedStudy = simulateStudy(patient, render);
  const slices = await Promise.all(files.map(({ name, bytes }) => readInstance(bytes, name)));
  const report = await analyzeSeries(opened, buildSeries(slices), { unreadableFiles: 0, heatmaps: false });
  const called = new Set(report.studies[0]!.calls.map(({ type }) => type));
  return HEMORRHAGE_TYPES.filter((type) => called.has(type));
}
