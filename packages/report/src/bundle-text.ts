import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { IchorError } from '@ichor/notices';
import type { TSchema } from 'typebox';
import {
  BUNDLE_SCHEMA,
  type Bundle,
  type BundleModel,
  bundleSchema,
  type Calibration,
  type InputSpecification,
  SIMULATED,
  type Thresholds,
} from './bundle.ts';
import { BUNDLE_1, bundle1Schema, fromBundle1 } from './bundle-1.ts';
import { inTypeOrder } from './in-type-order.ts';
import { assertFits } from './validated.ts';

const REMEDY = 'Export the bundle again with this version of Ichor.';

/** What is read: a schema, and how what fits it becomes a bundle. */
const READERS: ReadonlyMap<unknown, { readonly schema: TSchema; bundleOf(json: never): Bundle }> = new Map([
  [BUNDLE_1, { schema: bundle1Schema, bundleOf: fromBundle1 }],
  [BUNDLE_SCHEMA, { schema: bundleSchema, bundleOf: (bundle: Bundle) => bundle }],
]);

/**
 * Parsed bundle.json, of this schema or of /1 -> Bundle.
 *
 * @param subject the file's name, for the message
 * @throws IchorError `bundle-schema` for another version, `bundle-invalid` naming the field that does not fit
 */
export function parseBundle(json: unknown, subject = 'bundle.json'): Bundle {
  const name = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : undefined;
  const reader = READERS.get(name);
  if (!reader) {
    throw new IchorError({
      code: 'bundle-schema',
      subject,
      problem: `is not a bundle of schema ${BUNDLE_SCHEMA} or ${BUNDLE_1} (its schema: ${JSON.stringify(name) ?? 'none'})`,
      remedy: REMEDY,
    });
  }
  assertFits(reader.schema, json, { code: 'bundle-invalid', subject, remedy: REMEDY });
  const bundle = reader.bundleOf(json as never);
  const contradiction = contradictionIn(bundle);
  if (contradiction) {
    throw new IchorError({ code: 'bundle-invalid', subject, problem: contradiction, remedy: REMEDY });
  }
  return bundle;
}

/** What a schema can't say: fields that must agree with each other. */
function contradictionIn({ input, aggregation, operatingPoints, provenance }: Bundle): string | undefined {
  if (input.channels.kind === 'neighbours') {
    const [low, high] = input.channels.huRange;
    if (low >= high) return `has an empty input.channels.huRange: ${low} to ${high}`;
  }
  if (aggregation.sliceThicknessMm !== input.sliceThicknessMm) {
    return 'gives aggregation another sliceThicknessMm than input';
  }
  const names = operatingPoints.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return `has two operatingPoints with the name ${twice}`;
  const simulated = operatingPoints.find(({ name }) => name === SIMULATED)?.thresholds;
  const foreign = HEMORRHAGE_TYPES.find(
    (type) => simulated && simulated[type].source !== 'simulated-validation',
  );
  if (foreign)
    return `has a threshold of ${foreign} in operatingPoints.${SIMULATED} that is not from simulated studies`;
  for (const { name, split } of provenance.sources) {
    const beyond = split?.heldOut.find((fold) => fold >= split.folds);
    if (split && beyond !== undefined)
      return `says that fold ${beyond} of ${split.folds} of ${name} was held out (provenance.sources.split.heldOut)`;
  }
  return undefined;
}

/**
 * Bundle -> the text of bundle.json, keys in the schema's order.
 *
 * @throws IchorError `bundle-invalid` where the bundle would not be read back
 */
export function formatBundle(bundle: Bundle): string {
  const { name, architecture, input, aggregation, mirror, calibration, scores, heatmapLabel, provenance } =
    parseBundle(bundle, 'the new bundle');
  const ordered: Bundle = {
    schema: BUNDLE_SCHEMA,
    name,
    researchUseOnly: true,
    architecture: { name: architecture.name, parameters: architecture.parameters },
    input: orderedInput(input),
    labels: bundle.labels,
    aggregation: {
      method: aggregation.method,
      count: aggregation.count,
      sliceThicknessMm: aggregation.sliceThicknessMm,
    },
    mirror,
    ...(calibration ? { calibration: orderedCalibration(calibration) } : {}),
    operatingPoints: bundle.operatingPoints.map((point) => ({
      name: point.name,
      purpose: point.purpose,
      thresholds: orderedThresholds(point.thresholds),
    })),
    scores,
    model: orderedModel(bundle.model),
    heatmapLabel,
    provenance,
  };
  return `${JSON.stringify(ordered, undefined, 2)}\n`;
}

const orderedInput = ({ channels, ...input }: InputSpecification): InputSpecification => ({
  size: input.size,
  sliceThicknessMm: input.sliceThicknessMm,
  channels:
    channels.kind === 'neighbours'
      ? { kind: channels.kind, distanceMm: channels.distanceMm, huRange: channels.huRange }
      : { kind: channels.kind, windows: channels.windows },
  scaling: input.scaling,
  mean: input.mean,
  standardDeviation: input.standardDeviation,
});

const orderedCalibration = ({ method, from, perType }: Calibration): Calibration => ({
  method,
  from,
  perType: inTypeOrder(perType, ({ slope, intercept }) => ({ slope, intercept })),
});

const orderedThresholds = (thresholds: Thresholds): Thresholds =>
  inTypeOrder(thresholds, ({ value, from, source }) => ({ value, from, source }));

const orderedModel = (model: BundleModel): BundleModel => ({
  file: model.file,
  sha256: model.sha256,
  bytes: model.bytes,
  weights: model.weights,
  logits: model.logits,
  cam: model.cam,
  cellLooksAt: model.cellLooksAt,
});
