import { appendFile, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inputSpecification, isIchorError, networkInput, networkPlanes } from '@ichor/ct';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluationBatches } from './evaluation-batches.ts';
import { prepare } from './prepare.ts';
import type { PrepareProgress } from './prepare-studies.ts';
import { openSource } from './source.ts';
import { EPIDURAL, NO_BLOOD, writePhysionetFolder } from './testing.ts';

let home: string;
let folder: string;
let cache: string;
const specification = inputSpecification(32);
const description = () => ({ kind: 'physionet-ct-ich', folder }) as const;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ichor-prepare-'));
  folder = join(home, 'data');
  cache = join(home, 'cache');
  await writePhysionetFolder(
    folder,
    [50, 51, 52, 53].flatMap((patient) =>
      [1, 2, 3].map((slice) => ({ patient, slice, labels: (patient + slice) % 2 ? NO_BLOOD : EPIDURAL })),
    ),
  );
});
afterAll(() => rm(home, { recursive: true }));

test('prepared rows are those of the source in order, and give the tensor that a reading gets, byte for byte', async () => {
  const seen: PrepareProgress[] = [];
  const prepared = await prepare(description(), specification, cache, { onProgress: (p) => seen.push(p) });
  expect(prepared.patients).toEqual([50, 51, 52, 53].flatMap((p) => [p, p, p].map(String)));
  expect(prepared.slices.slice(0, 4)).toEqual(['1', '2', '3', '1']);
  expect([...prepared.studies]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
  expect([...prepared.relative.slice(0, 3)]).toEqual([0, 0.5, 1]);
  expect([...prepared.labels.subarray(0, 12)]).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  expect(seen.map(({ done, total }) => [done, total])).toEqual([
    [1, 4],
    [2, 4],
    [3, 4],
    [4, 4],
  ]);

  const study = await (await openSource(description())).load(2);
  const reading = networkInput(networkPlanes(study.series, specification), specification);
  const [training] = evaluationBatches(prepared, [6, 7, 8], 3);
  expect(Buffer.from(training!.images.buffer)).toEqual(Buffer.from(reading.buffer));
});

test('a second time it is loaded and not prepared, whatever the number of threads', async () => {
  const first = await prepare(description(), specification, cache);
  const { mtimeMs } = await stat(join(first.folder, 'planes.bin'));
  const again = await prepare(description(), specification, cache, {
    onProgress: () => expect.unreachable('it is there already'),
  });
  expect((await stat(join(again.folder, 'planes.bin'))).mtimeMs).toBe(mtimeMs);
  const alone = await prepare(description(), specification, join(home, 'elsewhere'), { threads: 1 });
  expect(alone.fingerprint).toBe(first.fingerprint);
  expect(alone.planes).toEqual(first.planes);
});

test('another specification and changed data make other folders', async () => {
  const first = await prepare(description(), specification, cache);
  const larger = await prepare(description(), inputSpecification(64), cache);
  expect(larger.folder).not.toBe(first.folder);
  await appendFile(join(folder, 'hemorrhage_diagnosis.csv'), `90,1,${NO_BLOOD}\n`);
  const changed = await prepare(description(), specification, cache);
  expect(changed.folder).not.toBe(first.folder);
  expect(changed.notices.map(({ code }) => code)).toEqual(['patient-missing']);
});

test('a cache that was cut off is an error, and deleting it the remedy', async () => {
  const { folder: own } = await prepare(description(), specification, cache);
  await truncate(join(own, 'planes.bin'), 100);
  const error = await prepare(description(), specification, cache).catch((caught: unknown) => caught);
  expect(isIchorError(error) && [error.code, error.subject]).toEqual(['cache-damaged', own]);
  await rm(own, { recursive: true });
  expect((await prepare(description(), specification, cache)).patients).toHaveLength(12);
});

test('an interrupted preparation goes on with the studies that are missing, to the same fingerprint', async () => {
  const elsewhere = join(home, 'interrupted');
  const stop = new AbortController();
  const first = prepare(description(), specification, elsewhere, {
    threads: 1,
    signal: stop.signal,
    onProgress: ({ done }) => done === 2 && stop.abort(new Error('stopped by the test')),
  });
  await expect(first).rejects.toThrow('stopped by the test');
  const seen: number[] = [];
  const second = await prepare(description(), specification, elsewhere, {
    onProgress: ({ done }) => seen.push(done),
  });
  expect(seen.at(-1)).toBe(4);
  expect(seen.length).toBeLessThan(3);
  expect(second.fingerprint).toBe((await prepare(description(), specification, cache)).fingerprint);
  expect(await readdir(elsewhere)).toEqual([basename(second.folder)]);
});

test('a study that cannot be prepared is named, and nothing passes for a whole cache', async () => {
  const broken = join(folder, 'Patients_CT', '053', 'brain', '2.jpg');
  await writeFile(broken, 'no image');
  const elsewhere = join(home, 'none');
  const error = await prepare(description(), specification, elsewhere).catch((caught: unknown) => caught);
  expect(isIchorError(error) && error.code).toBe('study-not-prepared');
  expect(String(error)).toContain('2.jpg');
  expect((await readdir(elsewhere)).every((name) => name.endsWith('.studies'))).toBe(true);
});
