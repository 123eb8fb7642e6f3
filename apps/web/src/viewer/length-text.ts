import type { Length } from './view-store.ts';

export const lengthMm = ({ from, to }: Pick<Length, 'from' | 'to'>): number =>
  Math.hypot(to.x - from.x, to.y - from.y);

/** "12.3 mm" */
export const lengthText = (length: Pick<Length, 'from' | 'to'>): string =>
  `${lengthMm(length).toFixed(1)} mm`;
