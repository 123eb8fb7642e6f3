/**
 * The NIfTI reader beside nibabel: files that nibabel writes in every datatype, version, byte order, form and axis order
 * are read, and at each of many places in the patient both must hold the same Hounsfield units. What isn't there is
 * skipped, and said to be.
 *
 *     node bench/nifti-judges.ts
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { patientToVoxel, seriesVolume } from '@ichor/ct';
import { readNifti } from '@ichor/nifti';
import { isIchorError } from '@ichor/notices';
import { type Check, runAlone, skipped } from './check.ts';

const JUDGE = fileURLToPath(new URL('./peers/nifti_judge.py', import.meta.url));
const TEMPLATES = fileURLToPath(
  new URL('../../shared/data/ct-templates/neurolabusc-clinical/', import.meta.url),
);
/** Both compute in 32 and 64 bits: a voxel's centre is found to this share of a voxel. */
const SAME_VOXEL = 1e-3;

interface Truth {
  readonly version: string;
  readonly files: Record<string, { readonly places: [number, number, number][]; readonly values: number[] }>;
}

export async function run(): Promise<Check[]> {
  return [await besideNibabel(), await templates()];
}

async function besideNibabel(): Promise<Check> {
  const name = 'NIfTI files written and placed by nibabel';
  const python = findPython();
  if (python === undefined) {
    return skipped(name, 'no Python with nibabel here (pip install nibabel)');
  }
  const folder = mkdtempSync(join(tmpdir(), 'ichor-nifti-'));
  try {
    execFileSync(python, [JUDGE, 'write', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
    const { version, files } = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Truth;
    let [places, furthest] = [0, 0];
    const wrong: string[] = [];
    for (const [file, truth] of Object.entries(files)) {
      const series = await readNifti(new Uint8Array(readFileSync(join(folder, file))), file);
      const volume = seriesVolume(series);
      const right = truth.places.every(([x, y, z], i) => {
        // nibabel's x runs to the right and its y to the front.
        const at = patientToVoxel(volume, [-x, -y, z]);
        const [column, row, slice] = [at.column, at.row, at.slice].map(Math.round) as [
          number,
          number,
          number,
        ];
        const off = Math.max(
          ...[at.column - column, at.row - row, at.slice - slice].map((share) => Math.abs(share)),
        );
        furthest = Math.max(furthest, off);
        places++;
        return off < SAME_VOXEL && volume.slices[slice]?.[row * volume.columns + column] === truth.values[i];
      });
      if (!right) wrong.push(file);
    }
    const count = Object.keys(files).length;
    return {
      name,
      passed: wrong.length === 0 && count === 120,
      figures: `nibabel ${version}: ${count - wrong.length} of ${count} files (10 datatypes, 2 versions, 2 byte orders, sform, qform and both, any axis order, oblique) equal at ${places} places, centres within ${furthest.toExponential(1)} voxels${wrong.length > 0 ? `; wrong: ${wrong.slice(0, 5).join(', ')}` : ''}`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Average heads and tissue maps: none holds Hounsfield units, and each must be refused for that. */
async function templates(): Promise<Check> {
  const name = 'NIfTI templates that are not in Hounsfield units';
  if (!existsSync(TEMPLATES)) return skipped(name, 'the collection is not here');
  const refused: string[] = [];
  const read: string[] = [];
  for (const file of readdirSync(TEMPLATES).filter((one) => one.endsWith('.nii.gz'))) {
    try {
      await readNifti(new Uint8Array(readFileSync(join(TEMPLATES, file))), file);
      read.push(file);
    } catch (error) {
      if (!isIchorError(error) || error.code !== 'nifti-not-hounsfield') throw error;
      refused.push(file);
    }
  }
  return {
    name,
    passed: read.length === 0 && refused.length > 0,
    figures: `${refused.length} refused${read.length > 0 ? `; read: ${read.join(', ')}` : ''}`,
  };
}

function findPython(): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => {
    try {
      execFileSync(python, ['-c', 'import nibabel, numpy'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

await runAlone(import.meta.url, run);
