import type { Rng } from '@ichor/ct';
import { IchorError } from '@ichor/notices';
import type { Anatomy } from './anatomy.ts';
import { BLEED_PLACES, type BleedRequest } from './bleed-request.ts';
import type { Frame } from './frame.ts';
import { placeBlob } from './place-blob.ts';
import { placeLens, placeSheet } from './place-extra-axial.ts';
import { placeCistern, placeVentricle } from './place-fluid.ts';
import type { PlacedBleed } from './placing.ts';

/** How often each place is drawn, in the order of BLEED_PLACES. */
const WEIGHTS = {
  epidural: [0.6, 0.2, 0.13, 0.07],
  intraparenchymal: [0.27, 0.15, 0.27, 0.16, 0.06, 0.09],
  intraventricular: [0.5, 0.5],
  subarachnoid: [0.45, 0.4, 0.15],
  subdural: [0.76, 0.13, 0.11],
} as const;

/** How often a bleed is of mixed density: clots among unclotted blood, or, in a subdural, settled beneath old blood. */
const MIXED = {
  epidural: 0.25,
  intraparenchymal: 0.2,
  intraventricular: 0,
  subarachnoid: 0,
  subdural: 0.35,
} as const;
/** A subdural darker than this is old all through. */
const CLOT_HU = 42;

/** Draws where a requested bleed lies and how it is shaped; its size is settled by `fitVolume`. */
export function placeBleed(request: BleedRequest, anatomy: Anatomy, frame: Frame, rng: Rng): PlacedBleed {
  const places: readonly string[] = BLEED_PLACES[request.type];
  const place = request.place ?? drawPlace(places, WEIGHTS[request.type], rng);
  if (!places.includes(place)) {
    throw new IchorError({
      code: 'unknown-place',
      subject: `place "${place}"`,
      problem: `is not one where a ${request.type} bleed is simulated`,
      remedy: `Use one of: ${places.join(', ')}.`,
    });
  }
  const side = request.side ?? (rng.chance(0.5) ? 'left' : 'right');
  const sign = side === 'left' ? 1 : -1;
  const hu = request.hu ?? rng.uniform(50, 80);
  const mixed = rng.chance(MIXED[request.type]);
  const layered = mixed && request.type === 'subdural' && hu > CLOT_HU;
  const common = {
    type: request.type,
    place,
    side,
    hu,
    requestedMl: request.volumeMl,
    mixedHu: mixed && request.type !== 'subdural' ? rng.uniform(8, 26) : 0,
    upperHu: layered ? rng.uniform(14, 25) : undefined,
  } as const;
  const context = { common, sign, anatomy, frame, rng, volumeMl: request.volumeMl };
  switch (request.type) {
    case 'epidural':
      return placeLens(context, true);
    case 'subdural':
      return place === 'convexity' ? placeLens(context, false) : placeSheet(context);
    case 'intraparenchymal':
      return placeBlob(context);
    case 'subarachnoid':
      return placeCistern(context);
    case 'intraventricular':
      return placeVentricle(context);
  }
}

function drawPlace(places: readonly string[], weights: readonly number[], rng: Rng): string {
  let at = rng.uniform();
  for (let i = 0; i < places.length - 1; i++) {
    at -= weights[i]!;
    if (at < 0) return places[i]!;
  }
  return places.at(-1)!;
}
