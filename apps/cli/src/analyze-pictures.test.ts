import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scaleToWindow } from '@ichor/ct';
import { renderSeries, simulatePatient } from '@ichor/phantom';
import { parseStudyReport } from '@ichor/report';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { writeStudy } from './testing/write-study.ts';

let folder: string;
let names: string[];

beforeAll(async () => {
  folder = join(temporaryFolder(), 'exported');
  mkdirSync(folder);
  const patient = simulatePatient('pictures', { bleeds: [{ type: 'intraparenchymal', volumeMl: 40 }] });
  const { slices } = renderSeries(patient, { rows: 192, seed: 1 }).series;
  names = slices.map((_, i) => `${i + 1}.png`);
  for (const [i, { hu, rows, columns }] of slices.entries()) {
    const grey = Uint8Array.from(hu, (value) => 255 * scaleToWindow(value, { center: 40, width: 80 }));
    await sharp(grey, { raw: { width: columns, height: rows, channels: 1 } })
      .png()
      .toFile(join(folder, names[i]!));
  }
});

describe('analyze, of pictures', () => {
  test('refuses them without a window, by name, with the remedy', () => {
    const { code, out } = ichor('analyze', join(folder, '9.png'));
    expect(code).toBe(EXIT.nothing);
    expect(out).toMatch(
      /not read: .*9\.png: is a PNG picture, which has no Hounsfield units.*--window 40\/80/,
    );
  });

  test('gives scores of each with a window, and says on top what they are from', () => {
    const result = temporaryFolder();
    const { code, out } = ichor('analyze', folder, '--window', '40/80', '--out', result);
    expect(code).toBe(EXIT.done);
    expect(out.split('\n')[1]).toMatch(
      /^From \d+ pictures with a stated window of 40\/80: no side, no scale/,
    );
    const rows = out.split('\n').filter((line) => line.startsWith(folder));
    expect(rows.map((row) => row.slice(folder.length + 1).split(' ')[0])).toEqual(names);
    const report = parseStudyReport(JSON.parse(readFileSync(join(result, 'report.json'), 'utf8')));
    const [study] = report.studies;
    expect(study).toMatchObject({ answer: 'scores-only', calls: [] });
    expect(study!.scores!.any).toBeGreaterThan(0.5);
    const { pictures } = JSON.parse(readFileSync(join(result, 'run.json'), 'utf8')) as {
      pictures: { path: string; sopInstanceUid: string }[];
    };
    expect(pictures.map(({ path }) => path)).toEqual(names.map((name) => join(folder, name)));
    expect(new Set(pictures.map(({ sopInstanceUid }) => sopInstanceUid))).toEqual(
      new Set(study!.series[0]!.slices.map(({ sopInstanceUid }) => sopInstanceUid)),
    );
    expect(readdirSync(result).sort()).toEqual(['report.json', 'run.json']);
  });

  test('reads one by itself', () => {
    const { code, out } = ichor('analyze', join(folder, '20.png'), '--window', '40/80', '--json');
    expect(code).toBe(EXIT.done);
    expect(parseStudyReport(JSON.parse(out)).studies[0]!.series[0]!.slices).toHaveLength(1);
  });

  test('refuses a window written otherwise, and one without pictures', () => {
    const study = temporaryFolder();
    writeStudy(study, 'no pictures');
    for (const window of ['40,80', '40/80']) {
      const { code, err } = ichor('analyze', study, '--window', window);
      expect(code).toBe(EXIT.usage);
      expect(err).toContain(`--window ${window}`);
    }
  });
});
