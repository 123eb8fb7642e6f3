import type { SimulationRequest } from '@ichor/api';
import { type InstanceHeader, readHeader } from '@ichor/dicom';
import { BLEED_TYPES, type BleedType, simulatePatient, simulateStudy } from '@ichor/phantom';
import type { StoredBleed } from '../database/schema.ts';
import type { Incoming, Store } from '../store/store.ts';

/** A simulated study in the store, under temporary names, with its truth. */
export interface SimulatedFiles {
  readonly slices: readonly {
    readonly incoming: Incoming;
    readonly header: InstanceHeader;
    readonly masks: readonly { readonly type: BleedType; readonly incoming: Incoming }[];
  }[];
  readonly bleeds: readonly StoredBleed[];
}

/** A quarter of a scanner's pixels: a person waits for it, and the network sees no more. */
const ROWS = 256;
const MOST_BYTES = 2 ** 26;

/** Makes a patient as asked for. The volume changes the bleed alone: head, place and scan come from the seed. */
export async function simulateFiles(store: Store, request: SimulationRequest): Promise<SimulatedFiles> {
  const { type, side, volumeMl, hu, age, seed } = request;
  const patient = simulatePatient(`page ${seed}`, {
    age,
    bleeds: type === null ? [] : [{ type, side, volumeMl, hu }],
    shrinkToFit: true,
  });
  const { files, series, masks } = simulateStudy(patient, {
    rows: ROWS,
    columns: ROWS,
    tiltDegrees: 0,
    offsetMm: 0,
    noise: 3,
    headrest: true,
    // The UIDs hang on it: another request is another study.
    seed: JSON.stringify([type, side, volumeMl, hu, age]),
  });
  const put = (bytes: Uint8Array) => store.receive(once(bytes), MOST_BYTES);
  const slices: SimulatedFiles['slices'][number][] = [];
  for (const { name, bytes } of files) {
    const header = readHeader(bytes, name);
    const uid = header.instance.sopInstanceUid;
    const ownMasks = masks[series.slices.findIndex(({ sopInstanceUid }) => sopInstanceUid === uid)] ?? {};
    const stored: { type: BleedType; incoming: Incoming }[] = [];
    for (const one of BLEED_TYPES) {
      const mask = ownMasks[one];
      if (mask !== undefined) stored.push({ type: one, incoming: await put(mask) });
    }
    slices.push({ incoming: await put(bytes), header, masks: stored });
  }
  return {
    slices,
    bleeds: patient.bleeds.map((bleed) => ({
      type: bleed.type,
      side: bleed.side,
      place: bleed.place,
      volumeMl: patient.volumesMl[bleed.type],
    })),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
