import { describedRun } from '../run-folder.ts';
import { readLog } from './read-log.ts';

/** A figure of a run over its steps. */
export interface Curve {
  /** What is drawn, with its unit where it has one. */
  readonly title: string;
  /** [step, value] */
  readonly points: readonly (readonly [number, number])[];
  /** Each point is the mean of so many steps up to it. */
  readonly smoothedOver: number;
}

export interface RunCurves {
  readonly title: string;
  readonly curves: readonly Curve[];
}

/**
 * What there is to draw of a run: losses and gradient (means over a twentieth of its steps, since single batches scatter), rate
 * and held-out figures as they are. Curves without a point are left out.
 *
 * @throws IchorError `no-run`, `run-schema`, `run-damaged`
 */
export async function runCurves(folder: string): Promise<RunCurves> {
  const { recipe } = await describedRun(folder);
  const log = await readLog(folder);
  const over = Math.max(1, Math.floor(log.filter(({ loss }) => loss !== undefined).length / 20));
  const points = (value: (line: (typeof log)[number]) => number | undefined): [number, number][] =>
    log.flatMap((line) => {
      const found = value(line);
      return found === undefined ? [] : [[line.step, found]];
    });
  const smooth = (title: string, raw: readonly [number, number][]): Curve => ({
    title,
    points: raw.map(([step], i) => [step, mean(raw.slice(Math.max(0, i + 1 - over), i + 1))]),
    smoothedOver: over,
  });
  const plain = (title: string, raw: readonly [number, number][]): Curve => ({
    title,
    points: raw,
    smoothedOver: 1,
  });
  const others = [...new Set(log.flatMap(({ otherLosses }) => Object.keys(otherLosses ?? {})))];
  return {
    title: recipe.title,
    curves: [
      smooth(
        'loss',
        points(({ loss }) => loss),
      ),
      ...others.map((name) =>
        smooth(
          `loss of ${name}`,
          points(({ otherLosses }) => otherLosses?.[name]),
        ),
      ),
      smooth(
        'gradient norm',
        points(({ gradientNorm }) => gradientNorm),
      ),
      plain(
        'rate',
        points(({ rate }) => rate),
      ),
      plain(
        'held out: log loss',
        points(({ heldOut }) => heldOut?.logLoss),
      ),
      plain(
        'held out: AUC of any',
        points(({ heldOut }) => heldOut?.auc),
      ),
    ].filter(({ points }) => points.length > 0),
  };
}

const mean = (points: readonly (readonly [number, number])[]): number =>
  points.reduce((sum, [, value]) => sum + value, 0) / points.length;
