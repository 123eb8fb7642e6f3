import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSeries, readInstance, writeCtImage } from '@ichor/dicom';
import type { OpenBundle } from '@ichor/inference';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { formatStudyReport, parseStudyReport } from '@ichor/report';
import { analyzeSeries, lockOutput, type WatchEvent, watchFolder } from '@ichor/studies';
import { smallDisk } from '@ichor/testing/small-disk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadBundle, SHIPPED_BUNDLE } from './open-bundle-folder.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const QUIET_SECONDS = 0.15;
const PATIENCE_MS = 25_000;

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

let bundle: OpenBundle['bundle'];
let uid: string;
let files: readonly File[];
let [input, output] = ['', ''];

beforeAll(async () => {
  ({ bundle } = await loadBundle(SHIPPED_BUNDLE));
  const study = simulateStudy(simulatePatient('watch'), {
    rows: 32,
    columns: 32,
    thicknessMm: 12,
    tiltDegrees: 0,
  });
  uid = study.series.studyInstanceUid;
  files = study.files;
});

/** A network that calls nothing, or what else a test has it do. */
function opened(run: () => void | Promise<void> = () => {}): OpenBundle {
  return {
    bundle,
    sha256: '0'.repeat(64),
    classifier: {
      inputs: ['images'],
      outputs: [bundle.model.logits],
      async run({ images }) {
        await run();
        const count = images!.shape[0]!;
        return { [bundle.model.logits]: { shape: [count, 6], data: new Float32Array(6 * count).fill(-12) } };
      },
      time: async () => [],
      dispose: async () => {},
    },
    dispose: async () => {},
  };
}

/** A watch that runs until it is stopped. */
class Watching {
  readonly events: WatchEvent[] = [];
  readonly #stop = new AbortController();
  readonly #over: Promise<void>;

  constructor(bundleOf: OpenBundle = opened(), quietSeconds = QUIET_SECONDS) {
    this.#over = watchFolder(input, output, {
      opened: bundleOf,
      quietSeconds,
      onEvent: (event) => this.events.push(event),
      signal: this.#stop.signal,
    });
  }

  names = (): string[] => this.events.map(({ event }) => event);

  /** Waits until so many events of a name have come. */
  async until(name: WatchEvent['event'], count = 1): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (this.names().filter((one) => one === name).length < count) {
      if (performance.now() > end) throw new Error(`no ${count} x ${name} in ${JSON.stringify(this.events)}`);
      await sleep(10);
    }
  }

  /** Waits long enough for anything that is due to have happened. */
  async settle(): Promise<void> {
    await sleep(QUIET_SECONDS * 1000 * 4);
  }

  async stop(): Promise<string[]> {
    this.#stop.abort();
    await this.#over;
    return this.names();
  }
}

const running = new Set<Watching>();
const start = (bundleOf?: OpenBundle, quietSeconds?: number): Watching => {
  const watching = new Watching(bundleOf, quietSeconds);
  running.add(watching);
  return watching;
};

beforeEach(() => {
  input = temporaryFolder();
  output = temporaryFolder();
});
afterEach(async () => {
  for (const watching of running) await watching.stop();
  running.clear();
});

const drop = (some: readonly File[], folder = input): void => {
  for (const { name, bytes } of some) writeFileSync(join(folder, name), bytes);
};
const result = (name: string): string => readFileSync(join(output, uid, name), 'utf8');
const slicesRead = (): number =>
  parseStudyReport(JSON.parse(result('report.json'))).studies[0]!.series[0]!.slices.length;

describe('watch', () => {
  test('reads a study once when it is quiet, and writes what analyze would', async () => {
    drop(files);
    const watching = start();
    await watching.until('read');
    await watching.settle();
    expect(await watching.stop()).toEqual(['watching', 'arrived', 'reading', 'read', 'stopped']);
    const paths = readdirSync(input).map((name) => join(input, name));
    const slices = await Promise.all(paths.map((path) => readInstance(readFileSync(path), path)));
    const report = await analyzeSeries(opened(), buildSeries(slices), { unreadableFiles: 0 });
    expect(result('report.json')).toBe(formatStudyReport(report));
    expect(readdirSync(join(output, uid)).sort()).toEqual(['report.json', 'state.json']);
  });

  test('waits while files still come', async () => {
    const watching = start(opened(), 2);
    for (const file of files) {
      drop([file]);
      await sleep(100);
    }
    await watching.until('read');
    await watching.settle();
    expect((await watching.stop()).filter((name) => name === 'read')).toHaveLength(1);
    expect(slicesRead()).toBe(files.length);
  });

  test('reads a study again when it has grown', async () => {
    drop(files.slice(1));
    const watching = start();
    await watching.until('read');
    expect(slicesRead()).toBe(files.length - 1);
    drop(files.slice(0, 1));
    await watching.until('read', 2);
    expect(slicesRead()).toBe(files.length);
    expect((await watching.stop()).filter((name) => name === 'arrived')).toHaveLength(2);
  });

  test('does not read again what was sent twice, renamed, or taken away', async () => {
    drop(files);
    const watching = start();
    await watching.until('read');
    const [first, second] = files as [File, File];
    utimesSync(join(input, first.name), new Date(), new Date(Date.now() + 5000));
    mkdirSync(join(input, 'deeper'));
    renameSync(join(input, second.name), join(input, 'deeper', 'other-name'));
    await watching.settle();
    for (const { name } of files.slice(2)) rmSync(join(input, name));
    await watching.settle();
    expect((await watching.stop()).filter((name) => name === 'reading')).toHaveLength(1);
    const next = start();
    await next.settle();
    expect(await next.stop()).toEqual(['watching', 'stopped']);
  });

  test('a failure leaves error.json and no report, is not tried again, and ends when the study grows', async () => {
    drop(files.slice(1));
    const broken = start(
      opened(() => {
        throw new Error('the network is ill');
      }),
    );
    await broken.until('failed');
    await broken.settle();
    expect(await broken.stop()).toEqual(['watching', 'arrived', 'reading', 'failed', 'stopped']);
    expect(JSON.parse(result('error.json'))).toMatchObject({
      studyInstanceUid: uid,
      code: 'internal-error',
      problem: 'the network is ill',
      remedy: expect.stringMatching(/\w/),
    });
    expect(existsSync(join(output, uid, 'report.json'))).toBe(false);
    const whole = start();
    await whole.settle();
    expect(whole.names()).toEqual(['watching']);
    drop(files.slice(0, 1));
    await whole.until('read');
    expect(existsSync(join(output, uid, 'error.json'))).toBe(false);
  });

  test('a report that no longer holds goes when the study grows and can not be read', async () => {
    drop(files.slice(1));
    const first = start();
    await first.until('read');
    await first.stop();
    drop(files.slice(0, 1));
    const broken = start(
      opened(() => {
        throw new Error('the network is ill');
      }),
    );
    await broken.until('failed');
    expect(existsSync(join(output, uid, 'report.json'))).toBe(false);
  });

  test('stopping in the middle of a study leaves nothing, and the next watch reads it', async () => {
    drop(files);
    const asked = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const slow = start(
      opened(async () => {
        asked.resolve();
        await held.promise;
      }),
    );
    await asked.promise;
    const stopping = slow.stop();
    held.resolve();
    expect(await stopping).toEqual(['watching', 'arrived', 'reading', 'stopped']);
    expect(existsSync(join(output, uid))).toBe(false);
    await start().until('read');
  });

  test('after a death at any moment of writing, the next watch does what is missing and no more', async () => {
    drop(files);
    const first = start();
    await first.until('read');
    await first.stop();
    const whole = join(temporaryFolder(), 'whole');
    cpSync(join(output, uid), whole, { recursive: true });
    const restartedAfter = async (again: boolean, change: (folder: string) => void): Promise<string[]> => {
      rmSync(join(output, uid), { recursive: true });
      cpSync(whole, join(output, uid), { recursive: true });
      change(join(output, uid));
      const watching = start();
      await (again ? watching.until('read') : watching.settle());
      const names = await watching.stop();
      expect(result('report.json')).toBe(readFileSync(join(whole, 'report.json'), 'utf8'));
      return names;
    };
    const nothing = ['watching', 'stopped'];
    const all = ['watching', 'arrived', 'reading', 'read', 'stopped'];
    expect(await restartedAfter(false, () => {})).toEqual(nothing);
    // Before the state: nothing but a part of it.
    const partial = (folder: string) => {
      rmSync(join(folder, 'report.json'));
      renameSync(join(folder, 'state.json'), join(folder, 'state.json.part'));
    };
    expect(await restartedAfter(true, partial)).toEqual(all);
    // Between state and report, with a part of the report, and with the report of an earlier state.
    const between = (folder: string) => {
      renameSync(join(folder, 'report.json'), join(folder, 'report.json.part'));
    };
    expect(await restartedAfter(true, between)).toEqual(all);
    expect(await restartedAfter(true, (folder) => writeFileSync(join(folder, 'report.json'), '{}'))).toEqual(
      all,
    );
    expect(
      await restartedAfter(true, (folder) => writeFileSync(join(folder, 'state.json'), '{"half":')),
    ).toEqual(all);
  });

  test('counts what is no DICOM, and tells nothing of patients', async () => {
    drop(files);
    writeFileSync(join(input, 'DOE^JOHN.txt'), 'no DICOM');
    const watching = start();
    await watching.until('read');
    await watching.until('ignored');
    await watching.stop();
    expect(watching.events.find(({ event }) => event === 'ignored')).toEqual({
      event: 'ignored',
      files: { 'not-dicom': 1 },
    });
    const { patientId } = await readInstance(files[0]!.bytes, '');
    const told = JSON.stringify(watching.events);
    for (const word of ['DOE', patientId, input]) expect(told).not.toContain(word);
  });

  test('a study whose series name different patients, and one without CT, end in an error', async () => {
    const image = {
      rows: 1,
      columns: 1,
      hu: new Int16Array(1),
      pixelSpacing: [1, 1],
      imagePositionPatient: [0, 0, 0],
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
      studyInstanceUid: '1.2.3',
    } as const;
    for (const i of [1, 2]) {
      const ids = { seriesInstanceUid: `2.${i}`, sopInstanceUid: `3.${i}`, patientId: `P${i}` };
      drop([{ name: `${i}`, bytes: writeCtImage({ ...image, ...ids }) }]);
    }
    cpSync(new URL('../../../fixtures/dicom/mr.dcm', import.meta.url), join(input, 'mr.dcm'));
    const watching = start();
    await watching.until('failed', 2);
    const codes = watching.events.flatMap((event) => (event.event === 'failed' ? [event.code] : []));
    expect(codes.sort()).toEqual(['no-ct-series', 'patient-mixed']);
  });

  test('says that the folder is away, and goes on when it is back', async () => {
    const away = `${input}-away`;
    const watching = start();
    await watching.settle();
    renameSync(input, away);
    await watching.until('input-away');
    renameSync(away, input);
    await watching.until('input-back');
    drop(files);
    await watching.until('read');
  });

  const disk = smallDisk(256);
  afterAll(() => disk?.remove());
  test.skipIf(disk === undefined)('waits until a full disk has space again, and then reads', async () => {
    output = join(disk!.folder, 'out');
    mkdirSync(output);
    const filling = join(disk!.folder, 'filling');
    expect(() => writeFileSync(filling, new Uint8Array(2 ** 20))).toThrow('ENOSPC');
    drop(files);
    const watching = start();
    await watching.until('failed');
    expect(watching.events).toContainEqual({ event: 'failed', studyInstanceUid: uid, code: 'disk-full' });
    rmSync(filling);
    await watching.until('read');
    expect(JSON.parse(result('report.json')).studies).toHaveLength(1);
  });

  test('two watches do not write to one folder', async () => {
    const unlock = await lockOutput(output);
    await expect(lockOutput(output)).rejects.toMatchObject({ code: 'output-in-use' });
    unlock();
    (await lockOutput(output))();
  });

  test('refuses a folder that is not there, results inside the folder, and seconds that are none', () => {
    expect(ichor('watch', join(input, 'nowhere'), output)).toMatchObject({ code: 1 });
    expect(ichor('watch', input, join(input, 'out'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('inside the folder'),
    });
    expect(ichor('watch', input, output, '--quiet-seconds', 'soon').code).toBe(2);
    expect(ichor('watch', input).code).toBe(2);
  });
});
