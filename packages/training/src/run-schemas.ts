import { readWhole } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import { assertFits, BUNDLE_SCHEMA } from '@ichor/report';
import { PROVIDERS } from '@ichor/runtime';
import Type, { type TSchema } from 'typebox';

export const RUN_SCHEMA = 'ichor.run/2';

const count = Type.Integer({ minimum: 0 });
const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

const split = Type.Object({
  name: Type.String(),
  sha256,
  folds: Type.Integer({ minimum: 2 }),
  heldOut: Type.Array(count),
});

/** What every recipe has; what may stand in one beside it is the recipe's own matter. */
const recipe = Type.Object({
  title: Type.String(),
  architecture: Type.String(),
  size: Type.Integer({ minimum: 1 }),
  seed: Type.Integer(),
  init: Type.Enum(['random', 'given']),
  data: Type.Array(Type.Object({ source: Type.Object({ kind: Type.String() }) }), { minItems: 1 }),
});

/** recipe.json, but for what its weights started from. */
export const runSchema = Type.Object({
  schema: Type.Literal(RUN_SCHEMA),
  recipe,
  fold: Type.Union([count, Type.Null()]),
  limit: Type.Union([count, Type.Null()]),
  device: Type.Optional(Type.Enum([...PROVIDERS])),
  lowerings: Type.Optional(Type.Literal('timed')),
  initialWeights: Type.String(),
  startedFrom: Type.Optional(Type.Object({ schema: Type.String() })),
  data: Type.Array(
    Type.Object({
      name: Type.String(),
      attribution: Type.String(),
      publicNames: Type.Boolean(),
      fingerprint: Type.String(),
      trainSlices: count,
      trainPatients: count,
      heldOutSlices: count,
      heldOutPatients: count,
      slicesPerEpoch: count,
      split: Type.Optional(split),
    }),
  ),
});

/** The bundle that a run started from, as far as a run keeps it. */
export const startBundleSchema = Type.Object({
  schema: Type.Literal(BUNDLE_SCHEMA),
  name: Type.String(),
  provenance: Type.Object({
    recipe: Type.Unknown(),
    fingerprint: Type.String(),
    seed: Type.Integer(),
    sources: Type.Array(
      Type.Object({
        name: Type.String(),
        patients: count,
        slices: count,
        attribution: Type.String(),
        publicNames: Type.Boolean(),
        split: Type.Optional(split),
      }),
    ),
    initialWeights: Type.String(),
  }),
});

/** result.json */
export const resultSchema = Type.Object({ steps: count, heldOutSlices: count });

const bundleName = Type.Object({ name: Type.String(), sha256 });

/** run.json */
export const recordSchema = Type.Object({
  startedFrom: Type.Optional(Type.Union([bundleName, Type.Null()])),
  bundles: Type.Array(bundleName),
});

/** A line of log.jsonl */
export const logLineSchema = Type.Object({
  step: count,
  epoch: count,
  loss: Type.Optional(Type.Number()),
  otherLosses: Type.Optional(Type.Record(Type.String(), Type.Number())),
  classLosses: Type.Optional(Type.Array(Type.Number())),
  rate: Type.Optional(Type.Number()),
  gradientNorm: Type.Optional(Type.Number()),
  waiting: Type.Optional(Type.Number()),
  imagesPerSecond: Type.Optional(Type.Number()),
  heldOut: Type.Optional(Type.Object({ auc: Type.Optional(Type.Number()), logLoss: Type.Number() })),
});

const REMEDY = 'Train the run again under another name, or put back a copy of that file.';

/**
 * Reads a JSON file of a run.
 *
 * @throws IchorError `run-damaged` naming the file and the field that doesn't fit; what `readWhole` throws.
 */
export async function readRunFile<T>(path: string, schema: TSchema): Promise<T> {
  const text = (await readWhole(path)).toString('utf8');
  return parsedAs(text, schema, path, REMEDY);
}

/**
 * JSON text -> what the schema says.
 *
 * @throws IchorError `run-damaged`.
 */
export function parsedAs<T>(text: string, schema: TSchema, subject: string, remedy: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new IchorError({ code: 'run-damaged', subject, problem: 'is not JSON', remedy, cause });
  }
  assertFits(schema, json, { code: 'run-damaged', subject, remedy });
  return json as T;
}
