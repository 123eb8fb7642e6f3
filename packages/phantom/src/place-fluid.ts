import { boxAbout, onInnerTable, type PlacedBleed, type PlacingContext, type Point } from './placing.ts';

/** Blood in the subarachnoid space. */
export function placeCistern({ common, sign, anatomy, frame, rng, volumeMl }: PlacingContext): PlacedBleed {
  const sources: Point[] = [];
  if (common.place === 'basal') {
    sources.push(
      [0, -8, -13],
      [0, 0, -24],
      [sign * 22, -16, -11],
      [sign * 38, -10, 0],
      [-sign * 20, -16, -11],
      [0, -32, 4],
    );
  } else if (common.place === 'sylvian') {
    sources.push([sign * 30, -18, -10], [sign * 40, -6, 2], [sign * 52, 8, 6]);
  } else {
    const toward: Point = [sign * rng.uniform(0.3, 1), rng.uniform(-0.8, 0.9), rng.uniform(0.2, 1)];
    const surface = onInnerTable(anatomy, [0, 4, 4], toward);
    sources.push(surface, [surface[0] * 0.88, surface[1] * 0.88 + rng.uniform(-14, 14), surface[2] * 0.92]);
  }
  const widenMm = rng.uniform(0.9, 1.5) + 0.012 * volumeMl;
  const reachCap = 150;
  return {
    range: [1, reachCap],
    withSize: (size) => ({
      ...common,
      shape: 'cistern',
      sources,
      reachMm: size,
      // More blood than the spaces hold widens them.
      widenMm: widenMm + Math.max(0, (size - 45) / 45),
      ...boxAbout(sources, size + 24, frame),
    }),
    mass: () => undefined,
    needsFluid: true,
  };
}

/** Blood in the ventricles; more than 25 ml fill them instead of settling. */
export function placeVentricle({ common, sign, frame, rng, volumeMl }: PlacingContext): PlacedBleed {
  const layered = common.place === 'layered' && volumeMl < 25;
  const centre = rng.pick<Point>([
    [sign * 12, -10, 13],
    [sign * 22, 32, 6],
    [sign * 12, 5, 16],
    [0, 0, -2],
  ]);
  const everything = boxAbout(
    [
      [-30, -40, 35],
      [30, 60, -45],
    ],
    14,
    frame,
  );
  return {
    range: layered ? [-75, 75] : [1, 120],
    withSize: (size) => ({
      ...common,
      place: layered ? 'layered' : 'cast',
      shape: 'ventricle',
      layered,
      centre,
      // A level falls as the layer thickens; a cast reaches further.
      reachMm: layered ? -size : size,
      ...(layered ? everything : boxAbout([centre], size + 10, frame)),
    }),
    mass: () => undefined,
    needsFluid: true,
  };
}
