import { HEMORRHAGE_TYPES, IchorError } from '@ichor/ct';
import { BUNDLE_SCHEMA, type Bundle, type BundleModel, bundleSchema, type Thresholds } from './bundle.ts';
import { inTypeOrder } from './in-type-order.ts';
import { assertFits } from './validated.ts';

const REMEDY = 'Export the bundle again with this version of Ichor.';

/**
 * Parsed bundle.json -> Bundle.
 *
 * @param subject the file's name, for the message
 * @throws IchorError `bundle-schema` for another version, `bundle-invalid` naming the field that does not fit
 */
export function parseBundle(json: unknown, subject = 'bundle.json'): Bundle {
  const schema = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : undefined;
  if (schema !== BUNDLE_SCHEMA) {
    throw new IchorError({
      code: 'bundle-schema',
      subject,
      problem: `is not a bundle of schema ${BUNDLE_SCHEMA} (its schema: ${JSON.stringify(schema) ?? 'none'})`,
      remedy: REMEDY,
    });
  }
  assertFits(bundleSchema, json, { code: 'bundle-invalid', subject, remedy: REMEDY });
  const bundle = json as Bundle;
  const contradiction = contradictionIn(bundle);
  if (contradiction) {
    throw new IchorError({ code: 'bundle-invalid', subject, problem: contradiction, remedy: REMEDY });
  }
  return bundle;
}

/** What a schema can't say: fields that must agree with each other. */
function contradictionIn({ input, aggregation, simulatedThresholds }: Bundle): string | undefined {
  const [low, high] = input.huRange;
  if (low >= high) return `has an empty input.huRange: ${low} to ${high}`;
  if (aggregation.sliceThicknessMm !== input.sliceThicknessMm) {
    return 'gives aggregation another sliceThicknessMm than input';
  }
  const foreign = HEMORRHAGE_TYPES.find(
    (type) => simulatedThresholds[type].source !== 'simulated-validation',
  );
  return foreign && `has a simulatedThresholds.${foreign} that is not from simulated studies`;
}

/**
 * Bundle -> the text of bundle.json, keys in the schema's order.
 *
 * @throws IchorError `bundle-invalid` where the bundle would not be read back
 */
export function formatBundle(bundle: Bundle): string {
  const { name, architecture, input, aggregation, mirror, scores, heatmapLabel, provenance } = parseBundle(
    bundle,
    'the new bundle',
  );
  const ordered: Bundle = {
    schema: BUNDLE_SCHEMA,
    name,
    researchUseOnly: true,
    architecture: { name: architecture.name, parameters: architecture.parameters },
    input: {
      size: input.size,
      sliceThicknessMm: input.sliceThicknessMm,
      neighbourDistanceMm: input.neighbourDistanceMm,
      huRange: input.huRange,
      scaling: input.scaling,
      mean: input.mean,
      standardDeviation: input.standardDeviation,
    },
    labels: bundle.labels,
    aggregation: {
      method: aggregation.method,
      count: aggregation.count,
      sliceThicknessMm: aggregation.sliceThicknessMm,
    },
    mirror,
    calibrated: false,
    thresholds: orderedThresholds(bundle.thresholds),
    simulatedThresholds: orderedThresholds(bundle.simulatedThresholds),
    scores,
    model: orderedModel(bundle.model),
    heatmapLabel,
    provenance,
  };
  return `${JSON.stringify(ordered, undefined, 2)}\n`;
}

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
