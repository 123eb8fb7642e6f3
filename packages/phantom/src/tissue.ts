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
  callosum,
  cisterns,
  deepGrey,
  fourthVentricle,
  isBelowTentorium,
  lateralVentricle,
  sylvianFissure,
  tentoriumZ,
  thirdVentricle,
  ventricleSize,
} from './brain-shape.ts';
import { capsule, ellipsoid, inside } from './distance.ts';
import { FIELD } from './head-fields.ts';
import type { ValueNoise } from './value-noise.ts';

const AIR = -1000;
const FAT = -95;

/**
 * The Hounsfield units and the share of each bleed at one sample. `sample` writes into the object's own fields, so
 * that a slice of a million samples allocates nothing.
 */
export class Tissue {
  hu = AIR;
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
      this.hu = AIR;
      return;
    }
    const inner = f[FIELD.innerTable]!;
    if (inner >= edge) {
      if (this.#needs === 'everything') this.hu = this.#outsideBrain(f, edge);
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
      if (this.#needs === 'everything') hu = share * hu + (1 - share) * this.#outsideBrain(f, edge);
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

  /** Skull, scalp, face. */
  #outsideBrain(f: ArrayLike<number>, edge: number): number {
    const anatomy = this.#anatomy;
    const depth = -f[FIELD.scalp]!;
    const x = f[FIELD.x]!;
    const y = f[FIELD.y]!;
    const z = f[FIELD.z]!;
    const texture = f[FIELD.texture]!;
    const inner = f[FIELD.innerTable]!;
    const outer = f[FIELD.outerTable]!;
    // Skin, then fat; muscle lies on the bone, thickest at the temples, in the neck and in the face.
    let hu = FAT + 12 * texture;
    const deepFace =
      z < -18
        ? 0.3 * depth -
          2 +
          7 * this.#noise.at(x / 13, y / 13, z / 22 + 4.4) +
          5 * this.#noise.at((x + y) / 8, (y - x) / 8, z / 14)
        : -9;
    const muscle = Math.max(deepFace, 0.62 * depth - outer - (z < -30 && y > 20 ? -3 : 1) + 2 * texture);
    if (muscle > -1 && outer > 0) hu += (52 - FAT) * inside(-muscle, 1);
    const [, , , swelling] = anatomy.swelling;
    if (swelling > 0) {
      const radius = Math.sqrt(x * x + y * y + z * z) + 1e-6;
      const toward = (x * anatomy.swelling[0] + y * anatomy.swelling[1] + z * anatomy.swelling[2]) / radius;
      if (toward > 0.75) {
        const share = inside(0.8 - toward, 0.06);
        hu += (45 + 15 * texture - hu) * share;
      }
    }
    if (depth < 2.2) hu += (35 - hu) * inside(depth - 1.6, 0.7);

    const socket = f[FIELD.orbit]!;
    if (socket < 3) hu = this.#inOrbit(hu, socket, x, y, z, edge);

    // The two tables are dense, the diploe between them is not; thin bone has none.
    let bone = inside(outer, edge);
    if (socket < edge && depth > 5) bone = Math.min(bone, inside(-socket, edge));
    let boneHu = anatomy.boneHu;
    const thickness = inner - outer;
    if (bone > 0 && thickness > 4) {
      const middle = (inner * -outer * 4) / (thickness * thickness);
      if (middle > 0) boneHu -= 0.5 * anatomy.boneHu * middle * middle * (1 + 0.5 * texture);
    }
    const base = f[FIELD.bone]!;
    if (base < edge && socket > 0) {
      const share = inside(base, edge);
      if (share > bone) {
        bone = share;
        boneHu = anatomy.boneHu * (0.72 + 0.25 * texture);
        if (Math.abs(x) > 42 && y > 18 && z < -16) {
          // Mastoid air cells.
          const cells = this.#noise.at(x / 2.6, y / 2.6, z / 2.6);
          if (cells > 0.05 && base < -2.2) boneHu = AIR + 200;
        }
      }
    }
    const air = f[FIELD.air]!;
    if (air < 2.5 && air > -edge && outer > 0) {
      // Sinuses are lined with thin bone.
      const wall = inside(Math.abs(air - 0.9) - 0.9, edge);
      if (wall > bone) {
        bone = wall;
        boneHu = 0.55 * anatomy.boneHu;
      }
    }
    if (socket > 0 && socket < 2.6 && depth > 6) {
      const wall = inside(Math.abs(socket - 1.1) - 0.9, edge);
      if (wall > bone) {
        bone = wall;
        boneHu = 0.6 * anatomy.boneHu;
      }
    }
    hu += (boneHu - hu) * bone;
    if (air < edge) {
      let share = inside(air, edge);
      const ax = Math.abs(x);
      if (ax < 15 && y < -34 && z < -16 && z > -62) {
        // Ethmoid septa and the turbinates.
        const septa = this.#noise.at(x / 3.2, y / 6, z / 7);
        share *= 1 - 0.6 * inside(Math.abs(septa) - 0.08, 0.1) - 0.4 * inside(ax - 0.8, 0.6);
        hu = hu < 60 ? 60 : hu;
      }
      hu += (AIR - hu) * share;
    }
    if (depth < edge) hu += (AIR - hu) * (1 - inside(-depth, edge));
    return hu;
  }

  #inOrbit(around: number, socket: number, x: number, y: number, z: number, edge: number): number {
    const ax = Math.abs(x);
    let hu = around + (FAT - around) * inside(socket, edge);
    const nerve = capsule(ax, y, z, 15, -35, -20, 30, -60, -23, 2.2, 2.2);
    const medial = capsule(ax, y, z, 15, -36, -21, 21, -64, -23, 1.6, 2);
    const lateral = capsule(ax, y, z, 20, -36, -22, 42, -62, -23, 1.6, 2.2);
    const cords = Math.min(nerve, medial, lateral);
    if (cords < edge) hu += (40 - hu) * inside(cords, edge);
    const globe = ellipsoid(ax - 31, y + 72, z + 23, 12, 12, 12);
    if (globe < edge) {
      const share = inside(globe, edge);
      const lens = ellipsoid(ax - 31, y + 80.5, z + 23, 4.5, 2, 4.5);
      const content = globe > -1.8 ? 45 : 10 + 60 * inside(lens, edge);
      hu += (content - hu) * share;
    }
    return hu;
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
      fluid = this.#fluidOfPosteriorFossa(x, y, z, surface, stem, widen, edge);
      const medulla = ellipsoid(ax - 17, y - 46, z + 36, 15, 14, 8);
      hu = anatomy.greyHu - 1.2 - (anatomy.greyHu - anatomy.whiteHu - 2) * inside(medulla, 4);
      hu += ax < 7 ? 1.2 : 0;
      if (surface < 16) {
        // Folia: fine, parallel to the surface's latitude.
        const folia = this.#noise.at(x / 14, (y - 48) / 14, z / 3.4);
        hu -= (0.5 + 1.5 * anatomy.atrophy) * inside(Math.abs(folia) - 0.1, 0.12) * (1 - surface / 16) * 3;
      }
    } else {
      const d = this.#distanceToFluid(f, ax, x, y, z, surface, stem, widen);
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

    hu = this.#membranes(hu, f, ax, y, z, edge);
    hu = this.#calcifications(hu, ax, x, y, z, edge);

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

  /** Signed distance to the subarachnoid space above the tentorium (negative in fluid). */
  #distanceToFluid(
    f: ArrayLike<number>,
    ax: number,
    x: number,
    y: number,
    z: number,
    surface: number,
    stem: number,
    widen: number,
  ): number {
    const anatomy = this.#anatomy;
    const atrophy = anatomy.atrophy;
    let d = -surface;
    // Sulci reach in from the convexity and from the midline.
    const depth = surface < ax + 1 ? surface : ax + 1;
    if (depth < 26) {
      const wide = (0.4 + 0.95 * atrophy) * anatomy.sulcusMm + widen;
      const deep = 17 + 11 * f[FIELD.texture]!;
      const reach = deep - depth;
      const a = wide * (1.1 - (0.7 * depth) / deep) - Math.abs(f[FIELD.sulcus]!);
      const sheet = a < reach ? a : reach;
      if (sheet > d) d = sheet;
      if (depth < 13) {
        const narrow = (0.05 + 0.75 * atrophy) * anatomy.sulcusMm + widen * 0.8;
        const b = narrow * (1.05 - (0.6 * depth) / 12) - Math.abs(f[FIELD.smallSulcus]!);
        const shallow = 11 - depth;
        const small = b < shallow ? b : shallow;
        if (small > d) d = small;
      }
    }
    // The interhemispheric fissure, outside the corpus callosum.
    if (ax < 12) {
      const outline = callosum(y, z);
      const open = (Math.sqrt(outline) - 1) * 32;
      const half = 0.7 + 1.1 * atrophy * (y < -20 ? 1.5 : 0.8) + widen * 0.5 - ax;
      const fissure = half < open ? half : open;
      if (fissure > d) d = fissure;
    }
    if (ax > 20 && y > -34 && y < 40 && z > -20 && z < 34) {
      const uneven = this.#noise.at(y / 11, z / 9, x > 0 ? 3.3 : 9.1);
      const sylvian = -sylvianFissure(
        ax + 2.5 * f[FIELD.texture]!,
        y,
        z + 7 * f[FIELD.texture]!,
        0.4 * anatomy.sulcusMm + 1.3 * atrophy + widen * 0.7,
        uneven,
      );
      if (sylvian > d) d = sylvian;
    }
    if (ax < 36 && z < 16 && y > -24 && y < 50) {
      const cistern = -cisterns(x, y, z, -0.6 + 1.2 * atrophy + widen * 0.3);
      if (cistern > d) d = cistern;
      // The ambient cistern round the midbrain.
      const ring = 1.6 + 1.3 * atrophy + widen * 0.4 - stem;
      const ambient = z > -20 && z < 5 && y > 6 ? Math.min(ring, 6 - z) : -9;
      if (ambient > d) d = ambient;
    }
    return -d;
  }

  #fluidOfPosteriorFossa(
    x: number,
    y: number,
    z: number,
    surface: number,
    stem: number,
    widen: number,
    edge: number,
  ): number {
    const anatomy = this.#anatomy;
    let d = 0.6 + anatomy.atrophy + widen - surface;
    const ax = Math.abs(x);
    if (stem < 18 && y < 30) {
      // Before and beside the brainstem all is cistern, as far as the bone.
      const front = 15 + (z < -38 ? (-38 - z) * 0.55 : 0);
      const before = Math.min(front + 6 - y - 0.25 * ax, 30 - ax);
      if (before > d) d = before;
    }
    if (ax < 20) {
      const magna = -cisterns(x, y, z, anatomy.atrophy);
      if (magna > d) d = magna;
      if (z < -68) {
        const cord = Math.min(-68 - z, 20);
        if (cord > d) d = cord;
      }
    }
    return inside(-d, edge);
  }

  /** Falx, tentorium, venous sinuses. */
  #membranes(hu: number, f: ArrayLike<number>, ax: number, y: number, z: number, edge: number): number {
    const anatomy = this.#anatomy;
    const inner = f[FIELD.innerTable]!;
    const tent = tentoriumZ(ax, y);
    let out = hu;
    if (ax < 7 && z > (y < 28 ? -6 : tent - 3) && inner > -60) {
      const rim = callosum(y, z);
      if (rim > (y > 0 ? 1.15 : 1.6)) {
        const falx = inside(ax - (y > 10 ? 0.75 : 0.5), edge);
        out += (anatomy.falxHu - out) * falx * (y < -20 ? 0.7 : 1);
      }
      if (z > -5 && (y > -40 || z > 30)) {
        const sinus = Math.max(ax + 0.7 * (-inner - 5), -7 - inner) - 0.5;
        if (sinus < 1) out += (anatomy.greyHu + 14 - out) * inside(sinus, 1);
      }
    }
    if (y > 24 && ax > 4 && z < 12) {
      const sheet = Math.abs(z - tent) * 0.85;
      if (sheet < 2 + edge) {
        const notch = Math.hypot(ax / 19, (y - 24) / 22);
        if (notch > 1) out += (anatomy.falxHu - 4 - out) * inside(sheet - 0.5, edge) * 0.6;
        if (inner > -8 && y > 34)
          out += (anatomy.greyHu + 12 - out) * inside(sheet - 2 - 0.3 * inner - 1.6, 1);
      }
    }
    return out;
  }

  #calcifications(hu: number, ax: number, x: number, y: number, z: number, edge: number): number {
    const anatomy = this.#anatomy;
    let out = hu;
    if (anatomy.pinealMm > 0 && ax < 5 && y > 18 && y < 34) {
      const d = ellipsoid(x, y - 26, z - 3, anatomy.pinealMm, anatomy.pinealMm * 1.2, anatomy.pinealMm);
      if (d < edge) out += (190 - out) * inside(d, edge);
    }
    const choroid = x > 0 ? anatomy.choroidMm[0] : anatomy.choroidMm[1];
    if (choroid > 0 && ax > 14 && ax < 34 && y > 22 && y < 46 && z > -8 && z < 22) {
      const wobble = choroid * 0.5 * this.#noise.at(x / 3, y / 3, z / 3);
      const d = ellipsoid(ax - 23, y - 34, z - 7, choroid * 0.8, choroid, choroid * 0.9) + wobble;
      if (d < edge) out += (220 - out) * inside(d, edge);
    }
    if (anatomy.falxPlaqueMm > 0 && ax < 6) {
      const d = ellipsoid(x, y + 44, z - 40, anatomy.falxPlaqueMm * 0.6, 9, 6);
      if (d < edge) out += (420 - out) * inside(d, edge);
    }
    if (anatomy.pallidumHu > 0 && ax > 14 && ax < 26) {
      const d = ellipsoid(ax - 19, y - 1, z - 1, 2.5, 5, 4) + 1.5 * this.#noise.at(x / 3, y / 3, z / 3);
      if (d < 1) out += anatomy.pallidumHu * inside(d, 1);
    }
    return out;
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
