import Type, { type Static } from 'typebox';
import { bleedType, closed, id, nullable, side } from './parts.ts';

/** POST /api/simulations: a simulated patient to make and read. The same request makes the same patient. */
export const simulationRequest = closed({
  /** null: no blood. */
  type: nullable(bleedType),
  side,
  volumeMl: Type.Number({ minimum: 0.5, maximum: 60 }),
  /** Hounsfield units of the blood. */
  hu: Type.Number({ minimum: 10, maximum: 90 }),
  age: Type.Number({ minimum: 1, maximum: 95 }),
  seed: Type.Integer({ minimum: 0, maximum: 999_999 }),
});
export type SimulationRequest = Static<typeof simulationRequest>;

/** Known at once; the study appears on the list and is read like any other. */
export const simulationStarted = closed({ studyId: id });
export type SimulationStarted = Static<typeof simulationStarted>;
