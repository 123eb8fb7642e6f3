import { gzipSync } from 'node:zlib';
import type { SeriesStack } from '@ichor/api';
import type { Series, Slice } from '@ichor/ct';
import { buildSeries, readSlices, writeCtImage } from '@ichor/dicom';
import { readNifti } from '@ichor/nifti';
import { simulateStudy } from '@ichor/phantom';
import type { StudyReport } from '@ichor/report';
import { analyzeSeries, withAxial } from '@ichor/studies';
import { enhancedCt } from '@ichor/testing/enhanced-ct';
import { makeZip } from '@ichor/testing/make-zip';
import { niftiOf } from '@ichor/testing/nifti-of';
import { filesOf, planesOf } from '@ichor/testing/planes-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runReadJob } from './jobs/run-jobs.ts';
import { DATABASES } from './testing/databases.ts';
import { fixture, smallStudy } from './testing/small-study.ts';
import { openTestServer, type TestServer } from './testing/test-server.ts';

/** What comes otherwise than as one file a slice; each as `analyze` reads it. */
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer(await DATABASES[0]![1]());
}, 60_000);
afterAll(() => server.close());

/** Sends files, reads the study that they make, and gives what a page sees of it. */
async function study(...files: readonly { readonly name: string; readonly bytes: Uint8Array }[]) {
  const { outcomes, ended } = await server.upload(...files);
  const id = ended.studyIds[0]!;
  await runReadJob(await server.worker(), { studyId: id, now: true });
  const detail = await server.detail(id);
  const stack: SeriesStack = (
    await server.app.inject({ url: `/api/series/${detail.series[0]!.id}/stack` })
  ).json();
  const pixels = (i: number) => pixelsOf(stack.slices[i]!.instanceId);
  return { id, outcomes, ended, detail, report: detail.series[0]!.report!, stack, pixels };
}

async function pixelsOf(instanceId: string): Promise<Int16Array> {
  const { rawPayload } = await server.app.inject({ url: `/api/instances/${instanceId}/pixels` });
  return new Int16Array(new Uint8Array(rawPayload).buffer);
}

const remove = async (id: string) => {
  await server.app.inject({ method: 'DELETE', url: `/api/studies/${id}` });
  expect(await server.stored()).toEqual([]);
};

/** As `ichor analyze` has it. */
async function analyzed(
  series: readonly Series[],
): Promise<StudyReport['studies'][number]['series'][number]> {
  const { opened } = await server.worker();
  const report = await analyzeSeries(opened, withAxial(series), { unreadableFiles: 0 });
  return report.studies[0]!.series[0]!;
}

const uids = ({ slices }: { readonly slices: readonly { readonly sopInstanceUid: string }[] }) =>
  slices.map(({ sopInstanceUid }) => sopInstanceUid);

/** Any order but that of the stack. */
const shuffled = ({ slices }: Series): Slice[] => [
  ...slices.filter((_, i) => i % 2 === 1),
  ...slices.filter((_, i) => i % 2 === 0).reverse(),
];

test('a multi-frame image is read as analyze reads it, and shown frame by frame in order', async () => {
  const { series } = smallStudy('multi-frame');
  const bytes = enhancedCt(series, shuffled(series), { patientName: 'A^B' });
  const sent = await study({ name: 'enhanced.dcm', bytes });
  expect(sent.outcomes).toEqual([{ name: 'enhanced.dcm', outcome: 'stored' }]);
  expect(sent.detail.study).toMatchObject({
    state: { kind: 'read' },
    instances: series.slices.length,
    patient: { name: 'A^B' },
  });
  const built = buildSeries(await readSlices(bytes, 'x'));
  expect(sent.report).toEqual(await analyzed(built));
  expect(uids(sent.stack)).toEqual(uids(built[0]!));
  for (const [i, slice] of series.slices.entries()) {
    expect(sent.stack.slices[i]).toMatchObject({ imagePositionPatient: expect.anything(), rows: 64 });
    expect(await sent.pixels(i)).toEqual(slice.hu);
  }
  const again = await server.upload({ name: 'again.dcm', bytes });
  expect(again.outcomes).toEqual([{ name: 'again.dcm', outcome: 'known' }]);
  await remove(sent.id);
});

test('of two reconstructions in one series the one that analyze reads is read and shown', async () => {
  const { series } = smallStudy('two kernels');
  const slicesOfEach = series.slices.filter((_, i) => i % 2 === 0);
  const files = ['H60s', 'H30s'].flatMap((convolutionKernel, turn) =>
    slicesOfEach.map((slice, i) => ({
      name: `${convolutionKernel} ${i}.dcm`,
      bytes: writeCtImage({
        ...slice.header,
        ...slice,
        sopInstanceUid: `1.2.${turn + 1}.${i + 1}`,
        pixelSpacing: slice.pixelSpacing!,
        imagePositionPatient: slice.imagePositionPatient!,
        imageOrientationPatient: slice.imageOrientationPatient!,
        seriesDescription: 'Head',
        instanceNumber: 100 * turn + i + 1,
        convolutionKernel,
      } as Parameters<typeof writeCtImage>[0]),
    })),
  );
  const sent = await study(...files);
  const slices = (await Promise.all(files.map(({ bytes, name }) => readSlices(bytes, name)))).flat();
  const built = buildSeries(slices);
  expect(sent.report).toEqual(await analyzed(built));
  expect(sent.report.notices.map(({ code }) => code)).toContain('repeated-stack');
  expect(uids(sent.stack)).toEqual(uids(built[0]!));
  expect(uids(sent.stack).every((uid) => uid.startsWith('1.2.2.'))).toBe(true);
  await remove(sent.id);
});

test('a multi-frame image that was cut off makes its series incomplete, and the whole one heals it', async () => {
  const { series } = smallStudy('multi-frame cut');
  const bytes = enhancedCt(series, shuffled(series));
  const cut = await study({ name: 'cut.dcm', bytes: bytes.subarray(0, bytes.length - 9000) });
  expect(cut.outcomes).toMatchObject([{ outcome: 'refused', code: 'dicom-truncated' }]);
  expect(cut.detail.study.state).toMatchObject({ kind: 'incomplete' });
  const whole = await study({ name: 'whole.dcm', bytes });
  expect(whole.id).toBe(cut.id);
  expect(whole.detail.study.state).toEqual({ kind: 'read' });
  expect(whole.stack.slices).toHaveLength(series.slices.length);
  await remove(whole.id);
});

test('a multi-frame image of which one frame is damaged cannot be shown, and says so', async () => {
  const bytes = fixture('enhanced-ct-jpeg-ls.dcm');
  bytes[Buffer.from(bytes).lastIndexOf(Buffer.from([0xff, 0xd8, 0xff, 0xf7])) + 5] = 77;
  const sent = await study({ name: 'damaged.dcm', bytes });
  expect(sent.outcomes).toMatchObject([{ outcome: 'stored' }]);
  expect(sent.detail.study.state).toMatchObject({ kind: 'incomplete' });
  expect(sent.report.notices).toContainEqual(
    expect.objectContaining({
      code: 'slice-unreadable',
      message: expect.stringContaining('frame 3 of 3'),
    }),
  );
  expect(sent.stack.slices).toEqual([]);
  await remove(sent.id);
});

test.each([
  ['as it is', false, [false, false, false]],
  ['packed, and stored the other way round', true, [true, false, true]],
] as const)('a NIfTI volume is read as analyze reads it, and shown: %s', async (_, packed, reversed) => {
  const { series } = smallStudy('nifti');
  const plain = niftiOf(series, { reversed });
  const bytes = packed ? gzipSync(plain) : plain;
  const sent = await study({ name: packed ? 'head.nii.gz' : 'head.nii', bytes });
  expect(sent.outcomes).toMatchObject([{ outcome: 'stored' }]);
  const volume = await readNifti(bytes, 'x');
  expect(sent.report).toEqual(await analyzed([volume]));
  expect(sent.report.notices.map(({ code }) => code)).toContain('nifti-source');
  expect(sent.detail.study).toMatchObject({
    state: { kind: 'read' },
    instances: series.slices.length,
    patient: { name: null },
    description: 'NIfTI volume',
  });
  expect(uids(sent.stack)).toEqual(uids(volume));
  for (const [i, slice] of volume.slices.entries()) expect(await sent.pixels(i)).toEqual(slice.hu);
  if (packed) {
    // The same volume packed otherwise is no second one.
    const other = await study({ name: 'other.nii', bytes: plain });
    expect(other.id).toBe(sent.id);
    expect(other.detail.study.instances).toBe(series.slices.length);
    expect(other.report).toEqual(sent.report);
    expect(other.stack.slices).toHaveLength(series.slices.length);
  }
  await remove(sent.id);
});

test('a NIfTI volume in a zip is read; one that is not in Hounsfield units is refused with cause and remedy', async () => {
  const { series } = smallStudy('nifti zip');
  const zip = makeZip([
    { name: 'head.nii.gz', bytes: gzipSync(niftiOf(series)) },
    { name: 'shifted.nii', bytes: niftiOf(series, { shift: 1024 }) },
  ]);
  const sent = await study({ name: 'volumes.zip', bytes: zip });
  expect(sent.outcomes).toMatchObject([
    { name: 'volumes.zip/head.nii.gz', outcome: 'stored' },
    {
      name: 'volumes.zip/shifted.nii',
      outcome: 'refused',
      code: 'nifti-not-hounsfield',
      reason: expect.stringMatching(/not in Hounsfield units.*dcm2niix/),
    },
  ]);
  expect(sent.detail.study.state).toEqual({ kind: 'read' });
  await remove(sent.id);
});

test('of a sagittal series axial slices are computed, read as analyze does, and shown in its place', {
  timeout: 60_000,
}, async () => {
  const patient = smallStudy('sagittal').patient;
  const { series } = simulateStudy(patient, { rows: 128, columns: 128, thicknessMm: 2, tiltDegrees: 0 });
  const files = filesOf(planesOf(series, { along: 'P', down: 'F', suffix: '.7', studySuffix: '' }));
  const sent = await study(...files);
  const stored = (await Promise.all(files.map(({ bytes, name }) => readSlices(bytes, name)))).flat();
  const wanted = await analyzed(buildSeries(stored));
  expect(wanted.notices.map(({ code }) => code)).toContain('resliced');
  expect(sent.report).toEqual(wanted);
  expect(sent.detail.study).toMatchObject({ state: { kind: 'read' }, instances: 128 });
  expect(sent.detail.series[0]).toMatchObject({ instances: 128, computed: wanted.slices.length });
  // What the report tells of is what is shown.
  expect(sent.stack.computed).toBe(true);
  const [axial] = withAxial(buildSeries(stored));
  expect(uids(sent.stack)).toEqual(uids(axial!));
  for (const [i, slice] of axial!.slices.entries()) expect(await sent.pixels(i)).toEqual(slice.hu);

  // An axial series that comes after all is read instead, and nothing computed is left.
  const axialFiles = simulateStudy(patient, { rows: 64, columns: 64, thicknessMm: 15, tiltDegrees: 0 }).files;
  const { detail } = await study(...axialFiles);
  expect(detail.series.map(({ computed }) => computed)).toEqual([0, 0]);
  const ofSagittal = detail.series.find(({ instances }) => instances === 128)!;
  expect(ofSagittal.report).toMatchObject({ status: 'refused', reason: expect.stringContaining('sagittal') });
  const { json } = await server.app.inject({ url: `/api/series/${ofSagittal.id}/stack` });
  expect(json()).toMatchObject({ computed: false });
  expect(json().slices).toHaveLength(128);
  await remove(sent.id);
});

test('a series whose intercept was supplied is shown with the values that were read', {
  timeout: 60_000,
}, async () => {
  const { patient } = smallStudy('no intercept');
  const { series } = simulateStudy(patient, { rows: 128, columns: 128, thicknessMm: 5, tiltDegrees: 0 });
  const files = series.slices.map((slice) => ({
    name: `${slice.sopInstanceUid}.dcm`,
    bytes: writeCtImage({
      ...slice.header,
      ...slice,
      hu: slice.hu.map((hu) => Math.max(0, hu + 1024)),
      pixelSpacing: slice.pixelSpacing!,
      imagePositionPatient: slice.imagePositionPatient!,
      imageOrientationPatient: slice.imageOrientationPatient!,
      rescaleIntercept: 0,
      pixelRepresentation: 0,
    }),
  }));
  const sent = await study(...files);
  expect(sent.report.notices.map(({ code }) => code)).toContain('rescale-repaired');
  expect(sent.stack.computed).toBe(true);
  expect(uids(sent.stack)).toEqual(uids(series));
  for (const [i, { hu }] of series.slices.entries())
    expect(await sent.pixels(i)).toEqual(hu.map((value) => Math.max(-1024, value)));
  await remove(sent.id);
});

test('a dose report of several frames is refused by what it is, and the series beside it is read', async () => {
  const report = Buffer.from(fixture('two-frames.dcm'))
    .toString('latin1')
    .replaceAll('1.2.840.10008.5.1.4.1.1.2\0', '1.2.840.10008.5.1.4.1.1.7\0');
  const { files } = smallStudy('beside a dose report');
  const sent = await study({ name: 'dose.dcm', bytes: Buffer.from(report, 'latin1') }, ...files);
  expect(sent.outcomes[0]).toMatchObject({
    outcome: 'refused',
    code: 'not-ct',
    reason: expect.stringContaining('secondary capture of 2 frames'),
  });
  expect(sent.detail.study.state).toEqual({ kind: 'read' });
  await remove(sent.id);
});

test('a DICOMDIR is an index, a picture is refused with a remedy, and the rest goes on', async () => {
  const { files } = smallStudy('beside others');
  const index = Buffer.concat([
    Buffer.alloc(128),
    Buffer.from(
      'DICM\x02\x00\x00\x00UL\x04\x00\x9c\x00\x00\x00\x02\x00\x01\x00OB\x00\x00\x02\x00\x00\x00\x00\x01',
      'latin1',
    ),
    Buffer.from('\x02\x00\x02\x00UI\x14\x001.2.840.10008.1.3.10', 'latin1'),
  ]);
  const sent = await study(
    { name: 'DICOMDIR', bytes: index },
    { name: 'photo.png', bytes: Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1') },
    { name: 'photo.jpg', bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]) },
    ...files,
  );
  expect(sent.outcomes.slice(0, 3)).toMatchObject([
    { name: 'DICOMDIR', outcome: 'index' },
    {
      name: 'photo.png',
      outcome: 'refused',
      code: 'picture',
      reason: expect.stringMatching(/PNG.*Send the DICOM/),
    },
    {
      name: 'photo.jpg',
      outcome: 'refused',
      code: 'picture',
      reason: expect.stringMatching(/JPEG.*Send the DICOM/),
    },
  ]);
  expect(sent.ended).toMatchObject({ stored: files.length, refused: 2 });
  expect(sent.detail.refused.map(({ name }) => name)).toEqual(['photo.jpg', 'photo.png']);
  expect(sent.detail.study.state).toEqual({ kind: 'read' });
  await remove(sent.id);
});
