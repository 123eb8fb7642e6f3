import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { isProvider, PROVIDERS, type Provider } from './provider.ts';
import { ProviderError } from './provider-error.ts';
import { providerRemedy } from './provider-remedy.ts';
import { RuntimeError } from './runtime-error.ts';
import { TINY_GRAPH } from './tiny-graph.ts';

/** Numbers in or out of a session. */
export interface RuntimeTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface SessionOptions {
  /** Threads within an operator. */
  readonly threads?: number;
  /** What all of the graph is run on, 'cpu' by default: where it lacks an operator, the graph is refused. */
  readonly provider?: Provider;
  /** Writes onnxruntime's profile to a file that begins so. */
  readonly profilePrefix?: string;
}

/** An ONNX graph, ready to run. */
export interface Session {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /**
   * Runs the graph. Feeds are read where they lie, without a copy.
   * @param into outputs that are to be written into given arrays; where it is given, only these are computed
   */
  run(
    feeds: Readonly<Record<string, RuntimeTensor>>,
    into?: Readonly<Record<string, RuntimeTensor | null>>,
  ): Promise<Record<string, RuntimeTensor>>;
  /** Wall time of that many runs, in milliseconds each, after one that does not count. */
  time(feeds: Readonly<Record<string, RuntimeTensor>>, repeats: number): Promise<number[]>;
  /** Gives back its memory; it cannot run afterwards. */
  dispose(): Promise<void>;
}

/**
 * How long a thread that has nothing to do keeps its core. onnxruntime's own choice is long: with two threads on cores that
 * others use too, it cost a third of a training step.
 */
const SPIN_MICROSECONDS = '50';

// What goes wrong is thrown, and not said on standard error as well.
env.logLevel = 'fatal';

/**
 * Loads an ONNX graph into onnxruntime.
 * @throws ProviderError where there is no such provider, or this machine lacks what it needs; RuntimeError where the graph is
 * not accepted, as one is of which any node would have to run on another provider
 */
export async function openSession(onnx: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const { provider = 'cpu' } = options;
  if (!isProvider(provider))
    throw new ProviderError(provider, 'is no provider', `Give one of ${PROVIDERS.join(', ')}.`);
  try {
    return await open(onnx, options);
  } catch (error) {
    throw (await providerTrouble(provider)) ?? error;
  }
}

/** What keeps a provider from running the smallest of graphs on this machine, or undefined where it runs. */
export async function providerTrouble(provider: Provider): Promise<ProviderError | undefined> {
  if (provider === 'cpu') return undefined;
  try {
    const session = await open(TINY_GRAPH, { provider, threads: 1 });
    await session.run({ x: { shape: [1, 2], data: Float32Array.of(-1, 1) } });
    await session.dispose();
    return undefined;
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    return new ProviderError(provider, `cannot run here: ${lastSentence(words)}`, providerRemedy(provider), {
      cause,
    });
  }
}

/** onnxruntime's own words begin with files, functions and conditions of its sources. */
const lastSentence = (words: string): string =>
  words
    .trim()
    .replace(/\.$/, '')
    .replace(/^.*(?:was false\. |FAIL : |: )/s, '');

async function open(onnx: Uint8Array, options: SessionOptions): Promise<Session> {
  const { threads = 2, provider = 'cpu', profilePrefix } = options;
  const session = await attempt('Failed to open an ONNX graph', () =>
    InferenceSession.create(onnx, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      // A pattern of the first run's memory would lie beside that memory from the second run on, and is no faster.
      enableMemPattern: false,
      logSeverityLevel: 4,
      extra: {
        session: {
          intra_op: { spin_duration_us: SPIN_MICROSECONDS },
          ...(provider === 'cpu' ? {} : { disable_cpu_ep_fallback: '1' }),
        },
      },
      ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
    }),
  );
  const run: Session['run'] = async (feeds, into) => {
    const results = await attempt('Failed to run an ONNX graph', () =>
      into === undefined ? session.run(wrap(feeds)) : session.run(wrap(feeds), wrapOutputs(into)),
    );
    return Object.fromEntries(
      Object.entries(results).map(([name, { dims, data }]) => {
        if (!(data instanceof Float32Array)) throw new RuntimeError(`Output ${name} is not float32`);
        return [name, { shape: dims, data }];
      }),
    );
  };
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    run,
    async time(feeds, repeats) {
      const times: number[] = [];
      for (let i = 0; i <= repeats; i++) {
        const start = performance.now();
        await run(feeds);
        times.push(performance.now() - start);
      }
      return times.slice(1);
    },
    async dispose() {
      if (profilePrefix !== undefined) session.endProfiling();
      await session.release();
    },
  };
}

const wrap = (feeds: Readonly<Record<string, RuntimeTensor>>) =>
  Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, wrapOne(tensor)]));

const wrapOutputs = (into: Readonly<Record<string, RuntimeTensor | null>>) =>
  Object.fromEntries(
    Object.entries(into).map(([name, tensor]) => [name, tensor === null ? null : wrapOne(tensor)]),
  );

const wrapOne = ({ shape, data }: RuntimeTensor): Tensor => new Tensor('float32', data, [...shape]);

async function attempt<T>(what: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new RuntimeError(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
