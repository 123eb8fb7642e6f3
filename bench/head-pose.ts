/**
 * How well the mid-sagittal plane of simulated heads of known pose is found, and how straight they stand afterwards.
 *
 *     node bench/head-pose.ts
 */
import {
  distanceTo,
  median,
  midSagittalPlane,
  type Plane,
  Rng,
  seriesVolume,
  straightened,
  type Vector3,
  type Volume,
  volumeOf,
} from '@ichor/ct';
import { BLEED_TYPES, type Patient, renderSeries, simulatePatient } from '@ichor/phantom';
import { type Check, runAlone } from './check.ts';

const HEADS = 20;
/** What the measurements to come can bear. */
const WORST = { degrees: 3, mm: 3 } as const;
const MEDIAN_LEFT_DEGREES = 0.5;
const STRAIGHT = { pixelMm: 2, sliceMm: 4 } as const;

interface Found {
  readonly degrees: number;
  /** At the head's middle. */
  readonly mm: number;
  /** Of the straightened head, in which the plane is looked for again: its angle with the grid's columns. */
  readonly left: number;
}

export async function run(): Promise<Check[]> {
  const found: Found[] = [];
  for (let i = 0; i < HEADS; i++) found.push(poseOf(i));
  const worst = (of: keyof Found) => Math.max(...found.map((one) => one[of]));
  return [
    {
      name: `mid-sagittal plane of ${HEADS} simulated heads turned, bent, moved, tilted and bled`,
      passed: worst('degrees') <= WORST.degrees && worst('mm') <= WORST.mm,
      figures: `${spread(found, 'degrees')} degrees, ${spread(found, 'mm')} mm`,
    },
    {
      name: 'the same heads, straightened',
      // On the straight grid, what a scan across it didn't reach is air, and looks like the end of the head.
      passed: median(sorted(found, 'left'))! <= MEDIAN_LEFT_DEGREES,
      figures: `${spread(found, 'left')} degrees from straight by the plane that is found then`,
    },
  ];
}

/** One head in a pose of its own: by its anatomy, by the gantry's tilt, and by a turn of the whole scan. */
function poseOf(index: number): Found {
  const rng = Rng.of('head pose', index);
  const bleeds = rng.chance(0.5) ? [{ type: rng.pick(BLEED_TYPES), volumeMl: rng.uniform(5, 60) }] : [];
  const patient = simulatePatient(`head pose ${index}`, { bleeds, shrinkToFit: true });
  const tiltDegrees = rng.chance(0.5) ? rng.uniform(-15, 24) : 0;
  const { series } = renderSeries(patient, { rows: 128, thicknessMm: 4, tiltDegrees });
  const [turn, bend] = [rng.uniform(-25, 25), rng.uniform(-18, 18)];
  const shift: Vector3 = [rng.uniform(-20, 20), rng.uniform(-20, 20), rng.uniform(-60, 60)];
  const turned = (v: Vector3): Vector3 => rotated(v, turn, bend);
  const moved = (v: Vector3): Vector3 => turned(v).map((x, i) => x + shift[i]!) as unknown as Vector3;
  const volume = carried(seriesVolume(series), turned, moved);
  const plane = planeOf(volume);
  const truth = turned(normalOf(patient));
  const upright = planeOf(straightened(volume, plane, STRAIGHT));
  return {
    degrees: angle(plane.normal, truth),
    mm: Math.abs(distanceTo(plane, moved(patient.anatomy.origin))),
    left: angle(upright.normal, plane.normal),
  };
}

function planeOf(volume: Volume): Plane {
  const plane = midSagittalPlane(volume);
  if (plane === undefined) throw new Error('head-pose: a simulated head was not found');
  return plane;
}

const carried = (volume: Volume, turned: (v: Vector3) => Vector3, moved: (v: Vector3) => Vector3): Volume =>
  volumeOf({
    ...volume,
    columnStep: turned(volume.columnStep),
    rowStep: turned(volume.rowStep),
    origins: volume.origins.map(moved),
  });

/** Of the plane of symmetry that the head was built about; its own warp and asymmetry stand against it. */
const normalOf = ({ anatomy: { rotation: r } }: Patient): Vector3 => [r[0]!, r[3]!, r[6]!];

/** About z, then about y; degrees. */
function rotated([x, y, z]: Vector3, turn: number, bend: number): Vector3 {
  const [t, b] = [(turn * Math.PI) / 180, (bend * Math.PI) / 180];
  const [x1, y1] = [x * Math.cos(t) - y * Math.sin(t), x * Math.sin(t) + y * Math.cos(t)];
  return [x1 * Math.cos(b) - z * Math.sin(b), y1, x1 * Math.sin(b) + z * Math.cos(b)];
}

const angle = (a: Vector3, b: Vector3): number =>
  (Math.acos(Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])) * 180) / Math.PI;

const sorted = (found: readonly Found[], of: keyof Found): number[] =>
  found.map((one) => one[of]).sort((a, b) => a - b);

function spread(found: readonly Found[], of: keyof Found): string {
  const [second, largest] = sorted(found, of).slice(-2);
  return `median ${median(sorted(found, of))!.toFixed(2)}, largest but one ${second!.toFixed(2)}, largest ${largest!.toFixed(2)}`;
}

await runAlone(import.meta.url, run);
