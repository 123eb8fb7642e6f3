import { networkInput, networkPlanes } from '@ichor/scoring';
import { fakeSession } from '@ichor/testing/fake-session';
import { openFakeBundle } from '@ichor/testing/open-fake-bundle';
import { tinySeries } from '@ichor/testing/tiny-series';
import { describe, expect, it } from 'vitest';
import { scoreSeries } from './score-series.ts';

const blood = { x: 30, y: 0, fromMm: 20, toMm: 40 };

describe('scoreSeries', () => {
  it('shows the network what networkInput gives, byte for byte, each sample once', async () => {
    const { opened, session } = await openFakeBundle();
    const series = tinySeries({ slices: 19, blood });
    const progress: number[] = [];
    await scoreSeries(opened, series, { onProgress: (done) => progress.push(done) });
    const all = networkInput(networkPlanes(series, opened.bundle.input), opened.bundle.input);
    const seen = new Uint8Array(all.byteLength);
    let at = 0;
    for (const run of session.runs) {
      seen.set(new Uint8Array(run.buffer, run.byteOffset, run.byteLength), at);
      at += run.byteLength;
    }
    expect(at).toBe(all.byteLength);
    expect(Buffer.from(seen).equals(Buffer.from(all.buffer))).toBe(true);
    expect(progress).toEqual([0, 8, 16, 19]);
  });

  it('finds blood in the slices that hold it', async () => {
    const { opened } = await openFakeBundle();
    const { sampleScores, scores } = await scoreSeries(opened, tinySeries({ blood }));
    const epidural = Array.from({ length: 12 }, (_, n) => sampleScores[n * 6]!);
    expect(epidural.map((score) => score > 0.1)).toEqual(
      epidural.map((_, n) => n * 5 >= blood.fromMm && n * 5 <= blood.toMm),
    );
    expect(scores.epidural).toBeGreaterThan(2 * scores.subdural);
  });

  it('averages probabilities with those of the mirrored slices where the bundle says so', async () => {
    const plain = await scoreSeries((await openFakeBundle()).opened, tinySeries({ blood }));
    const { opened, session } = await openFakeBundle({ mirror: true });
    const both = await scoreSeries(opened, tinySeries({ blood }));
    expect(session.runs).toHaveLength(4);
    const [images, turned] = session.runs as [Float32Array, Float32Array];
    expect([...turned.subarray(0, 32)]).toEqual([...images.subarray(0, 32)].reverse());
    // The fake network counts pixels, which mirroring does not change.
    expect(both.scores.epidural).toBeCloseTo(plain.scores.epidural, 6);
  });

  it('stops where the network gives something that is not a number', async () => {
    const { opened } = await openFakeBundle({}, fakeSession({ bias: Number.NaN }));
    await expect(scoreSeries(opened, tinySeries())).rejects.toMatchObject({ code: 'scores-invalid' });
  });
});
