import { CHANNELS } from '@ichor/scoring';
import type { Prepared } from './prepared.ts';
import { openShards } from './shards.ts';

/** The planes of samples, read by position. */
export interface Samples {
  /** Copies the planes of a sample to out[at...]: [CHANNELS, size, size]. */
  copyPlanes(row: number, out: Uint8Array, at: number): void;
  /** Copies the mask of a sample, [cells, cells], where there are any. */
  copyMask: ((row: number, out: Uint8Array) => void) | undefined;
  close(): void;
}

/** Opens the pixels of a prepared source; it keeps at most twice what a reader of shards does. */
export function openSamples({
  planes,
  masks,
  triples,
}: Pick<Prepared, 'planes' | 'masks' | 'triples'>): Samples {
  const planeReader = openShards(planes);
  const maskReader = masks && openShards(masks);
  return {
    copyPlanes: (row, out, at) => {
      for (let channel = 0; channel < CHANNELS; channel++)
        planeReader.copy(triples[row * CHANNELS + channel]!, out, at + channel * planes.recordBytes);
    },
    copyMask: maskReader && ((row, out) => maskReader.copy(row, out, 0)),
    close: () => {
      planeReader.close();
      maskReader?.close();
    },
  };
}
