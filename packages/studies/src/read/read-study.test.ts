import { type Series, withoutPixels } from '@ichor/ct';
import { writeCtImage } from '@ichor/dicom';
import type { IntakeFile } from '@ichor/intake';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { describe, expect, test } from 'vitest';
import { findStudies } from '../source/find-studies.ts';
import type { SourceSeries } from '../source/study-source.ts';
import { type ReadStudyOptions, readStudy } from './read-study.ts';
import { huBytesOf, withinLimit } from './within-limit.ts';

const AXIAL = [1, 0, 0, 0, 1, 0] as const;
const SAGITTAL = [0, 1, 0, 0, 0, -1] as const;
const SLICES = 20;
const PIXELS = 24 * 20;

/** 20 slices, 2 mm apart, as files; a kernel for bone where the UID is 1.2.3. */
function filesOf(uid: string, orientation: typeof AXIAL | typeof SAGITTAL = AXIAL): IntakeFile[] {
  return Array.from({ length: SLICES }, (_, i) => {
    const bytes = writeCtImage({
      studyInstanceUid: '1.2',
      patientId: 'P',
      rows: 24,
      columns: 20,
      pixelSpacing: [1, 1],
      seriesInstanceUid: uid,
      sopInstanceUid: `${uid}.${i}`,
      hu: Int16Array.from({ length: PIXELS }, (_, p) => (p * 7 + i) % 80),
      imageOrientationPatient: orientation,
      imagePositionPatient: orientation === AXIAL ? [0, 0, 2 * i] : [2 * i, 0, 0],
      sliceThickness: 2,
      seriesDescription: uid === '1.2.3' ? 'bone' : 'plain',
    });
    return inMemory(`${uid}.${i}`, bytes);
  });
}

const inMemory = (name: string, bytes: Uint8Array): IntakeFile => ({
  name,
  bytes: bytes.length,
  read: async (offset = 0, length = bytes.length) => new Uint8Array(bytes.subarray(offset, offset + length)),
});

async function read(files: readonly IntakeFile[], options: ReadStudyOptions = {}) {
  const { studies } = await findStudies({ files, unread: [], referenced: [] }, () => {});
  const { series, unread } = await readStudy(studies.get('1.2')!, options);
  return { series: [...series.values()], unread };
}

/** How many pixels are held of each series. */
const held = (all: readonly Series[]): Record<string, number> =>
  Object.fromEntries(
    all.map(({ seriesInstanceUid, slices }) => [
      seriesInstanceUid,
      slices.reduce((sum, { hu }) => sum + hu.length, 0),
    ]),
  );
const codes = (all: readonly Series[]) => all.flatMap(({ notices }) => notices.map(({ code }) => code));

describe('a study that is too large to be held whole', () => {
  test('keeps the pixels of the series that will be analysed, and of no other', async () => {
    const files = [...filesOf('1.2.3'), ...filesOf('1.2.4')];
    const small = await read(files);
    expect(held(small.series)).toEqual({ '1.2.3': SLICES * PIXELS, '1.2.4': SLICES * PIXELS });
    const large = await read(files, { mostHuBytes: 0 });
    expect(held(large.series)).toEqual({ '1.2.3': 0, '1.2.4': SLICES * PIXELS });
    expect(large.series[1]).toEqual((await read(filesOf('1.2.4'))).series[0]);
  });

  test('gets axial slices computed from a series of another plane all the same', async () => {
    const files = filesOf('1.2.5', SAGITTAL);
    const [small] = (await read(files)).series;
    const [large] = (await read(files, { mostHuBytes: 0 })).series;
    expect(codes([large!])).toContain('resliced');
    expect(large).toEqual(small);
  });

  test('what is asked for is held, and nothing is computed for it, whether the study is large or not', async () => {
    const files = [...filesOf('1.2.3'), ...filesOf('1.2.4'), ...filesOf('1.2.5', SAGITTAL)];
    for (const mostHuBytes of [undefined, 0]) {
      const asked = new Set(['1.2.3', '1.2.5']);
      const { series } = await read(files, { asked, mostHuBytes });
      expect(codes(series)).not.toContain('resliced');
      expect(held(series)['1.2.3']).toBe(SLICES * PIXELS);
    }
  });

  test('a file that can be read no more is listed once, and the rest of its series is read', async () => {
    const whole = filesOf('1.2.4');
    const cut = await whole[0]!.read(0, 900);
    const { series, unread } = await read([inMemory('cut', cut), ...whole.slice(1)], { mostHuBytes: 0 });
    expect(unread.map(({ path }) => path)).toEqual(['cut']);
    expect(held(series)).toEqual({ '1.2.4': (SLICES - 1) * PIXELS });
    expect(series[0]!.unreadableSopInstanceUids).toEqual(['1.2.4.0']);
  });
});

describe('a series that is too large to be held', () => {
  const bytes = SLICES * 2 * PIXELS;

  test('is never held, and refused by name; one within the bound is read', async () => {
    const within = (await read(filesOf('1.2.3'), { mostSeriesBytes: bytes })).series;
    const beyond = (await read(filesOf('1.2.3'), { mostSeriesBytes: bytes - 1 })).series;
    expect([held(within), codes(within).includes('series-too-large')]).toEqual([
      { '1.2.3': bytes / 2 },
      false,
    ]);
    expect([held(beyond), codes(beyond).includes('series-too-large')]).toEqual([{ '1.2.3': 0 }, true]);
  });

  test('is opened for its pixels neither to be analysed nor to be resliced', async () => {
    const { series } = simulateStudy(simulatePatient('limit'), {
      rows: 64,
      columns: 64,
      thicknessMm: 5,
      tiltDegrees: 0,
    });
    const large = withinLimit(series, huBytesOf(series) - 1);
    const opened: boolean[] = [];
    const source = (one: Series): SourceSeries => ({
      seriesInstanceUid: one.seriesInstanceUid,
      huBytes: undefined,
      open: async ({ pixels }) => {
        opened.push(pixels);
        return { series: { ...one, slices: one.slices.map(withoutPixels) }, unread: [] };
      },
    });
    const turned: Series = { ...large, seriesInstanceUid: '1.9', plane: 'sagittal' };
    await readStudy({ series: [source(large), source(turned)] });
    expect(opened).toEqual([false, false]);
  });
});
