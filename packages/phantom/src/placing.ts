import type { Rng } from '@ichor/ct';
import type { Anatomy } from './anatomy.ts';
import type { Bleed } from './bleed.ts';
import type { Frame } from './frame.ts';
import type { MassEffect } from './mass-effect.ts';
import { cavity } from './skull-shape.ts';

export type Point = [number, number, number];

/** A bleed of any size: what is left open is its one free parameter, which the volume decides. */
export interface PlacedBleed {
  /** Rises with the volume. */
  readonly range: readonly [number, number];
  readonly withSize: (size: number) => Bleed;
  /** What it pushes aside at that size. */
  readonly mass: (size: number) => MassEffect | undefined;
  /** True where the blood fills spaces that already exist, so that the head must be built before it is measured. */
  readonly needsFluid: boolean;
}

/** What the placing of each type is told. */
export interface PlacingContext {
  readonly common: Pick<Bleed, 'type' | 'place' | 'side' | 'hu' | 'mixedHu' | 'upperHu' | 'requestedMl'>;
  /** 1 left, -1 right. */
  readonly sign: number;
  readonly anatomy: Anatomy;
  readonly frame: Frame;
  readonly rng: Rng;
  readonly volumeMl: number;
}

/** A box in patient mm round canonical points. */
export function boxAbout(points: readonly Point[], reach: number, frame: Frame): { low: Point; high: Point } {
  const patient = points.map((p) => frame.toPatient(...p));
  const at = (pick: (...v: number[]) => number, by: number) =>
    [0, 1, 2].map((axis) => pick(...patient.map((p) => p[axis]!)) + by) as Point;
  return { low: at(Math.min, -reach), high: at(Math.max, reach) };
}

/** Where a ray from inside the cavity meets the inner table (bisection, canonical). */
export function onInnerTable(anatomy: Anatomy, from: Point, toward: Point): Point {
  const direction = unit(toward);
  const at = (t: number): Point => [
    from[0] + t * direction[0],
    from[1] + t * direction[1],
    from[2] + t * direction[2],
  ];
  let near = 0;
  let far = 130;
  for (let i = 0; i < 30; i++) {
    const t = (near + far) / 2;
    if (cavity(anatomy, ...at(t)) < 0) near = t;
    else far = t;
  }
  return at(near);
}

export function unit(v: Point): Point {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
}
