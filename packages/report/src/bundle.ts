import { HEMORRHAGE_TYPES, type HemorrhageType, type InputSpecification } from '@ichor/ct';
import Type, { type Static } from 'typebox';
import type { DeepReadonly } from './deep-readonly.ts';
import { closed, count, perType, positive, score, sha256, text } from './parts.ts';

export const BUNDLE_SCHEMA = 'ichor.bundle/1';

/** Required by the licence of the data; stands in each bundle trained on it. */
export const PHYSIONET_ATTRIBUTION = 'PhysioNet CT-ICH v1.0.0, Hssayeni et al., CC BY 4.0';

const input = closed({
  size: Type.Integer({ minimum: 16, maximum: 1024 }),
  sliceThicknessMm: positive,
  neighbourDistanceMm: positive,
  huRange: Type.Tuple([Type.Number(), Type.Number()]),
  scaling: Type.Literal('head-box'),
  mean: Type.Number(),
  standardDeviation: positive,
});

const aggregation = closed({
  method: Type.Literal('mean-of-highest'),
  count: Type.Integer({ minimum: 1 }),
  sliceThicknessMm: positive,
});

const threshold = closed({
  /** A score at or above it is called. */
  value: score,
  /** In words: "95 % sensitivity on 50 simulated validation studies". */
  from: text,
  source: Type.Enum(['real-out-of-fold', 'simulated-validation']),
});

const figure = closed({
  name: text,
  value: Type.Number(),
  low: Type.Optional(Type.Number()),
  high: Type.Optional(Type.Number()),
  note: Type.Optional(text),
});

const model = closed({
  /** Name of a file beside bundle.json. */
  file: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' }),
  sha256,
  bytes: Type.Integer({ minimum: 1 }),
  weights: Type.Enum(['float32', 'float16', 'int8']),
  /** Name of the output [N, 6]. */
  logits: text,
  /** Name of the output [N, 6, h, w] whose spatial mean the logits are. */
  cam: text,
  /**
   * Where in its cell a value of the map looks, along either side, as a share of the cell's side from its first pixel: half
   * in the middle.
   */
  cellLooksAt: Type.Number({ minimum: 0, maximum: 1 }),
});

const source = closed({
  name: text,
  patients: count,
  slices: count,
  /** The fold of five whose patients were not trained on; absent where all were. */
  heldOutFold: Type.Optional(Type.Integer({ minimum: 0, maximum: 4 })),
  attribution: text,
});

/** bundle.json: everything that is needed to read with a model, and to know where it comes from. */
export const bundleSchema = closed({
  schema: Type.Literal(BUNDLE_SCHEMA),
  name: Type.String({ pattern: '^[a-z0-9]+([.-][a-z0-9]+)*$' }),
  researchUseOnly: Type.Literal(true),
  architecture: closed({ name: text, parameters: Type.Integer({ minimum: 1 }) }),
  input,
  labels: Type.Tuple(HEMORRHAGE_TYPES.map((type) => Type.Literal(type))),
  aggregation,
  /** Whether probabilities are averaged with those of the mirrored slices. */
  mirror: Type.Boolean(),
  calibrated: Type.Literal(false),
  /** What calls are made with. */
  thresholds: perType(threshold),
  /** The same from simulated validation studies alone: the rates on simulated patients are measured with these. */
  simulatedThresholds: perType(threshold),
  scores: Type.Array(figure),
  model,
  /** "location" only where its peaks beat the brightest patch on simulated masks. */
  heatmapLabel: Type.Enum(['location', 'approximate region']),
  provenance: closed({
    /** The recipes as they were trained, as plain JSON: the last stage first, back to the random start. */
    recipe: Type.Unknown(),
    /** Hash of the training data as it was prepared. */
    fingerprint: text,
    seed: Type.Integer(),
    /** Of all stages. */
    sources: Type.Array(source),
    initialWeights: text,
  }),
});

type Parsed = DeepReadonly<Static<typeof bundleSchema>>;
export type Bundle = Omit<Parsed, 'labels' | 'input'> & {
  readonly input: InputSpecification;
  /** HEMORRHAGE_TYPES, in that order. */
  readonly labels: readonly HemorrhageType[];
};
export type BundleModel = Bundle['model'];
export type Threshold = DeepReadonly<Static<typeof threshold>>;
export type Thresholds = Bundle['thresholds'];
export type Figure = DeepReadonly<Static<typeof figure>>;
export type Aggregation = Bundle['aggregation'];
export type HeatmapLabel = Bundle['heatmapLabel'];

/** A study's score for a type: the mean of its three highest samples after averaging to the bundle's thickness. */
export const standardAggregation = (input: InputSpecification): Aggregation => ({
  method: 'mean-of-highest',
  count: 3,
  sliceThicknessMm: input.sliceThicknessMm,
});
