import { type SimulationRequest, simulationRequest } from '@ichor/api';
import { Check } from 'typebox/value';

export const DEFAULT_PATIENT: SimulationRequest = {
  type: 'subdural',
  side: 'left',
  volumeMl: 12,
  hu: 65,
  age: 60,
  seed: 1,
};

/** What the address of the page says: a patient to make, and the study that was made of it. It is simulated, so it may. */
export interface Make {
  readonly patient: SimulationRequest;
  readonly studyId: string | undefined;
}

export function readMakeSearch(search: string): Make {
  const given = new URLSearchParams(search);
  const patient = {
    type: given.get('type') === 'none' ? null : given.get('type'),
    side: given.get('side'),
    volumeMl: Number(given.get('ml')),
    hu: Number(given.get('hu')),
    age: Number(given.get('age')),
    seed: Number(given.get('seed') ?? Number.NaN),
  };
  const studyId = given.get('study') ?? '';
  return {
    patient: Check(simulationRequest, patient) ? patient : DEFAULT_PATIENT,
    studyId: /^[1-9][0-9]{0,17}$/.test(studyId) ? studyId : undefined,
  };
}

export function makeAddress({ patient, studyId }: Make): string {
  const { type, side, volumeMl, hu, age, seed } = patient;
  const search = new URLSearchParams({
    type: type ?? 'none',
    side,
    ml: String(volumeMl),
    hu: String(hu),
    age: String(age),
    seed: String(seed),
    ...(studyId !== undefined && { study: studyId }),
  });
  return `/studies/new?${search}`;
}
