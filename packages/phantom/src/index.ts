/**
 * Simulated head CT with known truth: seeded heads, the five bleeds where they belong, a scanner; for tests and for
 * pre-training. Nothing here comes from a patient.
 *
 * @example
 * const patient = simulatePatient(7, { bleeds: [{ type: 'subdural', volumeMl: 40 }] });
 * const { series, masks, labels } = renderSeries(patient, { thicknessMm: 5 });
 */

export type { Bleed } from './bleed.ts';
export * from './bleed-request.ts';
export * from './render-series.ts';
export { type Patient, type PatientOptions, simulatePatient } from './simulate-patient.ts';
export { SIMULATOR, type SimulatedStudy, type StudyOptions, simulateStudy } from './simulate-study.ts';
export * from './study-plan.ts';
