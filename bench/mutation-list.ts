/** A fault that someone could make, and the test file beside the code that has to see it. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  readonly test: string;
}

/** Faults that each change a result quietly. A new one is a line here; the proof says where `from` no longer fits. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'a score at its threshold is no call',
    file: 'packages/scoring/src/calls-of.ts',
    from: 'score >= threshold',
    to: 'score > threshold',
    test: 'packages/scoring/src/calls-of.test.ts',
  },
  {
    name: 'Hounsfield units: (v + b) m for v m + b',
    file: 'packages/ct/src/values/hounsfield.ts',
    from: 'const exact = value * slope + intercept;',
    to: 'const exact = (value + intercept) * slope;',
    test: 'packages/ct/src/values/hounsfield.test.ts',
  },
  {
    name: 'slices are ordered by z, not along their normal',
    file: 'packages/dicom/src/series/stack-place.ts',
    from: 'return dot(slice.imagePositionPatient, normal);',
    to: 'return slice.imagePositionPatient[2];',
    test: 'packages/dicom/src/series/order-slices.test.ts',
  },
  {
    name: 'log loss is clipped at 1e-7',
    file: 'packages/metrics/src/weighted-log-loss.ts',
    from: 'const CLIP = 1e-15;',
    to: 'const CLIP = 1e-7;',
    test: 'packages/metrics/src/weighted-log-loss.test.ts',
  },
  {
    name: '`any` weighs 1 in the log loss',
    file: 'packages/metrics/src/weighted-log-loss.ts',
    from: '[1, 1, 1, 1, 1, 2];',
    to: '[1, 1, 1, 1, 1, 1];',
    test: 'packages/metrics/src/weighted-log-loss.test.ts',
  },
  {
    name: 'the bootstrap draws rows, not patients',
    file: 'packages/metrics/src/bootstrap.ts',
    from: `const rows = rowsOf.get(patient);
    if (rows) rows.push(row);
    else rowsOf.set(patient, [row]);`,
    to: `rowsOf.set(\`\${patient} \${row}\`, [row]);`,
    test: 'packages/metrics/src/bootstrap.test.ts',
  },
  {
    name: 'a threshold calls floor, not ceil, of the positives',
    file: 'packages/metrics/src/threshold-at-sensitivity.ts',
    from: 'Math.ceil(sensitivity * positives.length - 1e-9)',
    to: 'Math.floor(sensitivity * positives.length + 1e-9)',
    test: 'packages/metrics/src/threshold-at-sensitivity.test.ts',
  },
  {
    name: 'the split is not audited',
    file: 'packages/dataset/src/splits/split-rows.ts',
    from: "auditSplit(on('train', patientOf), on('heldOut', patientOf));",
    to: '',
    test: 'packages/dataset/src/splits/split-rows.test.ts',
  },
  {
    name: 'Adam does not correct v',
    file: 'packages/compiler/src/optimizers/adam.ts',
    from: 'const correction = 1 / Math.sqrt(1 - b2 ** step);',
    to: 'const correction = 1;',
    test: 'packages/compiler/src/optimizers/optimizers.test.ts',
  },
  {
    name: 'weight gradient not transposed, shiftedProducts',
    file: 'packages/compiler/src/lowerings/weight-gradient.ts',
    from: "graph.op('Transpose', [stacked], { perm: [1, 2, 0] })",
    to: "graph.op('Transpose', [stacked], { perm: [2, 1, 0] })",
    test: 'packages/compiler/src/lowerings/lowerings.test.ts',
  },
  {
    name: 'weight gradient not transposed, gatheredProduct',
    file: 'packages/compiler/src/lowerings/weight-gradient.ts',
    from: "const weight = graph.op('Transpose', [byTap], { perm: [0, 2, 1] });",
    to: 'const weight = byTap;',
    test: 'packages/compiler/src/lowerings/lowerings.test.ts',
  },
  {
    name: 'weight gradient not transposed, gatheredRows',
    file: 'packages/compiler/src/lowerings/weight-gradient.ts',
    from: "const weight = kernel === 1 ? byTap : graph.op('Transpose', [byTap], { perm: [0, 2, 1] });",
    to: 'const weight = byTap;',
    test: 'packages/compiler/src/lowerings/lowerings.test.ts',
  },
  {
    name: 'weight gradient not transposed, asConvolution',
    file: 'packages/compiler/src/lowerings/weight-gradient.ts',
    from: "return exchange(graph, graph.op('Reshape', [sum, graph.integers([c, k, kernel, kernel])]));",
    to: "return graph.op('Reshape', [sum, graph.integers([k, c, kernel, kernel])]);",
    test: 'packages/compiler/src/lowerings/lowerings.test.ts',
  },
  {
    name: 'weight gradient not transposed, linear',
    file: 'packages/compiler/src/operations/linear.ts',
    from: "wants(weight) ? graph.op('Gemm', [gradient, value(x)], { transA: 1 }) : undefined,",
    to: "wants(weight) ? graph.op('Reshape', [graph.op('Gemm', [value(x), gradient], { transA: 1 }), graph.integers([...weight.shape])]) : undefined,",
    test: 'packages/compiler/src/operations/gradients.test.ts',
  },
  {
    name: 'y of a NIfTI is not mirrored',
    file: 'packages/nifti/src/nifti-affine.ts',
    from: '0 - (of[1]?.[i] ?? Number.NaN) * scale',
    to: '(of[1]?.[i] ?? Number.NaN) * scale',
    test: 'packages/nifti/src/read-nifti.test.ts',
  },
  {
    name: "a checkpoint's checksum is not looked at",
    file: 'packages/training/src/checkpoint.ts',
    from: 'if (!sum.equals(bytes.subarray(end))) throw damaged(path, before);',
    to: '',
    test: 'packages/training/src/checkpoint.test.ts',
  },
  {
    name: 'a transposed view in a .pth is read as if it lay row by row',
    file: 'packages/models/src/weights/torch-objects.ts',
    from: 'from += stride[d] ?? 0;',
    to: 'from += d === shape.length - 1 ? 1 : (stride[d] ?? 0);',
    test: 'packages/models/src/weights/read-pth.test.ts',
  },
  {
    name: 'any global of a pickle is let through',
    file: 'packages/models/src/weights/unpickle.ts',
    from: 'if (global === undefined)',
    to: 'if (global === undefined && module === undefined)',
    test: 'packages/models/src/weights/unpickle.test.ts',
  },
  {
    name: 'tensors of a safetensors file may overlap',
    file: 'packages/models/src/weights/read-safetensors.ts',
    from: 'if (begin < at)',
    to: 'if (begin < 0)',
    test: 'packages/models/src/weights/safetensors.test.ts',
  },
  {
    name: 'kernels for other channels are divided by the old number of them',
    file: 'packages/models/src/weights/adapt-channels.ts',
    from: 'sum / channels',
    to: 'sum / inputs',
    test: 'packages/models/src/weights/adapt-channels.test.ts',
  },
  {
    name: "the makers' mean is taken off twice",
    file: 'packages/models/src/weights/fold-input.ts',
    from: '(moved[o] ?? 0) + weight * (mean[i] ?? 0)',
    to: '(moved[o] ?? 0) - weight * (mean[i] ?? 0)',
    test: 'packages/models/src/weights/fold-input.test.ts',
  },
  {
    name: 'layers of a deeper network beside those of the model are passed over',
    file: 'packages/models/src/weights/fit-weights.ts',
    from: 'wrong.length > 0 || alien.length > 0',
    to: 'wrong.length > 0',
    test: 'packages/models/src/weights/fit-weights.test.ts',
  },
  {
    name: 'a fetched file of another hash gets its name',
    file: 'packages/training/src/weights/fetch-weights.ts',
    from: 'if (found !== sha256) {\n    await rm(part',
    to: "if (found === '') {\n    await rm(part",
    test: 'packages/training/src/weights/fetch-weights.test.ts',
  },
];
