/**
 * What is said of Hounsfield units: nothing of sound series, and something of every damaged one. Sound are 60 simulated heads
 * of many kinds, a real one and, where it is here, a collection of single slices; damaged are 20 of the simulated ones and the
 * real one, each in every way below.
 *
 *     node bench/hounsfield-damage.ts
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Series, type Slice, withoutPixels } from '@ichor/ct';
import { buildSeries, type CtImage, readInstance, writeCtImage } from '@ichor/dicom';
import { isIchorError } from '@ichor/notices';
import { type PatientOptions, type RenderOptions, renderSeries, simulatePatient } from '@ichor/phantom';
import { chooseSeries } from '@ichor/studies';
import { type Check, runAlone, skipped } from './check.ts';

const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const GE = join(DATA, 'dcm_qa_ct/GE_HiSpeed_head_tilt18.5');
const SYNTAXES = join(DATA, 'transfer-syntaxes');

const KINDS: Readonly<Record<string, readonly [PatientOptions, RenderOptions]>> = {
  adult: [{}, {}],
  child: [{ age: 4 }, {}],
  infant: [{ age: 0.7 }, {}],
  old: [{ age: 89 }, {}],
  thin: [{}, { thicknessMm: 1, noise: 15, coverage: [-25, 25] }],
  noisy: [{}, { thicknessMm: 1, noise: 30, coverage: [-25, 25] }],
  wide: [{}, { fieldOfViewMm: 500 }],
  narrow: [{}, { fieldOfViewMm: 'fit' }],
  vertex: [{}, { coverage: [30, 80] }],
  tilted: [{}, { tiltDegrees: 20 }],
  smooth: [{}, { noise: 0 }],
  bleeding: [{ bleeds: [{ type: 'intraparenchymal', volumeMl: 80 }] }, {}],
};
const PER_KIND = 5;
const SMALL = { rows: 128, columns: 128 } as const;

/** How scanners store sound series. */
const FORMS: readonly Form[] = [
  { bitsStored: 12, rescaleIntercept: -1024 },
  { bitsStored: 16, pixelRepresentation: 1, rescaleIntercept: 0 },
  { bitsStored: 16, pixelRepresentation: 1, rescaleIntercept: -1024 },
];
type Form = Pick<CtImage, 'bitsStored' | 'pixelRepresentation' | 'rescaleIntercept' | 'rescaleSlope'>;

/** What is written for a slice: other values than it has, in some form, perhaps without its rescale. */
interface Damage {
  readonly hu: (hu: number) => number;
  readonly form: Form;
  readonly lacksRescale?: boolean;
  /** One slice, in the middle, instead of all. */
  readonly one?: boolean;
  /** Whether it is certain how to put it right. */
  readonly mustRepair?: boolean;
}

const [UNSIGNED, SIGNED] = FORMS as [Form, Form];
const RAW: Form = { bitsStored: 12, rescaleIntercept: 0 };
const cut = (low: number, high: number) => (hu: number) => Math.max(low, Math.min(high, hu));
const linear = (slope: number, intercept: number) => (hu: number) => Math.round(hu * slope + intercept);
const unsigned12 = (added: number) => (hu: number) => cut(0, 4095)(hu + added);

const DAMAGES: Readonly<Record<string, Damage>> = {
  'rescale missing, 1024 added': {
    hu: unsigned12(1024),
    form: RAW,
    lacksRescale: true,
    mustRepair: true,
  },
  'rescale 1 and 0, 1024 added': { hu: unsigned12(1024), form: RAW, mustRepair: true },
  'rescale missing, 1000 added': {
    hu: unsigned12(1000),
    form: RAW,
    lacksRescale: true,
    mustRepair: true,
  },
  'rescale missing, signed, 1024 added': { hu: linear(1, 1024), form: SIGNED, lacksRescale: true },
  'intercept -1024 twice': { hu: linear(1, -1024), form: SIGNED },
  'intercept -1000 twice': { hu: linear(1, -1000), form: SIGNED },
  'intercept -1024 left out': { hu: linear(1, 1024), form: SIGNED },
  doubled: { hu: linear(2, 0), form: SIGNED },
  halved: { hu: linear(0.5, 0), form: SIGNED },
  negated: { hu: linear(-1, 0), form: SIGNED },
  'slope 10': { hu: (hu) => cut(-32767, 32767)(10 * hu), form: SIGNED },
  'intercept 20000': { hu: linear(1, 20000), form: SIGNED },
  'wrapped 12 bits': {
    hu: (hu) => (hu < 0 ? Math.max(-1000, hu) + 4096 : cut(0, 3095)(hu)),
    form: RAW,
    mustRepair: true,
  },
  'a brain window baked in': { hu: cut(0, 80), form: SIGNED },
  'a wide window baked in': { hu: cut(-160, 240), form: SIGNED },
  'one slice of zeros': { hu: () => 0, form: SIGNED, one: true },
  'one slice without rescale': {
    hu: unsigned12(1024),
    form: RAW,
    lacksRescale: true,
    one: true,
    mustRepair: true,
  },
  'one slice, intercept 0': { hu: linear(1, 1024), form: SIGNED, one: true },
  'one slice, intercept twice': { hu: linear(1, -1024), form: SIGNED, one: true },
  'one slice doubled': { hu: linear(2, 0), form: SIGNED, one: true },
  'one slice halved': { hu: linear(0.5, 0), form: SIGNED, one: true },
  'one slice negated': { hu: linear(-1, 0), form: SIGNED, one: true },
  'one slice, slope 1.1': {
    hu: linear(1.1, 102),
    form: { ...UNSIGNED, rescaleSlope: 1.1, bitsStored: 16 },
    one: true,
  },
  'one slice, intercept -1000': {
    hu: linear(1, 24),
    form: { ...UNSIGNED, rescaleIntercept: -1000, bitsStored: 16 },
    one: true,
  },
};

/** Where seeing ends: the same damage in growing size. */
const SHIFTS = [5, 10, 15, 20, 25, 30, 40, 50, -5, -10, -15, -20, -25, -30, -40, -50];
const SLOPES = [1.05, 1.1, 1.15, 1.2, 1.3, 1.5, 0.95, 0.9, 0.85, 0.8, 0.7, 0.5];

/** Codes of notices about values. */
const OF_VALUES =
  /^(rescale-|hounsfield-|twelve-bit-|slice-constant|slice-values-apart|bits-beyond-stored|saturated)/;

export async function run(): Promise<Check[]> {
  const heads = simulatedHeads();
  const real = await realHead();
  const damaged = [...heads.filter((_, i) => i % 3 === 0), ...(real ? [real] : [])];
  const checks = [await soundHeads(heads), await soundFiles()];
  if (real) checks.push(await soundHeads([real], 'a real head stored in three ways'));
  for (const [name, damage] of Object.entries(DAMAGES)) checks.push(await damageCheck(name, damage, damaged));
  checks.push(
    await limits('all slices shifted by', SHIFTS, damaged, (by) => ({ hu: linear(1, by), form: SIGNED })),
  );
  checks.push(
    await limits('all slices scaled by', SLOPES, damaged, (by) => ({ hu: linear(by, 0), form: SIGNED })),
  );
  checks.push(
    await limits('one slice shifted, its header telling so, by', SHIFTS, damaged, (by) => ({
      hu: linear(1, by),
      form: { ...SIGNED, rescaleIntercept: by },
      one: true,
    })),
    await limits('one slice shifted, its header as the others, by', [10, 30, 40, 50, -50], damaged, (by) => ({
      hu: linear(1, by),
      form: SIGNED,
      one: true,
    })),
  );
  return checks;
}

interface Head {
  readonly name: string;
  readonly series: Series;
}

function simulatedHeads(): Head[] {
  return Array.from({ length: PER_KIND }, (_, i) =>
    Object.entries(KINDS).map(([kind, [of, options]]) => ({
      name: `${kind} ${i}`,
      series: renderSeries(simulatePatient(`values ${kind} ${i}`, of), { ...SMALL, ...options }).series,
    })),
  ).flat();
}

async function realHead(): Promise<Head | undefined> {
  if (!existsSync(GE)) return undefined;
  const slices: Slice[] = [];
  for (const file of readdirSync(GE).sort()) {
    const { values: _, ...slice } = await readInstance(new Uint8Array(readFileSync(join(GE, file))), file);
    slices.push(slice);
  }
  const [series] = buildSeries(slices);
  return { name: 'real', series: series! };
}

/** Written, read again, and built without pixels, as the server and `inspect` do. */
async function reread(
  { series }: Head,
  ofSlice: (index: number) => Damage,
  keepPixels = false,
): Promise<Series> {
  const slices: Slice[] = [];
  for (const [i, slice] of series.slices.entries()) {
    const { hu, form, lacksRescale = false } = ofSlice(i);
    const bytes = writeCtImage({
      style: 'rsna',
      sopInstanceUid: slice.sopInstanceUid,
      seriesInstanceUid: slice.seriesInstanceUid,
      studyInstanceUid: slice.studyInstanceUid,
      patientId: slice.patientId,
      rows: slice.rows,
      columns: slice.columns,
      hu: slice.hu.map(hu),
      pixelSpacing: slice.pixelSpacing!,
      imagePositionPatient: slice.imagePositionPatient!,
      imageOrientationPatient: slice.imageOrientationPatient!,
      ...form,
    });
    if (lacksRescale) hideRescale(bytes);
    const read = await readInstance(bytes, 'slice');
    slices.push(keepPixels ? read : withoutPixels(read));
  }
  const [built] = buildSeries(slices);
  return built!;
}

/** Renames (0028,1052) and (0028,1053), which are written as DS, to tags that nobody reads. */
function hideRescale(bytes: Uint8Array): void {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096));
  for (const element of [0x52, 0x53]) {
    const at = header.indexOf(Buffer.from([0x28, 0, element, 0x10, 0x44, 0x53]));
    if (at < 0) throw new RangeError('hideRescale: there is no rescale');
    header[at + 2] = element + 4;
  }
}

const codesOf = (series: Series): string[] => [
  ...new Set(series.notices.map(({ code }) => code).filter((code) => OF_VALUES.test(code))),
];

async function soundHeads(
  heads: readonly Head[],
  name = `${heads.length} sound simulated heads`,
): Promise<Check> {
  const alarms: string[] = [];
  let count = 0;
  for (const head of heads) {
    for (const form of FORMS) {
      const series = await reread(head, () => ({ hu: cut(-1024, 3071), form }));
      const codes = codesOf(series);
      count++;
      if (codes.length > 0 || series.slices.length < head.series.slices.length)
        alarms.push(`${head.name}: ${codes.join(', ')}`);
    }
  }
  return {
    name: `false alarms, ${name}`,
    passed: alarms.length === 0,
    figures: `${alarms.length} of ${count} series ${alarms.join('; ')}`,
  };
}

/**
 * 8 bits of JPEG baseline, which hold a window and no Hounsfield units; and a chest whose padding, smeared by compression with
 * loss, is not known for padding any more, and whose lungs outweigh its air. Neither is a head.
 */
const KNOWN = ['CTImage.dcm_JPEGProcess1TransferSyntax', 'CT1_J2KI'];

/** CT files of other parts and few slices: nothing may be refused for its values, each taken for a series. */
async function soundFiles(): Promise<Check> {
  const name = 'false alarms, single real slices';
  if (!existsSync(SYNTAXES)) return skipped(name, 'the collection is not here');
  const alarms: string[] = [];
  const reasons = new Map<string, number>();
  let count = 0;
  const files = readdirSync(SYNTAXES, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((one) => statSync(join(SYNTAXES, one)).isFile()).sort()) {
    try {
      const slice = await readInstance(new Uint8Array(readFileSync(join(SYNTAXES, file))), file);
      const codes = codesOf(buildSeries([slice])[0]!);
      count++;
      if (codes.length > 0) alarms.push(`${file.split('/').at(-1)}: ${codes.join(', ')}`);
    } catch (error) {
      if (!isIchorError(error)) throw error;
      reasons.set(error.code, (reasons.get(error.code) ?? 0) + 1);
    }
  }
  const others = [...reasons].map(([code, times]) => `${times} ${code}`).join(', ');
  const expected = alarms.every((alarm) => KNOWN.some((name) => alarm.startsWith(name)));
  return {
    name,
    passed: expected,
    figures: `${alarms.length} of ${count} files ${alarms.join('; ')}; not read: ${others}`,
  };
}

const SOUND: Damage = { hu: cut(-1024, 3071), form: UNSIGNED };

/** What became of a series whose values were damaged. */
async function outcome(head: Head, damage: Damage): Promise<{ codes: string[]; became: string }> {
  const middle = head.series.slices.length >> 1;
  const base: Damage =
    damage.form === SIGNED || damage.form.pixelRepresentation === 1 ? { ...SOUND, form: SIGNED } : SOUND;
  const series = await reread(
    head,
    (i) => (damage.one !== true || i === middle ? damage : base),
    damage.mustRepair,
  );
  const codes = codesOf(series);
  const [choice] = chooseSeries([series]);
  const repaired = codes.some((code) => /repaired|from-neighbours/.test(code));
  if (damage.mustRepair) {
    const error = largestError(head, series);
    if (error > 0) return { codes, became: `${choice!.status}, wrong by ${error} HU` };
  }
  return { codes, became: repaired && choice!.status === 'read' ? 'repaired' : choice!.status };
}

/** Between -900 and 3000 HU, where no form has cut values. */
function largestError(head: Head, series: Series): number {
  let most = 0;
  for (const [i, slice] of series.slices.entries()) {
    const truth = head.series.slices[i]!.hu;
    for (let k = 0; k < slice.hu.length; k++) {
      const value = truth[k]!;
      if (value > -900 && value < 3000) most = Math.max(most, Math.abs(slice.hu[k]! - value));
    }
  }
  return most;
}

async function damageCheck(name: string, damage: Damage, heads: readonly Head[]): Promise<Check> {
  const said = new Map<string, number>();
  let silent = 0;
  let unrepaired = 0;
  for (const head of heads) {
    const { codes, became } = await outcome(head, damage);
    if (became.startsWith('read')) silent++;
    if (became !== 'repaired') unrepaired++;
    const line = `${became} (${codes.join(', ')})`;
    said.set(line, (said.get(line) ?? 0) + 1);
  }
  const figures = [...said].sort((a, b) => b[1] - a[1]).map(([line, times]) => `${times} ${line}`);
  return {
    name,
    passed: silent === 0 && (damage.mustRepair !== true || unrepaired === 0),
    figures: figures.join('; '),
  };
}

/** Figures alone: from which size on a damage is seen. */
async function limits(
  name: string,
  sizes: readonly number[],
  heads: readonly Head[],
  of: (size: number) => Damage,
): Promise<Check> {
  const figures: string[] = [];
  for (const size of sizes) {
    let [noted, stopped] = [0, 0];
    for (const head of heads) {
      const { codes, became } = await outcome(head, of(size));
      if (became !== 'read') stopped++;
      else if (codes.length > 0) noted++;
    }
    figures.push(`${size}: ${noted} noted, ${stopped} stopped`);
  }
  return { name: `${name} (of ${heads.length})`, passed: true, figures: figures.join('; ') };
}

await runAlone(import.meta.url, run);
