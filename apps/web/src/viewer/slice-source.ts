import type { HemorrhageType } from '@ichor/ct';

/** Where pixels come from: the server, a folder, a phantom. The viewer sees nothing else of it. */
export interface SliceSource {
  /** Hounsfield units of one slice, [rows, columns] as stored. Rejects when the signal aborts. */
  load(instanceId: string, signal: AbortSignal): Promise<Int16Array>;
  /** The true mask of one type on a simulated slice, [rows, columns] of 0 and 1; null where there is none of it. */
  loadTruth(instanceId: string, type: HemorrhageType, signal: AbortSignal): Promise<Uint8Array | null>;
}
