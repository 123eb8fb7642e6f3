import { IchorError } from '@ichor/ct';
import type { SliceSource } from './slice-source.ts';

/** The server's slices: GET /api/instances/:id/pixels and /truth/:type. */
export const httpSliceSource = (fetcher: typeof fetch = (...of) => fetch(...of)): SliceSource => ({
  async load(instanceId, signal) {
    const answer = await fetcher(`/api/instances/${instanceId}/pixels`, { signal });
    if (!answer.ok) throw refused(answer);
    return littleEndianInt16(await answer.arrayBuffer());
  },
  async loadTruth(instanceId, type, signal) {
    const answer = await fetcher(`/api/instances/${instanceId}/truth/${type}`, { signal });
    if (answer.status === 404) return null;
    if (!answer.ok) throw refused(answer);
    return new Uint8Array(await answer.arrayBuffer());
  },
});

const refused = ({ status }: Response) =>
  new IchorError({
    code: 'slice-not-loaded',
    subject: 'slice',
    problem: `the server answered ${status}`,
    remedy: "Try again; see the server's log if it stays so.",
  });

function littleEndianInt16(bytes: ArrayBuffer): Int16Array {
  const pixels = new Int16Array(bytes);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return pixels;
  const view = new DataView(bytes);
  return pixels.map((_, i) => view.getInt16(2 * i, true));
}
