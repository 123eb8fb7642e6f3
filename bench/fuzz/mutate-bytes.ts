import type { Rng } from '@ichor/ct';
import { TAG } from '@ichor/dicom';
import type { Span } from './dicom-file.ts';
import type { PixelDamage, Subject } from './mutation.ts';

export interface ByteDamage {
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly pixels: PixelDamage;
  readonly subject: Subject;
}

/** Where pixels' own bytes lie; undefined where nobody knows. */
export type PixelRange = readonly [number, number] | undefined;

const NASTY = [0, 1, 0x7f, 0x80, 0xff, 0xfe, 0x0d, 0xdd, 0xd9, 0xd8];
const NASTY_WORDS = [0, 1, 0xffff, 0xfffe, 0x7fff, 0x8000];
const NASTY_LENGTHS = [0, 1, 7, 0xffffffff, 0xfffffffe, 0x7fffffff, 0x80000000, 0x10000, 0xfffeffff];

export function pixelRangeOf(spans: readonly Span[]): PixelRange {
  const pixels = spans.find(({ tag }) => tag === TAG.PixelData);
  return pixels && [pixels.value, pixels.end];
}

/** Damage that knows nothing of DICOM. */
export function damageBytes(rng: Rng, bytes: Uint8Array, pixelRange: PixelRange): ByteDamage {
  const length = bytes.length;
  const inPixels = pixelRange !== undefined && rng.chance(0.4);
  const at = (): number => {
    if (pixelRange === undefined) return rng.integer(length);
    // Most bytes are pixels, but most of what can go wrong is before them.
    return inPixels
      ? pixelRange[0] + rng.integer(Math.max(1, pixelRange[1] - pixelRange[0]))
      : rng.integer(Math.max(1, pixelRange[0]));
  };
  const where: Subject = inPixels ? 'pixels' : 'structure';
  const changed: PixelDamage = inPixels || pixelRange === undefined ? 'changed' : 'none';
  const reaching = (end: number): PixelDamage =>
    pixelRange !== undefined && end > pixelRange[0] ? 'changed' : changed;
  const damaged = (label: string, out: Uint8Array, pixels: PixelDamage = changed): ByteDamage => ({
    label: `${label}${pixelRange === undefined ? '' : inPixels ? ' in pixels' : ' in header'}`,
    bytes: out,
    pixels,
    subject: where,
  });
  switch (rng.integer(11)) {
    case 0:
    case 1: {
      const out = bytes.slice();
      const place = at();
      const count = rng.chance(0.5) ? 1 : 1 + rng.integer(8);
      for (let i = 0; i < count; i++) {
        const k = Math.min(length - 1, rng.chance(0.5) ? at() : place + i);
        if (k >= 0) out[k] = (out[k] as number) ^ (1 << rng.integer(8));
      }
      return damaged('bits flipped', out);
    }
    case 2: {
      const out = bytes.slice();
      const place = at();
      for (let i = place; i < Math.min(length, place + 1 + rng.integer(4)); i++) out[i] = rng.pick(NASTY);
      return damaged('bytes set', out);
    }
    case 3: {
      const out = bytes.slice();
      const place = Math.min(at(), length - 4);
      if (place >= 0) {
        const view = new DataView(out.buffer);
        if (rng.chance(0.5)) view.setUint16(place, rng.pick(NASTY_WORDS), rng.chance(0.5));
        else view.setUint32(place, rng.pick(NASTY_LENGTHS), rng.chance(0.5));
      }
      return damaged('number set', out);
    }
    case 4: {
      const out = bytes.slice(0, rng.chance(0.2) ? length - 1 - rng.integer(Math.min(length, 40)) : at());
      // What is cut from the end is pixels, whatever else goes with it.
      return { label: 'truncated', bytes: out, pixels: 'short', subject: 'pixels' };
    }
    case 5: {
      const place = at();
      const insert = Uint8Array.from({ length: 1 + rng.integer(rng.chance(0.5) ? 4 : 64) }, () =>
        rng.integer(256),
      );
      return damaged('bytes inserted', joined(bytes.subarray(0, place), insert, bytes.subarray(place)));
    }
    case 6: {
      const place = at();
      const end = place + 1 + rng.integer(rng.chance(0.5) ? 4 : 200);
      return damaged(
        'bytes deleted',
        joined(bytes.subarray(0, place), bytes.subarray(end)),
        inPixels ? 'short' : reaching(end),
      );
    }
    case 7: {
      const place = at();
      const end = Math.min(length, place + 1 + rng.integer(300));
      return damaged(
        'bytes duplicated',
        joined(bytes.subarray(0, end), bytes.subarray(place, end), bytes.subarray(end)),
        reaching(end),
      );
    }
    case 8: {
      const out = bytes.slice();
      const place = at();
      const end = place + 1 + rng.integer(400);
      out.fill(rng.chance(0.5) ? 0 : 255, place, end);
      return damaged('range blanked', out, reaching(end));
    }
    case 9: {
      const garbage = Uint8Array.from({ length: 1 + rng.integer(64) }, () => rng.integer(256));
      return {
        label: 'garbage appended',
        bytes: joined(bytes, garbage),
        pixels: 'none',
        subject: 'structure',
      };
    }
    default: {
      const out = bytes.slice();
      const [a, b] = [at(), at()];
      const size = Math.min(1 + rng.integer(64), length - Math.max(a, b));
      if (size > 0) {
        out.copyWithin(a, b, b + size);
        out.set(bytes.subarray(a, a + size), b);
      }
      return damaged('ranges exchanged', out, 'changed');
    }
  }
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}
