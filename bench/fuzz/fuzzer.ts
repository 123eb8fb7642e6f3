import { Rng } from '@ichor/ct';
import type { OpenBundle } from '@ichor/inference';
import { judge, type Verdict } from './judge.ts';
import { mutate, undamaged } from './mutate.ts';
import {
  chosen,
  type FileResult,
  type Outcome,
  openBundleForAll,
  readFile,
  readOtherwise,
  report,
} from './read-all.ts';
import { makeSeeds, type Seed } from './seeds.ts';

/** One case and what became of it. */
export interface CaseResult {
  readonly number: number;
  readonly seed: string;
  readonly label: string;
  readonly kind: Verdict['kind'] | 'defect';
  readonly why: string;
}

/** A seed read undamaged, to hold the damaged ones against. */
interface Plain {
  readonly seed: Seed;
  readonly bytes: readonly Uint8Array[];
  readonly results: ReadonlyMap<Uint8Array, FileResult>;
  readonly outcome: Outcome;
}

/** Fixtures are single files that need milliseconds; a study made of each form says more. */
const FIXTURE_SHARE = 0.2;
/** One in so many of the cases that were noticed. */
const SCORED = 4;

/** Damages studies by number and looks what the reader makes of them. */
export class Fuzzer {
  readonly #key: string | number;
  readonly #studies: readonly Plain[];
  readonly #fixtures: readonly Plain[];
  readonly #bundle: OpenBundle;

  private constructor(key: string | number, plain: readonly Plain[], bundle: OpenBundle) {
    this.#key = key;
    this.#studies = plain.filter(({ seed }) => !seed.name.startsWith('fixture'));
    this.#fixtures = plain.filter(({ seed }) => seed.name.startsWith('fixture'));
    this.#bundle = bundle;
  }

  /** @param only seeds whose name contains it */
  static async open(key: string | number, only = ''): Promise<Fuzzer> {
    const bundle = await openBundleForAll();
    const plain: Plain[] = [];
    for (const seed of await makeSeeds()) {
      if (!seed.name.includes(only)) continue;
      const bytes = undamaged(seed);
      const results = new Map<Uint8Array, FileResult>();
      for (const file of bytes) results.set(file, await readFile(file));
      plain.push({ seed, bytes, results, outcome: chosen([...results.values()]) });
    }
    return new Fuzzer(key, plain, bundle);
  }

  /** What becomes of the undamaged studies, by the seeds' names. */
  describe(): { readonly name: string; readonly signals: readonly string[] }[] {
    return this.#studies.map(({ seed, outcome }) => ({
      name: seed.name,
      signals: [...outcome.signals.keys()],
    }));
  }

  /** The same case for the same number. */
  async run(number: number): Promise<CaseResult> {
    const rng = Rng.of('fuzz', this.#key, number);
    const fixture = this.#studies.length === 0 || (this.#fixtures.length > 0 && rng.chance(FIXTURE_SHARE));
    const plain = rng.pick(fixture ? this.#fixtures : this.#studies);
    const mutation = mutate(plain.seed, plain.bytes, rng);
    const of = (kind: CaseResult['kind'], why: string): CaseResult => ({
      number,
      seed: plain.seed.name,
      label: mutation.label,
      kind,
      why,
    });
    try {
      const results: FileResult[] = [];
      for (const bytes of mutation.files) {
        const known = plain.results.get(bytes);
        const result = known ?? (await readFile(bytes));
        results.push(result);
        if (known === undefined)
          await readOtherwise(bytes, result, !mutation.label.endsWith('out of order') && !mutation.mixed);
      }
      await this.#readsAsBefore(plain, rng.integer(plain.bytes.length));
      const outcome = chosen(results);
      const { kind, why } = judge(plain.outcome, outcome, mutation);
      // Scores take most of the time, and what is noticed is scored no otherwise than what isn't.
      if (kind !== 'noticed' || number % SCORED === 0) await report(this.#bundle, outcome);
      return of(kind, why);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return of('defect', text.split('\n').slice(0, 5).join(' | '));
    }
  }

  /** A damaged file leaves nothing behind in the reader. */
  async #readsAsBefore({ bytes, results }: Plain, index: number): Promise<void> {
    const [again, before] = [await readFile(bytes[index]!), results.get(bytes[index]!)!];
    const slices = (of: FileResult) => of.volume?.slices ?? of.slices;
    const same =
      again.error?.code === before.error?.code &&
      slices(again).every(({ hu }, i) => hu.every((value, k) => value === slices(before)[i]?.hu[k]));
    if (!same) throw new Error('a sound file reads otherwise after a damaged one');
  }
}
