import type { RunCurves } from '@ichor/training';
import { plot } from 'simple-ascii-chart';

const HEIGHT = 10;
/** Beside the curve stand its values. */
const MARGIN = 16;

/** A run's curves, one below the other, in a terminal of so many columns. */
export function curvesText({ title, curves }: RunCurves, columns: number): string {
  if (curves.length === 0) return `${title}\nNo step is logged yet.`;
  const width = Math.max(20, Math.min(columns, 120) - MARGIN);
  const drawn = curves.map((curve) => {
    const points = thinned(curve.points, width);
    const mean = curve.smoothedOver > 1 ? `, mean of ${curve.smoothedOver} steps` : '';
    const [last] = curve.points.slice(-1);
    const heading = `${curve.title}${mean}; at step ${last?.[0]}: ${last?.[1].toPrecision(4)}`;
    // One point, or one value, is no curve.
    if (new Set(points.map(([, value]) => value)).size < 2) return heading;
    const text = plot(
      points.map(([step, value]): [number, number] => [step, value]),
      {
        width,
        height: HEIGHT,
        formatter: (value) => Number(value.toPrecision(3)),
        customXAxisTicks: [0, 0.5, 1].map((part) => points[Math.round(part * (points.length - 1))]![0]),
      },
    );
    return `${heading}\n${text}`;
  });
  return [title, ...drawn].join('\n\n');
}

/** At most so many points, evenly, the last among them. */
function thinned<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))]!);
}
