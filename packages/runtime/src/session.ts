import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Numbers in or out of a session. */
export interface RuntimeTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface SessionOptions {
  /** Threads within an operator. */
  readonly threads?: number;
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

/** What onnxruntime refused, with its own words as the cause. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
}

/**
 * How long a thread that has nothing to do keeps its core. onnxruntime's own choice is long: with two threads on cores that
 * others use too, it cost a third of a training step.
 */
const SPIN_MICROSECONDS = '50';

/** Loads an ONNX graph into onnxruntime on the CPU. @throws RuntimeError where it is not accepted */
export async function openSession(onnx: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const { threads = 2, profilePrefix } = options;
  const session = await attempt('Failed to open an ONNX graph', () =>
    InferenceSession.create(onnx, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      extra: { session: { intra_op: { spin_duration_us: SPIN_MICROSECONDS } } },
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
