import type { Window } from '@ichor/ct';
import { Rng } from '@ichor/ct';
import { describe, expect, it } from 'vitest';
import { checkPicture } from './picture-check.ts';

const SIDE = 256;
const WINDOWS: readonly Window[] = [
  { center: 40, width: 80 },
  { center: 80, width: 200 },
  { center: 40, width: 380 },
];

/** A picture whose value hangs on the distance from the middle, 1 at the skin, with noise of 4 HU. */
function drawn(huAt: (radius: number, x: number, y: number) => number): Float32Array {
  const rng = Rng.of('picture');
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = ((i % SIDE) - SIDE / 2) / (0.36 * SIDE);
    const y = (Math.floor(i / SIDE) - SIDE / 2) / (0.43 * SIDE);
    return huAt(Math.hypot(x, y), x, y) + rng.uniform(-8, 8);
  });
}

/** Skin, fat, skull, a little fluid, grey and white matter. */
const head = (radius: number, x: number, y: number): number => {
  if (radius > 1) return -1000;
  if (radius > 0.98) return 40;
  if (radius > 0.93) return -100;
  if (radius > 0.84) return 1000;
  if (radius > 0.82) return 8;
  return Math.sin(9 * x) * Math.sin(9 * y) > 0 ? 37 : 29;
};

/** Hounsfield units as a picture in one window has them when another is stated. */
const restated = (hu: Float32Array, baked: Window, stated: Window): Float32Array =>
  hu.map((value) => {
    const grey = Math.min(1, Math.max(0, (value - baked.center) / baked.width + 0.5));
    return stated.center + (grey - 0.5) * stated.width;
  });

const check = (hu: Float32Array, window: Window = WINDOWS[0]!) =>
  checkPicture({ rows: SIDE, columns: SIDE, data: hu }, window);

describe('checkPicture', () => {
  it.each(WINDOWS)('knows a head in a window of $center/$width', (window) => {
    const { problem, brainHu } = check(drawn(head), window);
    expect(problem).toBeUndefined();
    expect(brainHu).toBeGreaterThan(24);
    expect(brainHu).toBeLessThan(41);
  });

  it.each(WINDOWS)(
    'refuses MR, whose bright ring is fat around dark bone, in a window of $center/$width',
    (window) => {
      const mr = drawn((radius, x, y) => {
        if (radius > 0.93 && radius <= 1) return 1000;
        if (radius > 0.84 && radius <= 0.93) return -1000;
        return head(radius, x, y);
      });
      expect(check(mr, window).problem).toBe(
        'is dark inside its bright ring, as MR is, and CT in another window',
      );
    },
  );

  it('refuses MR without a bright ring, and a brain without its skull', () => {
    const plain = drawn((radius, x, y) => (radius > 0.93 && radius <= 1 ? 60 : head(radius, x, y) / 20));
    expect(check(plain).problem).toBe('shows no ring of skull around brain');
    const stripped = drawn((radius, x, y) => (radius > 0.84 ? -1000 : head(radius, x, y)));
    expect(check(stripped).problem).toBe('shows no ring of skull around brain');
  });

  it('says that what has no ring of skull may be a slice near the vertex', () => {
    expect(check(drawn((radius) => (radius > 0.2 ? -1000 : 1000))).possible).toBe(true);
    expect(check(drawn(() => -1000)).possible).toBe(true);
  });

  it('refuses a photograph, which has no dark background, for any place in a series', () => {
    const gradient = drawn((_, x, y) => 40 + 30 * x - 20 * y);
    expect(check(gradient)).toMatchObject({ problem: 'has no dark background all round', possible: false });
  });

  it('refuses a page with a dark frame', () => {
    const page = drawn((_, x, y) => (Math.abs(x) > 1.35 || Math.abs(y) > 1.12 ? -1000 : 200));
    expect(check(page)).toMatchObject({ problem: 'has hardly any dark background', possible: false });
  });

  it('refuses a drawing of a ring: nothing in it is as even as paper', () => {
    const ring = Float32Array.from(drawn(head), (_, i) => {
      const radius = Math.hypot((i % SIDE) - SIDE / 2, Math.floor(i / SIDE) - SIDE / 2) / SIDE;
      return radius > 0.4 ? -1000 : radius > 0.36 ? 1000 : 30;
    });
    expect(check(ring).problem).toMatch(/^varies by 0.0 HU within the skull, less/);
  });

  it('refuses a ring filled with all sorts of values', () => {
    const rng = Rng.of('sorts');
    const sorts = drawn((radius, x, y) =>
      radius < 0.8 ? 40 + 22 * Math.sin(7 * x + 5 * y) + rng.uniform(-9, 9) : head(radius, x, y),
    );
    expect(check(sorts).problem).toMatch(/more than brain does$/);
  });

  it.each([
    [0, 1],
    [0, 2],
    [1, 2],
    [2, 1],
    [2, 0],
  ])('refuses a head in window %i that is stated to be in window %i', (baked, stated) => {
    const hu = restated(drawn(head), WINDOWS[baked]!, WINDOWS[stated]!);
    expect(check(hu, WINDOWS[stated]!).problem).toMatch(
      /another window|where brain would have|than brain does/,
    );
  });
});
