import { type SimulationRequest, simulationStarted } from '@ichor/api';
import { request } from './request.ts';

/** What the page asks the server to do. The outcome arrives as an event. */
export const readStudyAgain = (studyId: string) =>
  request(undefined, `/api/studies/${studyId}/read`, { method: 'POST' });

export const readSeries = (seriesId: string) =>
  request(undefined, `/api/series/${seriesId}/read`, { method: 'POST' });

export const deleteStudy = (studyId: string) =>
  request(undefined, `/api/studies/${studyId}`, { method: 'DELETE' });

export const simulate = (patient: SimulationRequest) =>
  request(simulationStarted, '/api/simulations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(patient),
  });
