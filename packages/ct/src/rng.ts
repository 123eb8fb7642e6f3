/**
 * A seeded random number generator (Doty-Humphrey's sfc32, seeded by FNV-1a): same seed, same numbers.
 * Independent streams come from names, not from the order of calls: `Rng.of(7, 'epoch', 3)`.
 */
export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;
  #spare: number | undefined;

  private constructor(key: string) {
    this.#a = fnv1a(`${key}/a`);
    this.#b = fnv1a(`${key}/b`);
    this.#c = fnv1a(`${key}/c`);
    for (let i = 0; i < 15; i++) this.#next();
  }

  /** A stream named by its parts, e.g. `Rng.of(seed, 'study', 12)`. */
  static of(...parts: readonly (string | number)[]): Rng {
    return new Rng(parts.map(String).join('\u0000'));
  }

  #next(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** Uniform in [low, high), 32 bits of it random. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.#next() / 2 ** 32);
  }

  /** Uniform in the logarithm, in [low, high). */
  logUniform(low: number, high: number): number {
    return Math.exp(this.uniform(Math.log(low), Math.log(high)));
  }

  /** An integer in [0, count). */
  integer(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('Rng.pick: nothing to pick from');
    return items[this.integer(items.length)] as T;
  }

  /** Gaussian (Box-Muller). */
  normal(mean = 0, standardDeviation = 1): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return mean + standardDeviation * value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return mean + standardDeviation * radius * Math.cos(angle);
  }

  /** A new array in random order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
