/**
 * Choosing a series: how many real and simulated heads are refused (none should be), which notices they get, and whether what
 * is no head, too little of one, or full of contrast medium is refused. What isn't there is skipped, and said to be.
 *
 *     node bench/choose.ts
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { anatomyOf, Rng, type Series, type Slice, seriesAnatomy, withoutPixels } from '@ichor/ct';
import { describeFolder, openSource } from '@ichor/dataset';
import { buildSeries, readInstance } from '@ichor/dicom';
import { isIchorError, type NoticeCode } from '@ichor/notices';
import { renderSeries, simulatePatient, studyPlan } from '@ichor/phantom';
import { type Choice, chooseSeries } from '@ichor/studies';
import { type Check, runAlone, skipped } from './check.ts';
import {
  bodySection,
  neckSection,
  tableSection,
  waterSection,
  withSections,
  withVessels,
} from './choose-cases.ts';

const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const SIMULATED = Number(process.env.ICHOR_CHOOSE_HEADS ?? 200);

export async function run(): Promise<Check[]> {
  return [
    ...(await realHeads()),
    simulatedHeads(),
    ...simulatedOthers(),
    ...(await realOthers()),
    await speed(),
  ];
}

/** The upper end of the exact one-sided 95 % interval of a share (Clopper and Pearson 1934). */
function upperBound(hits: number, of: number): number {
  const atMostHits = (p: number): number => {
    let [term, sum] = [(1 - p) ** of, 0];
    for (let k = 0; k <= hits; k++) {
      sum += term;
      term *= ((of - k) / (k + 1)) * (p / (1 - p));
    }
    return sum;
  };
  let [low, high] = [hits / of, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (atMostHits(middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

/** Each series by itself, as of a study that has no other. */
function refusedOf(name: string, all: readonly Series[]): Check {
  const choices = all.map((series) => chooseSeries([series])[0]!);
  const refused = choices.filter(({ status }) => status === 'refused');
  const codes = new Map<string, number>();
  for (const { notices } of choices)
    for (const { code } of notices) codes.set(code, (codes.get(code) ?? 0) + 1);
  const bound = (100 * upperBound(refused.length, all.length)).toFixed(1);
  const noticed = [...codes].sort().map(([code, count]) => `${code} ${count}`);
  return {
    name,
    passed: refused.length === 0,
    figures: `${refused.length} of ${all.length} refused (at most ${bound} %)${refused.map(({ reason }) => `; ${reason}`).join('')}; notices: ${noticed.join(', ') || 'none'}`,
  };
}

async function realHeads(): Promise<Check[]> {
  const checks: Check[] = [];
  const ge = await geSeries();
  const folder = join(DATA, 'physionet-ct-ich');
  if (ge === undefined) checks.push(skipped('a real head, GE', 'the series is not here'));
  else checks.push(refusedOf('a real head, GE', [ge]), ...geVariants(ge));
  if (!existsSync(folder)) return [...checks, skipped('PhysioNet', 'the data set is not here')];
  const source = await openSource(await describeFolder(folder));
  const plain: Series[] = [];
  const opened: Series[] = [];
  for (const [i] of source.studies.entries()) {
    const { series } = await source.load(i);
    const anatomy = series.slices.map((slice) => withoutPixels(slice));
    plain.push({ ...series, slices: anatomy });
    opened.push(asIfWhole(series));
  }
  checks.push(refusedOf('PhysioNet, whose pixels tell nothing of size, air and bone', plain));
  checks.push(refusedOf('PhysioNet as if 150 mm wide, black being air and white bone', opened));
  return checks;
}

/** What was cut off by the window is put back by guess; without pixels, but with what they showed. */
function asIfWhole(series: Series): Series {
  const guess = series.slices.map((slice) => ({
    ...slice,
    hu: slice.hu.map((hu) => (hu <= -19 ? -1000 : hu >= 99 ? 900 : hu)),
    pixelSpacing: [0.4, 0.4] as const,
  }));
  const width = Math.max(...guess.map((slice) => anatomyOf(slice)?.objectMm[1] ?? 0));
  const mm = (0.4 * 150) / width;
  return {
    ...series,
    slices: guess.map((slice) => withoutPixels({ ...slice, pixelSpacing: [mm, mm] as const })),
  };
}

/** The same head as other scanners would give it. */
function geVariants(ge: Series): Check[] {
  const rng = Rng.of('choose noise');
  const noisy = (sd: number): Series => ({
    ...ge,
    slices: ge.slices.map((slice) => ({
      ...slice,
      hu: slice.hu.map((hu) => hu + Math.round(sd * rng.normal())),
    })),
  });
  const variants: [string, Series][] = [
    ['with noise of 20 HU', noisy(20)],
    ['with noise of 60 HU, as a kernel for bone has', noisy(60)],
    ['at a quarter of the pixels', { ...ge, slices: ge.slices.map((slice) => everyOther(slice)) }],
    ['every second slice', { ...ge, ...everySecond(ge) }],
  ];
  return variants.map(([how, series]) => refusedOf(`the GE head ${how}`, [series]));
}

function everyOther(slice: Slice): Slice {
  const [rows, columns] = [slice.rows >> 1, slice.columns >> 1];
  const hu = Int16Array.from(
    { length: rows * columns },
    (_, i) => slice.hu[2 * Math.floor(i / columns) * slice.columns + 2 * (i % columns)]!,
  );
  const [down, across] = slice.pixelSpacing!;
  return { ...slice, rows, columns, hu, pixelSpacing: [2 * down, 2 * across] };
}

const everySecond = ({ slices, positionsMm }: Series): Pick<Series, 'slices' | 'positionsMm'> => ({
  slices: slices.filter((_, i) => i % 2 === 0),
  positionsMm: positionsMm.filter((_, i) => i % 2 === 0),
});

function simulatedHead(index: number): Series {
  const { seed, age, sex, bleeds, render } = studyPlan('choose', index);
  const patient = simulatePatient(seed, { age, sex, bleeds, shrinkToFit: true });
  const { series } = renderSeries(patient, { ...render, rows: 256, columns: 256 });
  return {
    ...series,
    slices: series.slices.map((slice) => ({
      ...slice,
      header: { ...slice.header, seriesDescription: undefined },
    })),
  };
}

function simulatedHeads(): Check {
  const heads = Array.from({ length: SIMULATED }, (_, i) => {
    const series = simulatedHead(i);
    return { ...series, slices: series.slices.map(withoutPixels) };
  });
  return refusedOf(`${SIMULATED} simulated heads`, heads);
}

/** Part of a head's slices. */
const part = (series: Series, wanted: (mm: number) => boolean): Series => ({
  ...series,
  slices: series.slices.filter((_, i) => wanted(series.positionsMm[i]!)),
  positionsMm: series.positionsMm.filter(wanted),
});

function expected(name: string, series: Series, reason: RegExp | undefined, ...codes: NoticeCode[]): Check {
  const [choice] = chooseSeries([series]) as [Choice];
  const found = choice.notices.map(({ code }) => code);
  const anatomy = seriesAnatomy(series);
  const figures = [
    `${choice.status}${choice.reason ? `: ${choice.reason}` : ''}`,
    ...choice.notices.map(({ message }) => message),
    anatomy === undefined ? 'pixels not judged' : `${anatomy.brainMm.toFixed(0)} mm of brain`,
  ].join('; ');
  const said = reason === undefined ? choice.status === 'read' : reason.test(choice.reason ?? '');
  return { name, passed: said && codes.every((code) => found.includes(code)), figures };
}

function simulatedOthers(): Check[] {
  const plan = studyPlan('choose others', 0);
  const patient = simulatePatient(plan.seed, { age: 50, sex: plan.sex });
  const { series } = renderSeries(patient, { thicknessMm: 5, tiltDegrees: 0, rows: 256, columns: 256 });
  const head = {
    ...series,
    slices: series.slices.map((slice) => ({
      ...slice,
      header: { ...slice.header, seriesDescription: undefined },
    })),
  };
  const { positionsMm } = head;
  const top = positionsMm.findLast((_, i) => (anatomyOf(head.slices[i]!)?.insideMm2 ?? 0) > 500)!;
  return [
    expected(
      'its top 35 mm',
      part(head, (mm) => mm > top - 35),
      /mm of brain|at least/,
    ),
    expected(
      'its top 60 mm',
      part(head, (mm) => mm > top - 60),
      undefined,
      'coverage-base',
    ),
    expected(
      'without its top 30 mm',
      part(head, (mm) => mm < top - 30),
      undefined,
      'coverage-vertex',
    ),
    expected(
      'its skull base',
      part(head, (mm) => mm < top - 100),
      /no brain|mm of brain|covers/,
    ),
    expected('a neck', withSections(head, neckSection), /no brain/),
    expected('a chest', withSections(head, bodySection('lungs')), /no brain/),
    expected('a belly', withSections(head, bodySection('belly')), /no brain/),
    expected('an empty table', withSections(head, tableSection), /no brain/),
    expected('water in a cylinder', withSections(head, waterSection), /no brain/),
    expected(
      'vessels with contrast medium, nothing said',
      withVessels(head),
      undefined,
      'contrast-suspected',
    ),
    expected(
      'vessels with contrast medium, and said so',
      {
        ...withVessels(head),
        slices: withVessels(head).slices.map((s) => ({
          ...s,
          header: { ...s.header, seriesDescription: 'CTA' },
        })),
      },
      /contrast medium/,
    ),
    expected(
      'slices 12 mm apart',
      { ...head, positionsMm: positionsMm.map((_, i) => 12 * i) },
      undefined,
      'slices-thick',
    ),
    expected('slices 20 mm apart', { ...head, positionsMm: positionsMm.map((_, i) => 20 * i) }, /20\.0 mm/),
  ];
}

/** Single real pictures, each as if it were the whole of a series of 30. */
async function realOthers(): Promise<Check[]> {
  const checks: Check[] = [];
  const pictures: [string, string, RegExp | undefined, ...NoticeCode[]][] = [
    ['a real chest (CT1)', 'nema-wg04/CT1_UNC', /no brain/],
    ['a real head with contrast medium (CT2)', 'nema-wg04/CT2_UNC', undefined, 'contrast-suspected'],
    [
      'real shoulders (CTImage)',
      'cornerstone-CTImage/CTImage.dcm_LittleEndianExplicitTransferSyntax_1.2.840.10008.1.2.1.dcm',
      /no brain|CHEST/,
    ],
  ];
  for (const [name, path, reason, ...codes] of pictures) {
    const file = join(DATA, 'transfer-syntaxes', path);
    if (!existsSync(file)) {
      checks.push(skipped(name, 'the picture is not here'));
      continue;
    }
    const slice = await readInstance(new Uint8Array(readFileSync(file)), file);
    const [series] = buildSeries([slice]) as [Series];
    const plain = {
      ...slice,
      header: { ...slice.header, seriesDescription: undefined, contrastBolusAgent: undefined },
    };
    const many = Array.from({ length: 30 }, () => plain);
    const repeated = {
      ...series,
      slices: many,
      positionsMm: many.map((_, i) => 5 * i),
      notices: [],
      refusals: [],
    };
    checks.push(expected(name, repeated, reason, ...codes));
  }
  return [...checks, await edgeCases()];
}

/** Headers of real heads whose pixels were set to zero: four slices each, which is too few. */
async function edgeCases(): Promise<Check> {
  const archive = join(DATA, 'geometry-edge-cases/icometrix-dicom2nifti-failing.tar.gz');
  const name = 'headers with awkward geometry';
  if (!existsSync(archive)) return skipped(name, 'the collection is not here');
  const folder = mkdtempSync(join(tmpdir(), 'ichor-choose-'));
  try {
    execFileSync('tar', ['xzf', archive, '-C', folder]);
    const slices: Slice[] = [];
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const path = join(file.parentPath, file.name);
      try {
        slices.push(await readInstance(new Uint8Array(readFileSync(path)), path));
      } catch (error) {
        if (!isIchorError(error)) throw error;
      }
    }
    const reasons = buildSeries(slices).map((series) => chooseSeries([series])[0]!.reason ?? 'read');
    return { name, passed: !reasons.includes('read'), figures: reasons.join('; ') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function geSeries(): Promise<Series | undefined> {
  const folder = join(DATA, 'dcm_qa_ct/GE_HiSpeed_head_tilt18.5');
  if (!existsSync(folder)) return undefined;
  const slices = readdirSync(folder).map((name) =>
    readInstance(new Uint8Array(readFileSync(join(folder, name))), name),
  );
  return buildSeries(await Promise.all(slices))[0];
}

/** What looking at the pixels costs; nothing where nobody asks. */
async function speed(): Promise<Check> {
  const name = 'time for the anatomy of a slice of 512 x 512';
  const ge = await geSeries();
  if (ge === undefined) return skipped(name, 'the series is not here');
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const started = process.cpuUsage();
    // New objects: what was measured is kept by slice.
    for (const slice of ge.slices) anatomyOf({ ...slice });
    times.push(process.cpuUsage(started).user / 1000 / ge.slices.length);
  }
  const median = times.sort((a, b) => a - b)[2]!;
  return {
    name,
    passed: median < 3,
    figures: `${median.toFixed(2)} ms of processor time (median of 5 rounds of 28 slices)`,
  };
}

await runAlone(import.meta.url, run);
