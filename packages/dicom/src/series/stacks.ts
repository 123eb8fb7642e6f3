import { cross, lengthOf, type Slice, scaled, type Vector3 } from '@ichor/ct';
import type { Note } from './notes.ts';
import { type Placing, placedBy } from './stack-place.ts';

/** Slices of one orientation, matrix and pixel spacing. */
export interface Stack extends Placing {
  readonly slices: readonly Slice[];
  /** Frames of reference, where those of one scan were parted by them. */
  readonly frames?: ReadonlySet<string | undefined>;
}

const AXIAL = [1, 0, 0, 0, 1, 0] as const;
/** Direction cosines nearer than this are one orientation: about a third of a degree. */
const SAME_DIRECTION = 0.006;
const SAME_PIXEL_MM = 1e-3;

/** Slices of different UIDs. */
interface Distinct {
  /** Sorted by UID. */
  readonly slices: readonly Slice[];
  /** How many others lay elsewhere under a UID of theirs: what those showed is lost. */
  readonly lost: number;
}

/** The same instance twice: one is kept. Two that differ under one UID are told apart by their pixels, not by their order. */
export function withoutDuplicates(slices: readonly Slice[], note: Note): Distinct {
  const byUid = new Map<string, Slice[]>();
  for (const slice of slices) {
    byUid.set(slice.sopInstanceUid, [...(byUid.get(slice.sopInstanceUid) ?? []), slice]);
  }
  const kept: Slice[] = [];
  let lost = 0;
  for (const uid of [...byUid.keys()].sort()) {
    const copies = [...(byUid.get(uid) ?? [])].sort(byContent);
    const [first] = copies;
    if (first === undefined) continue;
    kept.push(first);
    const differ = copies.slice(1).some((copy) => byContent(first, copy) !== 0);
    const elsewhere = new Set(copies.map(placeKey)).size - 1;
    lost += elsewhere;
    if (elsewhere > 0) note('duplicate-instance', { places: elsewhere + 1 }, [first]);
    else if (differ) note('duplicate-instance', 'differ', [first]);
    else if (copies.length > 1) note('duplicate-instance', 'same', [first]);
  }
  return { slices: kept, lost };
}

const placeKey = ({ imagePositionPatient, imageOrientationPatient }: Slice): string =>
  JSON.stringify([imagePositionPatient, imageOrientationPatient]);

/** Any order will do that is the same whatever came first. */
function byContent(a: Slice, b: Slice): number {
  const key = (slice: Slice): string => {
    const { hu, ...rest } = slice;
    return JSON.stringify(Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1)));
  };
  const [left, right] = [key(a), key(b)];
  if (left !== right) return left < right ? -1 : 1;
  for (let i = 0; i < Math.min(a.hu.length, b.hu.length); i++) {
    if (a.hu[i] !== b.hu[i]) return (a.hu[i] as number) - (b.hu[i] as number);
  }
  return a.hu.length - b.hu.length;
}

/** Splits slices (of different UIDs, sorted by them) into stacks, the one with most slices first. */
export function stacks(slices: readonly Slice[]): Stack[] {
  const sorted = [...slices].sort(
    (a, b) => lexicographic(signature(a), signature(b)) || (a.sopInstanceUid < b.sopInstanceUid ? -1 : 1),
  );
  const found: { head: readonly number[]; slices: Slice[] }[] = [];
  for (const slice of sorted) {
    const own = signature(slice);
    const stack = found.find(({ head }) => alike(head, own));
    if (stack === undefined) found.push({ head: own, slices: [slice] });
    else stack.slices.push(slice);
  }
  // A stable sort: of two as large, the first by signature.
  return found
    .sort((a, b) => b.slices.length - a.slices.length)
    .map(({ head, slices: own }) => {
      const towardsHead = normal(head.slice(0, 6));
      return { slices: own, normal: towardsHead, placedBy: placedBy(own, towardsHead) };
    });
}

/** Whether two stacks differ in nothing that `stacks` tells apart, nor in thickness. */
export function sameGeometry({ slices: [a] }: Stack, { slices: [b] }: Stack): boolean {
  if (a === undefined || b === undefined) return a === b;
  return alike(signature(a), signature(b)) && a.sliceThicknessMm === b.sliceThicknessMm;
}

/** Orientation, pixel spacing (0 where unknown), rows, columns. */
function signature(slice: Slice): readonly number[] {
  return [
    ...(slice.imageOrientationPatient ?? AXIAL),
    ...(slice.pixelSpacing ?? [0, 0]),
    slice.rows,
    slice.columns,
  ];
}

function alike(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, i) => {
    const tolerance = i < 6 ? SAME_DIRECTION : i < 8 ? SAME_PIXEL_MM : 0;
    return Math.abs(value - (b[i] as number)) <= tolerance;
  });
}

function lexicographic(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return 0;
}

/** Row x column (PS3.3 C.7.6.2.1.1), turned towards the head. */
function normal([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]: readonly number[]): Vector3 {
  const across = cross([a, b, c], [d, e, f]);
  const [x, y, z] = across;
  const largest = Math.abs(z) > 1e-3 ? z : Math.abs(x) > Math.abs(y) ? x : y;
  return scaled(across, (largest < 0 ? -1 : 1) / lengthOf(across));
}
