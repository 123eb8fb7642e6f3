/**
 * Real headers with awkward geometry: what `buildSeries` says of them beside what their source says. What isn't there is
 * skipped, and said to be. So with small inputs whose series was read wrongly once.
 *
 *     node bench/geometry-cases.ts
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Series, Slice } from '@ichor/ct';
import { buildStacks, readInstance } from '@ichor/dicom';
import { isIchorError } from '@ichor/notices';
import { type Check, runAlone, skipped } from './check.ts';

const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const CASES_FOLDER = fileURLToPath(new URL('../../shared/cases/', import.meta.url));
const ARCHIVE = join(DATA, 'geometry-edge-cases/icometrix-dicom2nifti-failing.tar.gz');
const GE = join(DATA, 'dcm_qa_ct/GE_HiSpeed_head_tilt18.5');

/** A folder of the collection, what its source says, and what must be seen. */
interface Case {
  readonly folder: string;
  readonly source: string;
  readonly slices: number;
  /** mm, rounded to two decimals. */
  readonly gaps: readonly number[];
  readonly codes: readonly string[];
  readonly missing?: number;
}

const CASES: readonly Case[] = [
  {
    folder: 'sliceincrement/001',
    source: 'a missing slice: 5, 5, 10 mm',
    slices: 4,
    gaps: [5, 5, 10],
    missing: 1,
    codes: ['slices-missing', 'spacing-irregular'],
  },
  {
    folder: 'sliceincrement/002',
    source: 'tilted, a missing slice',
    slices: 4,
    gaps: [0.75, 0.75, 1.5],
    missing: 1,
    codes: ['gantry-tilt', 'slices-missing', 'spacing-irregular'],
  },
  {
    folder: 'gantrytilting/001',
    source: 'tilted, IOP .970/-.242',
    slices: 4,
    gaps: [4.85, 4.85, 4.85],
    codes: ['gantry-tilt'],
  },
  {
    folder: 'notavolume/001',
    source: '4 slices at one position',
    slices: 1,
    gaps: [],
    codes: ['duplicate-position'],
  },
];
/** Their pixels were zeroed before they were published, which has to be said too. */
const ZEROED = ['hounsfield-implausible', 'slice-constant'];
const MR = ['slicecount/001', 'sliceorientation/001'];

export async function run(): Promise<Check[]> {
  return [...(await edgeCases()), await geSeries(), ...(await sharedCases())];
}

async function edgeCases(): Promise<Check[]> {
  const name = 'headers with awkward geometry';
  if (!existsSync(ARCHIVE)) return [skipped(name, 'the collection is not here')];
  const folder = mkdtempSync(join(tmpdir(), 'ichor-geometry-'));
  try {
    execFileSync('tar', ['xzf', ARCHIVE, '-C', folder]);
    const checks: Check[] = [];
    for (const { folder: of, source, slices, gaps, codes, missing = 0 } of CASES) {
      const { stacks } = await stacksIn(join(folder, of));
      const [series] = stacks;
      const found = series ? gapsOf(series).map((mm) => Number(mm.toFixed(2))) : [];
      const seen = series?.notices.map(({ code }) => code) ?? [];
      checks.push({
        name: `${of} (${source})`,
        passed:
          stacks.length === 1 &&
          series?.slices.length === slices &&
          series.missingSlices === missing &&
          found.join() === gaps.join() &&
          seen.join() === [...codes, ...ZEROED].sort().join(),
        figures: `${series?.slices.length} slices, gaps ${found.join(', ') || 'none'} mm, tilt ${series?.tiltDegrees.toFixed(1)}; ${seen.join(', ')}`,
      });
    }
    const refused = await Promise.all(MR.map((of) => stacksIn(join(folder, of))));
    checks.push({
      name: `${MR.join(' and ')} (MR)`,
      passed: refused.every(
        ({ stacks, errors }) => stacks.length === 0 && errors.every((code) => code === 'not-ct'),
      ),
      figures: `${refused.flatMap(({ errors }) => errors).length} files refused as not CT`,
    });
    return checks;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** 14 slices at 4 mm, then, after 1.08 mm along the normal, 14 at 7 mm; tilted by 18.5 degrees. */
async function geSeries(): Promise<Check> {
  const name = 'a real head, tilted, in two blocks';
  if (!existsSync(GE)) return skipped(name, 'the series is not here');
  const { stacks } = await stacksIn(GE);
  const series = stacks[0] as Series;
  const gaps = gapsOf(series);
  const near = (mm: number) => gaps.filter((gap) => Math.abs(gap - mm) < 0.02).length;
  const codes = series.notices.map(({ code }) => code);
  return {
    name,
    passed:
      stacks.length === 1 &&
      series.missingSlices === 0 &&
      near(4) === 13 &&
      near(1.08) === 1 &&
      near(7) === 13 &&
      Math.abs(series.tiltDegrees - 18.5) < 0.05 &&
      codes.join() === 'gantry-tilt,slices-overlap,spacing-irregular',
    figures: `${series.slices.length} slices, ${near(4)} gaps of 4, ${near(1.08)} of 1.08, ${near(7)} of 7 mm, tilt ${series.tiltDegrees.toFixed(2)}; ${codes.join(', ')}`,
  };
}

/** Of a small input: the slices that are read, whether all is seen, and the notices that must be there. */
const SHARED: readonly {
  readonly folder: string;
  readonly slices: number;
  readonly whole: boolean;
  readonly codes: readonly string[];
}[] = [
  {
    folder: '01-gap-half-left-out/in',
    slices: 22,
    whole: false,
    codes: ['slices-missing', 'spacing-irregular'],
  },
  { folder: '02-contrast-stack-first/in', slices: 10, whole: true, codes: ['repeated-stack'] },
  { folder: '08-page-in-series/in/grey', slices: 11, whole: true, codes: ['not-a-slice'] },
  {
    folder: '10-slicelocation-only/in/shuffled-numbers',
    slices: 11,
    whole: true,
    codes: ['order-by-slice-location'],
  },
  {
    folder: '13-two-frames-of-reference/in',
    slices: 15,
    whole: true,
    codes: ['frame-of-reference-mixed'],
  },
];

async function sharedCases(): Promise<Check[]> {
  return Promise.all(
    SHARED.map(async ({ folder, slices, whole, codes }): Promise<Check> => {
      const path = join(CASES_FOLDER, folder);
      if (!existsSync(path)) return skipped(folder, 'the input is not here');
      const { stacks } = await stacksIn(path);
      const [series] = stacks as [Series];
      const found = series.notices.map(({ code }) => code);
      const isWhole = series.unreadableSopInstanceUids.length === 0 && !series.missingSlices;
      return {
        name: folder,
        passed: series.slices.length === slices && isWhole === whole && found.join() === codes.join(),
        figures: `${series.slices.length} slices, ${isWhole ? 'complete' : 'incomplete'}; ${found.join(', ')}`,
      };
    }),
  );
}

async function stacksIn(folder: string): Promise<{ stacks: Series[]; errors: string[] }> {
  const slices: Slice[] = [];
  const errors: string[] = [];
  for (const file of readdirSync(folder)) {
    try {
      slices.push(await readInstance(new Uint8Array(readFileSync(join(folder, file))), file));
    } catch (error) {
      if (!isIchorError(error)) throw error;
      errors.push(error.code);
    }
  }
  return { stacks: buildStacks(slices), errors };
}

const gapsOf = ({ positionsMm }: Series): number[] =>
  positionsMm.slice(1).map((mm, i) => mm - positionsMm[i]!);

await runAlone(import.meta.url, run);
