import type { Session } from '@ichor/runtime';

/** Pixels along a side of one of the fake network's cells. */
const CELL = 16;

export interface FakeSession extends Session {
  /** The images of each run. */
  readonly runs: Float32Array[];
  readonly disposed: () => boolean;
}

/**
 * For tests: a network that sees blood by its density. Its map for `epidural` and `any` is the share of pixels between
 * 67 and 73 HU in each cell of the middle channel times 400, minus 4; every other type is -4 everywhere. A cell looks about
 * the place in it that a bundle's `cellLooksAt` says.
 */
export function fakeSession({ outputs = ['logits', 'cam'], bias = -4, cellLooksAt = 0.5 } = {}): FakeSession {
  const runs: Float32Array[] = [];
  let disposed = false;
  return {
    inputs: ['images'],
    outputs,
    runs,
    disposed: () => disposed,
    async run({ images }) {
      const [count, , size] = images!.shape as [number, number, number, number];
      const cells = size / CELL;
      runs.push(images!.data);
      const cam = new Float32Array(count * 6 * cells * cells).fill(bias);
      const logits = new Float32Array(count * 6);
      for (let n = 0; n < count; n++) {
        for (let i = 0; i < size * size; i++) {
          const hu = (images!.data[(n * 3 + 1) * size * size + i]! * 0.25 + 0.25) * 120 - 20;
          if (hu < 67 || hu > 73) continue;
          const [row, column] = [Math.floor(i / size), i % size].map((at) =>
            Math.floor((at + 0.5) / CELL + 0.5 - cellLooksAt),
          ) as [number, number];
          if (row >= cells || column >= cells) continue;
          const cell = row * cells + column;
          for (const type of [0, 5]) cam[(n * 6 + type) * cells * cells + cell]! += 400 / CELL ** 2;
        }
        for (let type = 0; type < 6; type++) {
          const map = cam.subarray((n * 6 + type) * cells * cells, (n * 6 + type + 1) * cells * cells);
          logits[n * 6 + type] = map.reduce((a, b) => a + b, 0) / map.length;
        }
      }
      return {
        logits: { shape: [count, 6], data: logits },
        cam: { shape: [count, 6, cells, cells], data: cam },
      };
    },
    async time() {
      return [];
    },
    async dispose() {
      disposed = true;
    },
  };
}
