/**
 * Which pictures `ichor analyze --window` takes for a head CT: simulated heads in three windows, PhysioNet's JPGs and the GE
 * series should be, photographs, drawings, icons and MR should not. Rates with exact 95 % bounds. Each picture is given
 * alone, in a folder of its own; series as folders. What isn't there is skipped, and said to be.
 *
 *     node bench/pictures.ts [simulated | scores | physionet | scanned | foreign]
 *
 * peers/picture_material.py fetches what is foreign, 450 MB of packages of Debian and PyPI, into a folder among the temporary
 * files, kept for the next time.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HEMORRHAGE_TYPES, type Series, scaleToWindow, type Window } from '@ichor/ct';
import { buildSeries, readSlices } from '@ichor/dicom';
import { openBundle, scoreSeries } from '@ichor/inference';
import { exactInterval, rocAuc } from '@ichor/metrics';
import { isIchorError } from '@ichor/notices';
import { BLEED_TYPES, renderSeries, simulatePatient, studyPlan } from '@ichor/phantom';
import { Pictures } from '@ichor/pictures';
import { loadBundle, SHIPPED_BUNDLE } from '@ichor/training/load-bundle';
import sharp from 'sharp';
import { type Check, runAlone, skipped } from './check.ts';
import { findPython } from './find-python.ts';

const SHARED = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const PHYSIONET = join(SHARED, 'physionet-ct-ich/Patients_CT');
const GE = join(SHARED, 'dcm_qa_ct/GE_HiSpeed_head_tilt18.5');
const FETCH = fileURLToPath(new URL('./peers/picture_material.py', import.meta.url));
const WINDOWS = ['40/80', '80/200', '40/380'];
/** What PhysioNet CT-ICH bakes in. */
const PHYSIONET_WINDOW = '40/120';
/** `40/80` -> level 40, width 80. */
const windowOf = (text: string): Window => {
  const [center, width] = text.split('/').map(Number) as [number, number];
  return { center, width };
};
const ANY = HEMORRHAGE_TYPES.indexOf('any');
const SIMULATED = 8;
/** Of anything else, taken for a head CT in at least one of the windows. */
const MOST_FOREIGN = 0.1;
const MATERIAL = join(tmpdir(), 'ichor-pictures');

const PARTS = { simulated, scores, physionet, scanned, foreign };

export async function run(only?: string): Promise<Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-exported-'));
  try {
    const checks: Check[] = [];
    for (const [name, part] of Object.entries(PARTS)) {
      if (only === undefined || only === name) checks.push(...(await part(folder)));
    }
    return checks;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every slice of simulated heads alone; their folders; and folders whose window is stated wrongly. */
async function simulated(folder: string): Promise<Check[]> {
  const heads = Array.from({ length: SIMULATED }, (_, i) => {
    const plan = studyPlan('pictures', i);
    return renderSeries(simulatePatient(plan.seed, plan), { ...plan.render, rows: 384 }).series;
  });
  const checks: Check[] = [];
  for (const window of WINDOWS) {
    const folders = [];
    for (const [i, series] of heads.entries()) {
      folders.push(await exported(series, window, join(folder, window.replace('/', '-'), String(i))));
    }
    checks.push(
      ...(await accepted(`simulated heads in ${window}`, folders, window, { series: 1, pictures: 0.6 })),
    );
    for (const stated of WINDOWS.filter((other) => other !== window)) {
      const { read, doubted } = await together(folders, stated);
      const unnoticed = new Set(read.map(dirname)).size - doubted;
      checks.push({
        name: `simulated series in ${window}, stated to be ${stated}`,
        passed: unnoticed <= SIMULATED / 3,
        figures: `refused or doubted ${rate(SIMULATED - unnoticed, SIMULATED)}`,
      });
    }
  }
  return checks;
}

/** What pictures cost in scores of `any`: simulated slices with blood against those without, from HU and from pictures. */
async function scores(folder: string): Promise<Check[]> {
  const opened = await openBundle(await loadBundle(SHIPPED_BUNDLE), { threads: 2 });
  const labels: number[] = [];
  const scored = new Map<string, number[]>();
  const add = (name: string, some: readonly number[]): void => {
    scored.set(name, [...(scored.get(name) ?? []), ...some]);
  };
  const anyOf = async (series: Series): Promise<number[]> => {
    const { planes, sampleScores } = await scoreSeries(opened, series);
    return series.slices.map(
      (_, i) => sampleScores[HEMORRHAGE_TYPES.length * planes.sampleOfSlice[i]! + ANY]!,
    );
  };
  for (const [i, type] of [...BLEED_TYPES, undefined].entries()) {
    const patient = simulatePatient(`scores/${i}`, { bleeds: type ? [{ type, volumeMl: 15 }] : [] });
    const rendered = renderSeries(patient, { rows: 384 });
    const count = rendered.series.slices.length;
    for (let slice = 0; slice < count; slice++)
      labels.push(rendered.labels[HEMORRHAGE_TYPES.length * slice + ANY]!);
    add('HU', await anyOf(rendered.series));
    for (const window of WINDOWS) {
      const shown = filesOf(
        await exported(rendered.series, window, join(folder, 'scores', `${i}`, window.replace('/', '-'))),
      );
      const { series } = await gathered(shown, window);
      add(window, await anyOf(series[0]!));
      const backwards = { ...series[0]!, slices: series[0]!.slices.toReversed() };
      add(`${window} in the wrong order`, (await anyOf(backwards)).reverse());
      const alone = [];
      for (const slice of series[0]!.slices)
        alone.push(...(await anyOf({ ...series[0]!, slices: [slice], positionsMm: [0] })));
      add(`${window} one by one`, alone);
    }
  }
  await opened.dispose();
  const truth = scored.get('HU')!;
  const aucHu = rocAuc(truth, labels)!;
  return [...scored].map(([name, some]) => {
    const apart = some.map((score, i) => Math.abs(score - truth[i]!));
    const auc = rocAuc(some, labels)!;
    return {
      name: `scores of ${some.length} simulated slices from ${name}`,
      passed: auc > aucHu - 0.05,
      figures: `AUC of any ${auc.toFixed(3)}; apart from HU's by ${(apart.reduce((a, b) => a + b, 0) / apart.length).toFixed(3)}, at most ${Math.max(...apart).toFixed(3)}`,
    };
  });
}

async function physionet(): Promise<Check[]> {
  const name = "PhysioNet CT-ICH's JPGs";
  if (!existsSync(PHYSIONET)) return [skipped(name, 'the data set is not here')];
  const folders = readdirSync(PHYSIONET).map((patient) => join(PHYSIONET, patient, 'brain'));
  return accepted(name, folders, PHYSIONET_WINDOW, { series: 0.95, pictures: 0.5 });
}

async function scanned(folder: string): Promise<Check[]> {
  const name = 'the GE series';
  if (!existsSync(GE)) return [skipped(name, 'the series is not here')];
  const files = readdirSync(GE).map((file) => join(GE, file));
  const slices = (
    await Promise.all(files.map(async (path) => readSlices(await readFile(path), path)))
  ).flat();
  const [series] = buildSeries(slices);
  const checks: Check[] = [];
  for (const window of WINDOWS) {
    const into = await exported(series!, window, join(folder, 'ge', window.replace('/', '-')));
    checks.push(...(await accepted(`${name} in ${window}`, [into], window, { series: 1, pictures: 0.4 })));
  }
  return checks;
}

/** Pictures of anything else: alone, and, of MR, in their folders. */
async function foreign(): Promise<Check[]> {
  const python = findPython('numpy', 'scipy', 'PIL');
  try {
    if (python === undefined) throw new Error('no Python with numpy, scipy and Pillow');
    mkdirSync(MATERIAL, { recursive: true });
    execFileSync(python, [FETCH, MATERIAL], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return [skipped('other pictures', `not to be had here (${why})`)];
  }
  const kinds = readdirSync(MATERIAL).filter((kind) => kind !== 'packages' && kind !== 'complete');
  const groups = Map.groupBy(kinds, (kind) =>
    kind.startsWith('mr-')
      ? `MR, ${kind.split('-').at(-1)}${kind.includes('stripped') ? ', without skull' : ''}`
      : kind,
  );
  const checks: Check[] = [];
  for (const [group, members] of groups) {
    const folders = members.flatMap((kind) => leavesOf(join(MATERIAL, kind)));
    const files = folders.flatMap(filesOf);
    const taken = new Set<string>();
    const figures: string[] = [];
    for (const window of WINDOWS) {
      const read = await alone(files, window);
      for (const path of read) taken.add(path);
      if (!group.startsWith('MR')) {
        figures.push(`${window} ${read.length}`);
        continue;
      }
      const series = new Set((await together(folders, window)).read.map(dirname)).size;
      figures.push(`${window} ${read.length}, series ${series} of ${folders.length}`);
    }
    const such = [...taken].slice(0, 3).map((path) => path.split('/').slice(-2).join('/'));
    checks.push({
      name: `${group}: read in any window`,
      passed: taken.size <= MOST_FOREIGN * files.length,
      figures: `${rate(taken.size, files.length)} pictures alone (${figures.join('; ')})${
        such.length > 0 ? `, such as ${such.join(', ')}` : ''
      }`,
    });
  }
  return checks;
}

async function accepted(
  name: string,
  folders: readonly string[],
  window: string,
  least: { series: number; pictures: number },
): Promise<Check[]> {
  const files = folders.flatMap(filesOf);
  const { read, doubted } = await together(folders, window);
  const series = new Set(read.map(dirname)).size;
  const single = (await alone(files, window)).length;
  return [
    {
      name: `${name}: series read`,
      passed: series >= least.series * folders.length,
      figures: `${rate(series, folders.length)}, window doubted in ${doubted}; ${rate(read.length, files.length)} pictures of them`,
    },
    {
      name: `${name}: pictures read alone, vertex and skull base among them`,
      passed: single >= least.pictures * files.length,
      figures: rate(single, files.length),
    },
  ];
}

/** Of pictures, each given alone: those that are read. */
async function alone(files: readonly string[], window: string): Promise<string[]> {
  const read: string[] = [];
  for (const file of files) read.push(...(await gathered([file], window)).read);
  return read;
}

/** What is read of all files of folders: the pictures, and in how many series the window is doubted. */
async function together(folders: readonly string[], window: string): Promise<Omit<Gathered, 'series'>> {
  const all = { read: [] as string[], doubted: 0 };
  for (const folder of folders) {
    const { read, doubted } = await gathered(filesOf(folder), window);
    all.read.push(...read);
    all.doubted += doubted;
  }
  return all;
}

interface Gathered {
  readonly read: string[];
  readonly doubted: number;
  readonly series: Series[];
}

async function gathered(files: readonly string[], window: string): Promise<Gathered> {
  const pictures = new Pictures(windowOf(window));
  for (const file of files) {
    await pictures.take(await readFile(file), file).catch((error: unknown) => {
      if (!isIchorError(error)) throw error;
    });
  }
  const { series, names } = pictures.finish();
  const doubted = series.filter(({ notices }) =>
    notices.some(({ code }) => code === 'picture-window-doubtful'),
  ).length;
  return { read: [...names.values()], doubted, series };
}

async function exported({ slices }: Series, window: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const [center, width] = window.split('/').map(Number) as [number, number];
  const shown: Window = { center, width };
  for (const [i, { hu, rows, columns }] of slices.entries()) {
    const grey = Uint8Array.from(hu, (value) => Math.round(255 * scaleToWindow(value, shown)));
    await sharp(grey, { raw: { width: columns, height: rows, channels: 1 } })
      .png()
      .toFile(join(folder, `${i + 1}.png`));
  }
  return folder;
}

function rate(count: number, total: number): string {
  const { low, high } = exactInterval(count, total);
  return `${count} of ${total} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

const filesOf = (folder: string): string[] => readdirSync(folder).map((file) => join(folder, file));

/** Folders without folders in them. */
function leavesOf(folder: string): string[] {
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return inner.length === 0 ? [folder] : inner.flatMap(({ name }) => leavesOf(join(folder, name)));
}

await runAlone(import.meta.url, () => run(process.argv[2]));
