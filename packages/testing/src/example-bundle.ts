import { HEMORRHAGE_TYPES, type HemorrhageType } from '@ichor/ct';
import { BUNDLE_SCHEMA, type Bundle, SENSITIVE, SIMULATED, type Threshold } from '@ichor/report';
import { inputSpecification, standardAggregation } from '@ichor/scoring';

/** A bundle that fits its schema, with the given thresholds; for tests and documentation. */
export function exampleBundle({
  size = 32,
  threshold = 0.5,
}: {
  size?: number;
  threshold?: number;
} = {}): Bundle {
  const input = inputSpecification(size);
  const each = (from: string): Record<HemorrhageType, Threshold> =>
    Object.fromEntries(
      HEMORRHAGE_TYPES.map((type) => [type, { value: threshold, from, source: 'simulated-validation' }]),
    ) as Record<HemorrhageType, Threshold>;
  return {
    schema: BUNDLE_SCHEMA,
    name: 'example',
    researchUseOnly: true,
    architecture: { name: 'resnet18', parameters: 11_000_000 },
    input,
    labels: [...HEMORRHAGE_TYPES],
    aggregation: standardAggregation(input),
    mirror: false,
    operatingPoints: [SENSITIVE, SIMULATED].map((name) => ({
      name,
      purpose: 'an example',
      thresholds: each('95 % sensitivity on 50 simulated validation studies'),
    })),
    scores: [{ name: 'AUC any by slice, cross-validated', value: 0.8, low: 0.7, high: 0.9 }],
    model: {
      file: 'model.onnx',
      sha256: '0'.repeat(64),
      bytes: 1000,
      weights: 'float16',
      logits: 'logits',
      cam: 'cam',
      cellLooksAt: 0.5,
    },
    heatmapLabel: 'approximate region',
    provenance: {
      recipe: { epochs: 1 },
      fingerprint: 'none',
      seed: 1,
      sources: [
        { name: 'simulated', patients: 1, slices: 30, attribution: 'Simulated by Ichor', publicNames: false },
      ],
      initialWeights: 'random',
    },
  };
}
