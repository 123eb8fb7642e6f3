import { AIR_HU } from '@ichor/ct';
import type { Anatomy } from './anatomy.ts';
import type { Bleed, BlobBleed, CisternBleed } from './bleed.ts';
import {
  blobDistance,
  cisternShare,
  lensDistance,
  sheetDistance,
  ventricleDistance,
} from './bleed-distance.ts';
import { BLEED_TYPES } from './bleed-request.ts';
import {
  brainstem,
  deepGrey,
  fourthVentricle,
  isBelowTentorium,
  lateralVentricle,
  thirdVentricle,
  ventricleSize,
} from './brain-shape.ts';
import { ellipsoid, inside } from './distance.ts';
import { FIELD } from './field.ts';
import { distanceToFluid, fluidOfPosteriorFossa } from './fluid-spaces.ts';
import { calcifications, membranes } from './midline.ts';
import { outsideBrain } from './outside-brain.ts';
import type { ValueNoise } from './value-noise.ts';

/**
 * The Hounsfield units and the share of each bleed at one sample. `sample` writes into the object's own fields, so
 * that a slice of a million samples allocates nothing.
 */
export class Tissue {
  hu = AIR_HU;
  /** Share of blood by type, in the order of BLEED_TYPES; they never add up to more than 1. */
  readonly blood = new Float64Array(BLEED_TYPES.length);
  hasBlood = false;
  /** Shares of subarachnoid and of ventricular fluid, before blood. */
  fluid = 0;
  ventricle = 0;

  readonly #anatomy: Anatomy;
  readonly #noise: ValueNoise;
  readonly #bleeds: readonly Bleed[];
  readonly #cisternBleeds: readonly CisternBleed[];
  readonly #cisternShares: Float64Array;
  readonly #needs: 'everything' | 'fluid' | 'blood';

  /** @param only 'blood' leaves `hu` undefined in meaning: for measuring volumes, which is then much faster. */
  constructor(
    anatomy: Anatomy,
    noise: ValueNoise,
    bleeds: readonly Bleed[],
    only: 'everything' | 'blood' = 'everything',
  ) {
    this.#anatomy = anatomy;
    this.#noise = noise;
    this.#bleeds = bleeds;
    this.#cisternBleeds = bleeds.filter((bleed) => bleed.shape === 'cistern');
    this.#cisternShares = new Float64Array(this.#cisternBleeds.length);
    const hasFluid = bleeds.some((bleed) => bleed.shape === 'cistern' || bleed.shape === 'ventricle');
    this.#needs = only === 'everything' ? 'everything' : hasFluid ? 'fluid' : 'blood';
  }

  /** @param f the fields at the point; @param x,y,z patient mm; @param edge half-width of a sample in mm. */
  sample(f: ArrayLike<number>, x: number, y: number, z: number, edge: number): void {
    this.hasBlood = false;
    this.fluid = 0;
    this.ventricle = 0;
    if (f[FIELD.scalp]! > edge) {
      this.hu = AIR_HU;
      return;
    }
    const inner = f[FIELD.innerTable]!;
    if (inner >= edge) {
      if (this.#needs === 'everything') this.hu = outsideBrain(this.#anatomy, this.#noise, f, edge);
      return;
    }
    let widen = 0;
    for (let i = 0; i < this.#cisternBleeds.length; i++) {
      const bleed = this.#cisternBleeds[i]!;
      const share = cisternShare(bleed, f[FIELD.x]!, f[FIELD.y]!, f[FIELD.z]!, this.#noise);
      this.#cisternShares[i] = share;
      widen += share * bleed.widenMm;
    }
    let hu = 0;
    if (
      this.#needs === 'everything' ||
      (this.#needs === 'fluid' && (widen > 0 || this.#inVentricleBox(x, y, z)))
    ) {
      hu = this.#insideSkull(f, widen, edge);
    }
    if (this.#bleeds.length > 0) hu = this.#addBlood(hu, f, x, y, z, edge);
    hu += this.#anatomy.calibrationHu;
    if (inner > -edge) {
      const share = inside(inner, edge);
      if (this.#needs === 'everything')
        hu = share * hu + (1 - share) * outsideBrain(this.#anatomy, this.#noise, f, edge);
      for (let i = 0; i < this.blood.length; i++) this.blood[i]! *= share;
    }
    this.hu = hu;
  }

  #inVentricleBox(x: number, y: number, z: number): boolean {
    for (const { shape, low, high } of this.#bleeds) {
      if (shape !== 'ventricle') continue;
      if (x > low[0] && x < high[0] && y > low[1] && y < high[1] && z > low[2] && z < high[2]) return true;
    }
    return false;
  }

  /** Brain, fluid, falx, tentorium, sinuses, calcifications; without blood. */
  #insideSkull(f: ArrayLike<number>, widen: number, edge: number): number {
    const anatomy = this.#anatomy;
    const x = f[FIELD.x]!;
    const y = f[FIELD.y]!;
    const z = f[FIELD.z]!;
    const ax = Math.abs(x);
    const surface = -f[FIELD.brain]!;
    const texture = f[FIELD.texture]!;
    const size = ventricleSize(anatomy, x);
    const below = isBelowTentorium(ax, y, z);
    const stem = y < 45 && ax < 40 ? brainstem(x, y, z) : 20;
    let hu: number;
    let fluid: number;
    if (stem < 0) {
      hu = anatomy.whiteHu + 3.5;
      fluid = 0;
    } else if (below) {
      fluid = fluidOfPosteriorFossa(anatomy, x, y, z, surface, stem, widen, edge);
      const medulla = ellipsoid(ax - 17, y - 46, z + 36, 15, 14, 8);
      hu = anatomy.greyHu - 1.2 - (anatomy.greyHu - anatomy.whiteHu - 2) * inside(medulla, 4);
      hu += ax < 7 ? 1.2 : 0;
      if (surface < 16) {
        // Folia: fine, parallel to the surface's latitude.
        const folia = this.#noise.at(x / 14, (y - 48) / 14, z / 3.4);
        hu -= (0.5 + 1.5 * anatomy.atrophy) * inside(Math.abs(folia) - 0.1, 0.12) * (1 - surface / 16) * 3;
      }
    } else {
      const d = distanceToFluid(anatomy, this.#noise, f, ax, x, y, z, surface, stem, widen);
      fluid = inside(d, edge);
      const white = anatomy.whiteHu + 1.2 * texture;
      let grey = inside(d - 2.8, 1.4);
      if (ax < 42 && y > -40 && y < 30 && z > -14 && z < 22) {
        const nuclei = deepGrey(ax, y, z, size);
        const share = inside(nuclei, 1.2);
        if (share > grey) grey = share;
      }
      hu = white + (anatomy.greyHu + 0.8 * texture - white) * grey;
    }

    let ventricle = 0;
    if (ax < 48 && y > -48 && y < 66 && z > -50 && z < 40) {
      let d = lateralVentricle(ax, y, z, size);
      if (ax < 9) {
        const third = thirdVentricle(ax, y, z, size);
        if (third < d) d = third;
      }
      if (ax < 20 && z < -16) {
        const fourth = fourthVentricle(x, y, z, size);
        if (fourth < d) d = fourth;
      }
      ventricle = inside(d, edge);
      if (anatomy.leukoaraiosisHu > 0 && d < 9 && !below && fluid === 0) {
        hu -= anatomy.leukoaraiosisHu * inside(d - 5 - 3 * texture, 4);
      }
    }
    if (ventricle + fluid > 1) fluid = 1 - ventricle;
    this.fluid = fluid;
    this.ventricle = ventricle;
    if (this.#needs !== 'everything') return 0;
    const wet = fluid + ventricle;
    if (wet > 0) hu += (anatomy.csfHu - hu) * wet;

    hu = membranes(anatomy, hu, f, ax, y, z, edge);
    hu = calcifications(anatomy, this.#noise, hu, ax, x, y, z, edge);

    // Beam hardening: bright under the skull, dark between the petrous bones.
    const depth = -f[FIELD.innerTable]!;
    hu += anatomy.cuppingHu * Math.exp(-depth / 7);
    if (z < -8 && z > -50 && y > -15 && y < 40) {
      const band = (y - 10) / 9;
      const level = (z + 28) / 12;
      const streak = 0.6 + 0.8 * this.#noise.at((y + 0.15 * x) / 3.5, z / 5, 0.5);
      if (ax < 40) hu -= anatomy.petrousHu * Math.exp(-band * band - level * level) * streak;
    }
    return hu;
  }

  /** Puts the bleeds over what is there; where two meet, the one further out wins. */
  #addBlood(hu: number, f: ArrayLike<number>, x: number, y: number, z: number, edge: number): number {
    let out = hu;
    let left = 1;
    let cistern = 0;
    const clots = 2 * f[FIELD.texture]! + 4 * this.#noise.at(x / 4.5, y / 4.5, z / 4.5);
    for (const bleed of this.#bleeds) {
      let share = 0;
      const within =
        x > bleed.low[0] &&
        x < bleed.high[0] &&
        y > bleed.low[1] &&
        y < bleed.high[1] &&
        z > bleed.low[2] &&
        z < bleed.high[2];
      if (bleed.shape === 'cistern') {
        const filled = this.#cisternShares[cistern++]!;
        if (within) share = this.fluid * filled;
      } else if (within) {
        switch (bleed.shape) {
          case 'lens':
            share = inside(lensDistance(bleed, x, y, z, f), edge);
            break;
          case 'sheet':
            share = inside(sheetDistance(bleed, f), edge);
            break;
          case 'blob': {
            const d = Math.max(blobDistance(bleed, x, y, z, this.#noise), f[FIELD.brain]! + 0.3);
            if (d > 0 && d < bleed.oedemaMm * 1.6) out = this.#oedema(out, bleed, d, f);
            share = inside(d, edge);
            break;
          }
          case 'ventricle':
            if (this.ventricle > 0) {
              const d = ventricleDistance(bleed, f[FIELD.x]!, f[FIELD.y]!, f[FIELD.z]!, y, this.#noise);
              share = this.ventricle * inside(d, bleed.layered ? 1.2 : 1.5);
            }
            break;
        }
      }
      if (share <= 0) continue;
      if (share > left) share = left;
      if (!this.hasBlood) {
        this.blood.fill(0);
        this.hasBlood = true;
      }
      left -= share;
      this.blood[BLEED_TYPES.indexOf(bleed.type)]! += share;
      // A sample of fluid and tissue that is filled with blood loses its fluid first.
      const replaced = bleed.shape === 'cistern' || bleed.shape === 'ventricle' ? this.#anatomy.csfHu : out;
      let blood = bleed.hu + clots;
      if (bleed.mixedHu > 0) {
        // Unclotted or older blood between the clots.
        blood -= bleed.mixedHu * inside(0.15 - this.#noise.at(x / 16, y / 16, z / 12 + 7.7), 0.25);
      }
      if (bleed.upperHu !== undefined && (bleed.shape === 'lens' || bleed.shape === 'sheet')) {
        const above = inside(y - bleed.settledY + 4 * this.#noise.at(x / 12, y / 30, z / 12 + 3.1), 3);
        blood += (bleed.upperHu - blood) * above;
      }
      out += (blood - replaced) * share;
    }
    return out;
  }

  #oedema(hu: number, bleed: BlobBleed, d: number, f: ArrayLike<number>): number {
    if (this.fluid > 0.3 || this.ventricle > 0.3) return hu;
    const white = (this.#anatomy.greyHu - hu) / (this.#anatomy.greyHu - this.#anatomy.whiteHu);
    const rim = inside(d - bleed.oedemaMm * (0.8 + 0.5 * f[FIELD.texture]!), bleed.oedemaMm * 0.35);
    return hu - bleed.oedemaHu * rim * (0.55 + 0.45 * Math.min(1, Math.max(0, white)));
  }
}
