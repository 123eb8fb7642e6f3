/** What a loader has to know of its slices. */
export interface LoaderOptions<T> {
  readonly count: number;
  readonly load: (index: number, signal: AbortSignal) => Promise<T>;
  /** Memory that a slice takes. */
  readonly bytesOf: (index: number) => number;
  /** What is kept at most; 192 MiB by default: 384 slices of 512 x 512. The shown slice is always kept. */
  readonly maxBytes?: number | undefined;
  /** Requests at once; 4 by default, so that a browser's six connections a host leave room for others. */
  readonly concurrency?: number | undefined;
}

/** So many slices to either side are loaded while one scrolls; what lies farther waits until the view rests so long. */
const NEAR = 24;
const REST_MS = 300;

export type LoadState = 'waiting' | 'loaded' | 'failed';

/**
 * Loads the slices of a stack: the one in view first, then the pinned ones, then outwards as far as memory allows; while one
 * scrolls only what is near, since without a graphics card drawing needs the processor. What is farthest from view goes first
 * when memory gets tight. A slice that failed is tried again when it comes into view again.
 */
export class StackLoader<T> {
  readonly #options: LoaderOptions<T>;
  readonly #loaded = new Map<number, T>();
  readonly #failed = new Map<number, unknown>();
  readonly #running = new Map<number, AbortController>();
  readonly #listeners = new Set<(index: number) => void>();
  #center: number | null = null;
  #pinned: readonly number[] = [];
  /** Runs while one scrolls. */
  #rest: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: LoaderOptions<T>) {
    this.#options = options;
  }

  get(index: number): T | undefined {
    return this.#loaded.get(index);
  }

  state(index: number): LoadState {
    return this.#loaded.has(index) ? 'loaded' : this.#failed.has(index) ? 'failed' : 'waiting';
  }

  /** Why a slice could not be loaded. */
  failure(index: number): unknown {
    return this.#failed.get(index);
  }

  /** Slices that are in view besides: key slices. */
  pin(indexes: readonly number[]): void {
    this.#pinned = indexes;
    if (this.#center !== null) this.#fill();
  }

  /** The slice that is in view now. */
  want(index: number): void {
    if (this.#center !== null && this.#center !== index && !this.#closed) this.#scrolled();
    this.#center = index;
    const again = this.#failed.delete(index);
    this.#fill();
    if (again) this.#tell(index);
  }

  /** Called with the index of each slice that was loaded, failed or is tried again. */
  subscribe(listener: (index: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Aborts what is under way and forgets everything. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#rest);
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
    this.#loaded.clear();
    this.#listeners.clear();
  }

  #scrolled(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#fill();
    }, REST_MS);
  }

  #isNear(index: number): boolean {
    return Math.abs(index - (this.#center ?? 0)) <= NEAR || this.#pinned.includes(index);
  }

  #fill(): void {
    if (this.#closed) return;
    const plan = this.#plan();
    const kept = new Set(plan);
    for (const index of this.#loaded.keys()) if (!kept.has(index)) this.#loaded.delete(index);
    const { concurrency = 4 } = this.#options;
    const missing = plan.filter((index) => !this.#loaded.has(index) && !this.#failed.has(index));
    // What is in view doesn't wait behind what was in view before.
    if (missing[0] === this.#center && this.#center !== null && !this.#running.has(this.#center)) {
      const center = this.#center;
      const distance = (index: number) => Math.abs(index - center);
      const [farthest] = [...this.#running.keys()].sort((a, b) => distance(b) - distance(a));
      if (this.#running.size >= concurrency && farthest !== undefined) this.#abort(farthest);
    }
    for (const index of missing) {
      if (this.#running.size >= concurrency) return;
      if (this.#rest !== undefined && !this.#isNear(index)) return;
      if (!this.#running.has(index)) void this.#start(index);
    }
  }

  /** The slices to have, in the order to load them, as many as fit into memory. */
  #plan(): number[] {
    const { count, bytesOf, maxBytes = 192 * 2 ** 20 } = this.#options;
    const center = this.#center ?? 0;
    const plan: number[] = [];
    const seen = new Set<number>();
    let bytes = 0;
    const add = (index: number): void => {
      if (index < 0 || index >= count || seen.has(index)) return;
      bytes += bytesOf(index);
      if (plan.length > 0 && bytes > maxBytes) return;
      seen.add(index);
      plan.push(index);
    };
    add(center);
    for (const index of this.#pinned) add(index);
    for (let distance = 1; distance < count && bytes <= maxBytes; distance++) {
      add(center + distance);
      add(center - distance);
    }
    return plan;
  }

  async #start(index: number): Promise<void> {
    const controller = new AbortController();
    this.#running.set(index, controller);
    try {
      const loaded = await this.#options.load(index, controller.signal);
      if (!controller.signal.aborted) this.#loaded.set(index, loaded);
    } catch (error) {
      if (!controller.signal.aborted) this.#failed.set(index, error);
    }
    if (controller.signal.aborted) return;
    this.#running.delete(index);
    this.#fill();
    this.#tell(index);
  }

  #tell(index: number): void {
    for (const listener of this.#listeners) listener(index);
  }

  #abort(index: number): void {
    this.#running.get(index)?.abort();
    this.#running.delete(index);
  }
}
