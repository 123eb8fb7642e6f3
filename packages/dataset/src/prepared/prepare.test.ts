import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { WINDOWS } from '@ichor/ct';
import { isIchorError } from '@ichor/notices';
import { inputSpecification, networkInput, networkPlanes } from '@ichor/scoring';
import { EPIDURAL, NO_BLOOD, writePhysionetFolder } from '@ichor/testing/physionet-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluationBatches } from '../batches/evaluation-batches.ts';
import { openSource } from '../sources/sources.ts';
import { prepare } from './prepare.ts';
import type { PrepareProgress } from './prepare-studies.ts';

let home: string;
let folder: string;
let cache: string;
const specification = inputSpecification(32);
const source = () => openSource({ kind: 'physionet-ct-ich', folder });

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
  const prepared = await prepare(await source(), specification, cache, { onProgress: (p) => seen.push(p) });
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

  const study = await (await source()).load(2);
  const reading = networkInput(networkPlanes(study.series, specification), specification);
  const [training] = evaluationBatches(prepared, [6, 7, 8], 3);
  expect(Buffer.from(training!.images.buffer)).toEqual(Buffer.from(reading.buffer));
});

test('a second time it is loaded and not prepared, whatever the number of threads', async () => {
  const first = await prepare(await source(), specification, cache);
  const { mtimeMs } = await stat(join(first.folder, 'planes-0000.bin'));
  const again = await prepare(await source(), specification, cache, {
    onProgress: () => expect.unreachable('it is there already'),
  });
  expect((await stat(join(again.folder, 'planes-0000.bin'))).mtimeMs).toBe(mtimeMs);
  const alone = await prepare(await source(), specification, join(home, 'elsewhere'), { threads: 1 });
  expect(alone.fingerprint).toBe(first.fingerprint);
  expect(alone.planes.checksums).toEqual(first.planes.checksums);
});

test('two who prepare the same at once get the same, and leave nothing but it', async () => {
  const shared = join(home, 'shared');
  const work = async (threads: number) => prepare(await source(), specification, shared, { threads });
  const [one, other] = await Promise.all([work(1), work(3)]);
  expect([other.folder, other.fingerprint]).toEqual([one.folder, one.fingerprint]);
  expect((await readdir(shared)).sort()).toEqual(['identities', basename(one.folder)]);
});

test('studies that were left beside what was made of them are removed', async () => {
  const { folder: own } = await prepare(await source(), specification, cache);
  await mkdir(`${own}.studies`);
  await prepare(await source(), specification, cache);
  expect(await readdir(cache)).not.toContain(`${basename(own)}.studies`);
});

test('a copy of the data, with new times, is found in the same cache', async () => {
  const first = await prepare(await source(), specification, cache);
  const copy = join(home, 'copy');
  await cp(folder, copy, { recursive: true });
  const copied = await openSource({ kind: 'physionet-ct-ich', folder: copy });
  const again = await prepare(copied, specification, cache, {
    onProgress: () => expect.unreachable('it is there already'),
  });
  expect([again.folder, again.fingerprint]).toEqual([first.folder, first.fingerprint]);
});

test('another specification and changed data make other folders', async () => {
  const first = await prepare(await source(), specification, cache);
  const larger = await prepare(await source(), inputSpecification(64), cache);
  expect(larger.folder).not.toBe(first.folder);
  await appendFile(join(folder, 'hemorrhage_diagnosis.csv'), `90,1,${NO_BLOOD}\n`);
  const changed = await prepare(await source(), specification, cache);
  expect(changed.folder).not.toBe(first.folder);
  expect(changed.notices.map(({ code }) => code)).toEqual(['patient-missing']);
});

test('a cache that was cut off is an error, and deleting it the remedy', async () => {
  const { folder: own } = await prepare(await source(), specification, cache);
  await truncate(join(own, 'planes-0000.bin'), 100);
  const error = await prepare(await source(), specification, cache).catch((caught: unknown) => caught);
  expect(isIchorError(error) && [error.code, error.subject]).toEqual(['cache-damaged', own]);
  await rm(own, { recursive: true });
  expect((await prepare(await source(), specification, cache)).patients).toHaveLength(12);
});

test('planes in many shards are those of one, and a shard that is not as it was written is found', async () => {
  const whole = await prepare(await source(), specification, cache);
  const sharded = await prepare(await source(), specification, join(home, 'shards'), { shardBytes: 5000 });
  expect(sharded.planes.files).toEqual(['planes-0000.bin', 'planes-0001.bin', 'planes-0002.bin']);
  expect(sharded.fingerprint).toBe(whole.fingerprint);
  const rows = whole.patients.map((_, row) => row);
  const [one] = evaluationBatches(whole, rows, 12);
  const [many] = evaluationBatches(sharded, rows, 12);
  expect(Buffer.from(many!.images.buffer).equals(Buffer.from(one!.images.buffer))).toBe(true);

  const shard = join(sharded.folder, 'planes-0001.bin');
  const bytes = await readFile(shard);
  bytes[2000]! ^= 1;
  await writeFile(shard, bytes);
  // Its size is right, so it is found by who reads that plane, or everything.
  const again = await prepare(await source(), specification, join(home, 'shards'));
  expect([...evaluationBatches(again, [0], 1)]).toHaveLength(1);
  expect(() => [...evaluationBatches(again, rows, 12)]).toThrow('is not as it was written');
  const error = await prepare(await source(), specification, join(home, 'shards'), { rehash: true }).catch(
    (caught: unknown) => caught,
  );
  expect(isIchorError(error) && [error.code, error.subject]).toEqual(['cache-damaged', sharded.folder]);
});

test.each(['manifest.json', 'columns.bin', 'studies.jsonl'])(
  'a changed byte in %s is found',
  async (file) => {
    const elsewhere = join(home, `changed-${file}`);
    const { folder: own } = await prepare(await source(), specification, elsewhere);
    const bytes = await readFile(join(own, file));
    // A digit stays a digit, so that JSON stays JSON.
    const at = file === 'columns.bin' ? 5 : bytes.lastIndexOf('5');
    bytes[at]! ^= 1;
    await writeFile(join(own, file), bytes);
    const error = await prepare(await source(), specification, elsewhere).catch((caught: unknown) => caught);
    expect(isIchorError(error) && [error.code, error.subject]).toEqual(['cache-damaged', own]);
  },
);

test('an interrupted preparation goes on with the studies that are missing, to the same fingerprint', async () => {
  const elsewhere = join(home, 'interrupted');
  const stop = new AbortController();
  const first = prepare(await source(), specification, elsewhere, {
    threads: 1,
    signal: stop.signal,
    onProgress: ({ done }) => done === 2 && stop.abort(new Error('stopped by the test')),
  });
  await expect(first).rejects.toThrow('stopped by the test');
  const seen: number[] = [];
  const second = await prepare(await source(), specification, elsewhere, {
    onProgress: ({ done }) => seen.push(done),
  });
  expect(seen.at(-1)).toBe(4);
  expect(seen.length).toBeLessThan(3);
  expect(second.fingerprint).toBe((await prepare(await source(), specification, cache)).fingerprint);
  expect((await readdir(elsewhere)).sort()).toEqual(['identities', basename(second.folder)]);
});

test('a study that cannot be prepared is named, and nothing passes for a whole cache', async () => {
  const broken = join(folder, 'Patients_CT', '053', 'brain', '2.jpg');
  await writeFile(broken, 'no image');
  const elsewhere = join(home, 'none');
  const error = await prepare(await source(), specification, elsewhere).catch((caught: unknown) => caught);
  expect(isIchorError(error) && [error.code, error.subject]).toEqual(['image-unreadable', broken]);
  expect(
    (await readdir(elsewhere)).filter((name) => name !== 'identities' && !name.endsWith('.studies')),
  ).toEqual([]);
});

test('a source that lacks values which the network is shown is refused, not prepared as what it kept', async () => {
  const windows = [WINDOWS.brain, WINDOWS.subdural, WINDOWS.bone] as const;
  const work = prepare(await source(), inputSpecification(32, { kind: 'windows', windows }), cache);
  const error = await work.catch((caught: unknown) => caught);
  expect(isIchorError(error) && [error.code, error.subject]).toEqual([
    'hu-range-missing',
    'physionet-ct-ich',
  ]);
  expect(String(error)).toContain('keeps -20 to 100 HU, and the network is shown -800 to 2000');
});
