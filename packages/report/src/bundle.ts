import { HEMORRHAGE_TYPES, type HemorrhageType } from '@ichor/ct';
import Type, { type Static } from 'typebox';
import type { DeepReadonly } from './deep-readonly.ts';
import { closed, count, perType, positive, score, sha256, text } from './parts.ts';

export const BUNDLE_SCHEMA = 'ichor.bundle/2';

/** Operating points that every bundle made here has: what calls are made with, and what simulated patients alone gave. */
export const SENSITIVE = 'sensitive';
export const SIMULATED = 'simulated';

export const huRange = Type.Tuple([Type.Number(), Type.Number()]);
const window = closed({ center: Type.Number(), width: positive });

/** What a network's three channels are of a sample. */
const channels = Type.Union([
  /** One range of Hounsfield units at three places: so far towards the skull base, the sample's own, as far towards the vertex. */
  closed({
    kind: Type.Literal('neighbours'),
    distanceMm: positive,
    /** Values are clipped to this range and scaled to 0..1. */
    huRange,
  }),
  /** The sample itself in three windows, each clipped to and scaled to 0..1. */
  closed({ kind: Type.Literal('windows'), windows: Type.Tuple([window, window, window]) }),
]);

/** What the inputs of all schemas have. */
export const commonInput = {
  /** Pixels along either side of the square input. */
  size: Type.Integer({ minimum: 16, maximum: 1024 }),
  /** Thin slices are averaged to this thickness. */
  sliceThicknessMm: positive,
  /** In plane, the bounding box of the head fills the square. */
  scaling: Type.Literal('head-box'),
  /** Subtracted from, and divided into, the value in 0..1. */
  mean: Type.Number(),
  standardDeviation: positive,
};
const input = closed({ ...commonInput, channels });

const aggregation = closed({
  method: Type.Literal('mean-of-highest'),
  count: Type.Integer({ minimum: 1 }),
  sliceThicknessMm: positive,
});

export const threshold = closed({
  /** A score at or above it is called, both rounded as a report gives them. */
  value: score,
  /** In words: "95 % sensitivity on 50 simulated validation studies". */
  from: text,
  source: Type.Enum(['real-out-of-fold', 'simulated-validation']),
});

/** Thresholds of one kind, and what they are for. */
const operatingPoint = closed({
  name: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }),
  /** In words: "what calls are made with: 95 % sensitivity, on real patients where they suffice". */
  purpose: text,
  thresholds: perType(threshold),
});

/** How scores of samples become probabilities: sigmoid(slope * logit + intercept), the logit that of the score before. */
const calibration = closed({
  method: Type.Literal('logistic'),
  /** In words: "Platt scaling on 62 real patients, out of fold". */
  from: text,
  /** A slope above 0 keeps the order of scores. */
  perType: perType(closed({ slope: positive, intercept: Type.Number() })),
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
  /** Name of the output [N, types]. */
  logits: text,
  /** Name of the output [N, types, h, w] whose spatial mean the logits are. */
  cam: text,
  /**
   * Where in its cell a value of the map looks, along either side, as a share of the cell's side from its first pixel: half
   * in the middle.
   */
  cellLooksAt: Type.Number({ minimum: 0, maximum: 1 }),
});

/** A division of a source's patients into folds, some of which were not trained on. */
const split = closed({
  name: text,
  /** Of who is in which fold. */
  sha256,
  folds: Type.Integer({ minimum: 2 }),
  heldOut: Type.Array(count),
});

const source = closed({
  name: text,
  patients: count,
  slices: count,
  /** In the words that the licence of the data wants. */
  attribution: text,
  /** Whether a patient has the same name in every copy of the data, so that one who was trained on is known again. */
  publicNames: Type.Boolean(),
  /** Absent where its patients were not divided by one. */
  split: Type.Optional(split),
});

/** What all schemas of bundle.json have in common. */
export const commonFields = {
  name: Type.String({ pattern: '^[a-z0-9]+([.-][a-z0-9]+)*$' }),
  researchUseOnly: Type.Literal(true),
  architecture: closed({ name: text, parameters: Type.Integer({ minimum: 1 }) }),
  labels: Type.Tuple(HEMORRHAGE_TYPES.map((type) => Type.Literal(type))),
  aggregation,
  /** Whether probabilities are averaged with those of the mirrored slices. */
  mirror: Type.Boolean(),
  scores: Type.Array(figure),
  model,
  /** "location" only where its peaks beat the brightest patch on simulated masks. */
  heatmapLabel: Type.Enum(['location', 'approximate region']),
};

/** What all schemas have of where a bundle comes from. */
export const commonProvenance = {
  /** The recipes as they were trained, as plain JSON: the last stage first, back to the random start. */
  recipe: Type.Unknown(),
  /** Hash of the training data as it was prepared. */
  fingerprint: text,
  seed: Type.Integer(),
  initialWeights: text,
};

/** bundle.json: everything that is needed to read with a model, and to know where it comes from. */
export const bundleSchema = closed({
  ...commonFields,
  schema: Type.Literal(BUNDLE_SCHEMA),
  input,
  /** Absent where scores are not calibrated. */
  calibration: Type.Optional(calibration),
  /** The first is what calls are made with. */
  operatingPoints: Type.Array(operatingPoint, { minItems: 1 }),
  /** `sources` of all stages. */
  provenance: closed({ ...commonProvenance, sources: Type.Array(source) }),
});

type Parsed = DeepReadonly<Static<typeof bundleSchema>>;
/** How slices become what a network sees; `networkInput` of the room scoring alone applies it. */
export type InputSpecification = DeepReadonly<Static<typeof input>>;
export type Channels = InputSpecification['channels'];
export type Bundle = Omit<Parsed, 'labels'> & {
  /** HEMORRHAGE_TYPES, in that order. */
  readonly labels: readonly HemorrhageType[];
};
export type BundleModel = Bundle['model'];
export type Threshold = DeepReadonly<Static<typeof threshold>>;
export type OperatingPoint = Bundle['operatingPoints'][number];
export type Thresholds = OperatingPoint['thresholds'];
export type Calibration = NonNullable<Bundle['calibration']>;
export type Figure = DeepReadonly<Static<typeof figure>>;
export type Aggregation = Bundle['aggregation'];
export type HeatmapLabel = Bundle['heatmapLabel'];
