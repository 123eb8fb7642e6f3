import Type, { type Static } from 'typebox';
import {
  BUNDLE_SCHEMA,
  type Bundle,
  commonFields,
  commonInput,
  commonProvenance,
  huRange,
  SENSITIVE,
  SIMULATED,
  threshold,
} from './bundle.ts';
import { closed, count, perType, positive, text } from './parts.ts';

/** The schema of bundles until November 2026. They are read, and never written. */
export const BUNDLE_1 = 'ichor.bundle/1';

/** The one split that it knew, of the one source whose patients have public names. */
const FIVE = {
  name: 'five',
  folds: 5,
  sha256: '32dfe93f60af64d95f72cfb47bdc095549a188c9852e83a0ff5ef2f8b6faccd2',
} as const;
/** The attribution of all other sources. */
const SIMULATED_BY_ICHOR = 'Simulated by Ichor';

export const bundle1Schema = closed({
  ...commonFields,
  schema: Type.Literal(BUNDLE_1),
  input: closed({ ...commonInput, neighbourDistanceMm: positive, huRange }),
  calibrated: Type.Literal(false),
  thresholds: perType(threshold),
  simulatedThresholds: perType(threshold),
  provenance: closed({
    ...commonProvenance,
    sources: Type.Array(
      closed({
        name: text,
        patients: count,
        slices: count,
        heldOutFold: Type.Optional(Type.Integer({ minimum: 0, maximum: FIVE.folds - 1 })),
        attribution: text,
      }),
    ),
  }),
});

/** A bundle.json of schema /1 that fits its schema -> the bundle that it would be today. */
export function fromBundle1({
  calibrated: _,
  thresholds,
  simulatedThresholds,
  input: { neighbourDistanceMm, huRange: range, ...input },
  provenance,
  ...rest
}: Static<typeof bundle1Schema>): Bundle {
  return {
    ...rest,
    schema: BUNDLE_SCHEMA,
    labels: rest.labels as Bundle['labels'],
    input: { ...input, channels: { kind: 'neighbours', distanceMm: neighbourDistanceMm, huRange: range } },
    operatingPoints: [
      { name: SENSITIVE, purpose: 'what calls are made with', thresholds },
      {
        name: SIMULATED,
        purpose: 'rates on simulated patients are measured with it',
        thresholds: simulatedThresholds,
      },
    ],
    provenance: {
      ...provenance,
      sources: provenance.sources.map(({ heldOutFold, ...source }) => ({
        ...source,
        publicNames: source.attribution !== SIMULATED_BY_ICHOR,
        ...(heldOutFold === undefined ? {} : { split: { ...FIVE, heldOut: [heldOutFold] } }),
      })),
    },
  };
}
