/** A fitted logistic regression: the linear score of a row is its log odds. */
export interface LogisticRegression {
  readonly intercept: number;
  /** One a feature, for standardized features. */
  readonly coefficients: Float64Array;
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

const RIDGE = 1e-3;
const ITERATIONS = 50;

/**
 * Ridge logistic regression (penalty 1e-3, intercept included) on standardized features, by fifty steps of Newton's
 * method.
 *
 * @param features [N, K] row by row
 * @param labels [N] of 0 and 1
 * @throws RangeError where the lengths don't fit or a feature is constant.
 */
export function fitLogisticRegression(
  features: ArrayLike<number>,
  labels: ArrayLike<number>,
): LogisticRegression {
  const count = labels.length;
  const width = features.length / count;
  if (!Number.isInteger(width) || width < 1)
    throw new RangeError(`fitLogisticRegression: ${features.length} features for ${count} labels`);
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    for (let i = 0; i < count; i++) means[k]! += features[i * width + k]! / count;
    for (let i = 0; i < count; i++) deviations[k]! += (features[i * width + k]! - means[k]!) ** 2 / count;
    deviations[k] = Math.sqrt(deviations[k]!);
    if (!(deviations[k]! > 0)) throw new RangeError(`fitLogisticRegression: feature ${k} is constant`);
  }
  const size = width + 1;
  const beta = new Float64Array(size);
  const row = new Float64Array(size);
  row[0] = 1;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const hessian = Array.from({ length: size }, () => new Float64Array(size));
    const gradient = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      hessian[k]![k] = RIDGE;
      gradient[k] = -RIDGE * beta[k]!;
    }
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < width; k++) row[k + 1] = (features[i * width + k]! - means[k]!) / deviations[k]!;
      let logit = 0;
      for (let k = 0; k < size; k++) logit += row[k]! * beta[k]!;
      const probability = 1 / (1 + Math.exp(-logit));
      const residual = labels[i]! - probability;
      const spread = probability * (1 - probability);
      for (let k = 0; k < size; k++) {
        gradient[k]! += row[k]! * residual;
        for (let l = 0; l < size; l++) hessian[k]![l]! += row[k]! * row[l]! * spread;
      }
    }
    const step = solve(hessian, gradient);
    for (let k = 0; k < size; k++) beta[k]! += step[k]!;
  }
  return { intercept: beta[0]!, coefficients: beta.slice(1), means, deviations };
}

/** The log odds of each row of `features` [N, K]. */
export function logisticScores(model: LogisticRegression, features: ArrayLike<number>): Float64Array {
  const width = model.coefficients.length;
  const scores = new Float64Array(features.length / width);
  for (let i = 0; i < scores.length; i++) {
    let logit = model.intercept;
    for (let k = 0; k < width; k++)
      logit += (model.coefficients[k]! * (features[i * width + k]! - model.means[k]!)) / model.deviations[k]!;
    scores[i] = logit;
  }
  return scores;
}

/** Gaussian elimination with partial pivoting; both arguments are used up. */
function solve(matrix: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let r = column + 1; r < size; r++)
      if (Math.abs(matrix[r]![column]!) > Math.abs(matrix[pivot]![column]!)) pivot = r;
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    [right[column], right[pivot]] = [right[pivot]!, right[column]!];
    for (let r = column + 1; r < size; r++) {
      const factor = matrix[r]![column]! / matrix[column]![column]!;
      for (let c = column; c < size; c++) matrix[r]![c]! -= factor * matrix[column]![c]!;
      right[r]! -= factor * right[column]!;
    }
  }
  for (let r = size - 1; r >= 0; r--) {
    for (let c = r + 1; c < size; c++) right[r]! -= matrix[r]![c]! * right[c]!;
    right[r]! /= matrix[r]![r]!;
  }
  return right;
}
