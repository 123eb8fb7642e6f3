import type { Bundle, Thresholds } from '@ichor/report';

type Points = Pick<Bundle, 'operatingPoints'>;

/** What a bundle's calls are made with: the thresholds of its first operating point. */
export const thresholdsOf = ({ operatingPoints }: Points): Thresholds => {
  const [first] = operatingPoints;
  if (!first) throw new RangeError('thresholdsOf: a bundle without operating points');
  return first.thresholds;
};

/**
 * The same bundle, but that its calls are made at the operating point named.
 *
 * @throws RangeError where it has none of that name
 */
export function atOperatingPoint<B extends Points>(bundle: B, name: string): B {
  const chosen = bundle.operatingPoints.filter((point) => point.name === name);
  if (chosen.length === 0) throw new RangeError(`atOperatingPoint: the bundle has no ${name}`);
  const others = bundle.operatingPoints.filter((point) => point.name !== name);
  return { ...bundle, operatingPoints: [...chosen, ...others] };
}
