import { type SimulationRequest, simulationStarted } from '@ichor/api';
import { asIchorError, request } from './request.ts';

/** What the page asks the server to do. The outcome arrives as an event. */
export const readStudyAgain = (studyId: string) =>
  request(undefined, `/api/studies/${studyId}/read`, { method: 'POST' });

export const readSeries = (seriesId: string) =>
  request(undefined, `/api/series/${seriesId}/read`, { method: 'POST' });

/** A person says that a study has all its files. */
export const declareStudyWhole = (studyId: string) =>
  request(undefined, `/api/studies/${studyId}/whole`, { method: 'POST' });

/** A person says that no more files will come of an upload. */
export const declareUploadWhole = (uploadId: string) =>
  request(undefined, `/api/uploads/${uploadId}/whole`, { method: 'POST' });

/** One that is gone already is what was wanted. */
export const deleteStudy = (studyId: string) =>
  request(undefined, `/api/studies/${studyId}`, { method: 'DELETE' }).catch((error: unknown) => {
    if (asIchorError(error).code !== 'not-found') throw error;
  });

export const simulate = (patient: SimulationRequest) =>
  request(simulationStarted, '/api/simulations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(patient),
  });
