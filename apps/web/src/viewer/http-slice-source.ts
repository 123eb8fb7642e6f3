import { apiError } from '@ichor/api';
import { IchorError, toldError } from '@ichor/notices';
import { Check } from 'typebox/value';
import { noteStatus } from '../api/page-key.ts';
import type { SliceSource } from './slice-source.ts';

/** A server or its database that is away is back in a moment as a rule; then slices come without being asked for again. */
const RETRY_MS = 1_500;
const TRIES = 40;
/** Of the answers that say so: the database behind the server is away. */
const PASSING = 503;

interface Answer {
  readonly status: number;
  readonly bytes: ArrayBuffer;
}

/** The server's slices: GET /api/instances/:id/pixels and /truth/:type. */
export const httpSliceSource = (
  fetcher: typeof fetch = (...of) => fetch(...of),
  retryMs = RETRY_MS,
): SliceSource => {
  const get = async (path: string, signal: AbortSignal): Promise<Answer> => {
    for (let tried = 1; ; tried++) {
      try {
        const response = await fetcher(path, { signal });
        const answer = { status: response.status, bytes: await response.arrayBuffer() };
        noteStatus(answer.status);
        if (answer.status !== PASSING || tried >= TRIES) return answer;
      } catch (error) {
        if (signal.aborted || tried >= TRIES) throw error;
      }
      await resting(retryMs, signal);
    }
  };
  return {
    async load(instanceId, signal) {
      const answer = await get(`/api/instances/${instanceId}/pixels`, signal);
      if (answer.status !== 200) throw refused(answer);
      return littleEndianInt16(answer.bytes);
    },
    async loadTruth(instanceId, type, signal) {
      const answer = await get(`/api/instances/${instanceId}/truth/${type}`, signal);
      if (answer.status === 404) return null;
      if (answer.status !== 200) throw refused(answer);
      return new Uint8Array(answer.bytes);
    },
  };
};

/** @throws the signal's reason where it aborts meanwhile */
function resting(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** As the server worded it, where it did. */
function refused({ status, bytes }: Answer): IchorError {
  try {
    const said: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (Check(apiError, said)) return toldError(said);
  } catch {
    // No JSON: the status has to do.
  }
  return new IchorError({
    code: 'slice-not-loaded',
    subject: 'slice',
    problem: `the server answered ${status}`,
  });
}

function littleEndianInt16(bytes: ArrayBuffer): Int16Array {
  const pixels = new Int16Array(bytes);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return pixels;
  const view = new DataView(bytes);
  return pixels.map((_, i) => view.getInt16(2 * i, true));
}
