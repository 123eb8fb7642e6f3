/** What the values of a head look like, and whether they can be Hounsfield units. */
export interface HounsfieldCheck {
  /** The commonest value of what is dark (-1100 to -300 HU); undefined where hardly anything is. */
  readonly airHu: number | undefined;
  /** The commonest value of soft tissue (5 to 80 HU); undefined where hardly anything is. */
  readonly brainHu: number | undefined;
  /** Share of voxels above 300 HU. */
  readonly boneShare: number;
  /** Why these are no Hounsfield units of a head, to be read after its name; undefined where they can be. */
  readonly problem: string | undefined;
}

const LOWEST = -1100;
const HIGHEST = 3100;
const AIR = { near: -1000, within: 100 } as const;
const BRAIN = [20, 45] as const;
const BONE_HU = 300;
/** Less of a head is no air, no brain, no skull. */
const LEAST_SHARE = { air: 0.005, soft: 0.01, bone: 0.003 } as const;
/** Bins on either side that are averaged before the commonest is looked for: noise of thin slices. */
const SMOOTHING = 3;

/** Air near -1000, a commonest brain value of 20 to 45 and skull above 300 HU, over all voxels of a head. */
export function checkHounsfield(slices: Iterable<Int16Array>): HounsfieldCheck {
  const counts = new Float64Array(HIGHEST - LOWEST + 1);
  let total = 0;
  let bone = 0;
  for (const hu of slices) {
    total += hu.length;
    for (let i = 0; i < hu.length; i++) {
      const value = hu[i]!;
      if (value > BONE_HU) bone++;
      if (value >= LOWEST && value <= HIGHEST) counts[value - LOWEST]!++;
    }
  }
  const airHu = commonest(counts, LOWEST, -300, LEAST_SHARE.air * total);
  const brainHu = commonest(counts, 5, 80, LEAST_SHARE.soft * total);
  const boneShare = total > 0 ? bone / total : 0;
  return { airHu, brainHu, boneShare, problem: problemOf(airHu, brainHu, boneShare) };
}

function problemOf(
  airHu: number | undefined,
  brainHu: number | undefined,
  boneShare: number,
): string | undefined {
  if (airHu === undefined) return 'holds hardly any values between -1100 and -300, where air has to be';
  if (Math.abs(airHu - AIR.near) > AIR.within) {
    return `has its dark values around ${airHu}, where air would be near ${AIR.near}`;
  }
  if (brainHu === undefined) return 'holds hardly any values between 5 and 80, where brain has to be';
  if (brainHu < BRAIN[0] || brainHu > BRAIN[1]) {
    return `has its soft tissue around ${brainHu}, where brain would be at ${BRAIN[0]} to ${BRAIN[1]}`;
  }
  if (boneShare < LEAST_SHARE.bone) return `holds hardly any values above ${BONE_HU}, where skull has to be`;
  return undefined;
}

/** In [low, high); undefined where fewer than `least` values are in it. */
function commonest(counts: Float64Array, low: number, high: number, least: number): number | undefined {
  let inRange = 0;
  let best = low;
  let most = -1;
  for (let value = low; value < high; value++) {
    inRange += counts[value - LOWEST]!;
    let around = 0;
    for (let k = -SMOOTHING; k <= SMOOTHING; k++) around += counts[value + k - LOWEST] ?? 0;
    if (around > most) {
      most = around;
      best = value;
    }
  }
  return inRange > least ? best : undefined;
}
