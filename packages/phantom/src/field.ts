/** What is kept at each lattice point. All distances in mm, negative inside. */
export const FIELD = {
  scalp: 0,
  outerTable: 1,
  innerTable: 2,
  /** The brain's surface, where masses have pushed it to. */
  brain: 3,
  /** Canonical coordinates of the tissue, masses undone. */
  x: 4,
  y: 5,
  z: 6,
  /** Signed distance to the nearest deep and shallow sulcus. */
  sulcus: 7,
  smallSulcus: 8,
  bone: 9,
  air: 10,
  orbit: 11,
  /** Slow noise in [-1, 1]. */
  texture: 12,
  /** The vault's surface without the floors of the fossae. */
  vault: 13,
} as const;

/** How many values each lattice point has. */
export const FIELDS = 14;
