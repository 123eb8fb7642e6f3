import { hang, hangingOf, Rng, type Slice, type Vector3 } from '@ichor/ct';
import { describe, expect, it } from 'vitest';
import { type PlacedSlice, placeStack, type SliceGeometry } from './place-stack.ts';
import { axialGeometry, patientPlace, STORED_ORDERS, storedAs } from './testing/synthetic-stack.ts';
import { apply, inverse, planeToStored } from './transform.ts';
import type { Point } from './view-store.ts';

/** Where the plane has a stored pixel. */
function planeOf(slice: PlacedSlice, column: number, row: number): Point {
  const { transform, at } = { transform: planeToStored(slice), at: { x: column, y: row } };
  return apply(inverse({ ...transform, swap: false }), transform.swap ? { x: at.y, y: at.x } : at);
}

/** A stack of a random size, spacing, gaps and tilt about x, as a scanner stores it. */
function randomStack(rng: Rng): SliceGeometry[] {
  const [rows, columns] = [2 + rng.integer(40), 2 + rng.integer(40)];
  const spacing = [rng.uniform(0.3, 2), rng.uniform(0.3, 2)] as const;
  const tilt = (rng.uniform(-28, 28) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  let position = rng.uniform(-50, 50);
  return Array.from({ length: 1 + rng.integer(6) }, () => {
    position += rng.uniform(0.1, 8);
    // The table moves along z, the normal is tilted: positions along the normal are shorter.
    return {
      ...axialGeometry(rows, columns, spacing, position * cos),
      imagePositionPatient: [-20, -30, position] as Vector3,
      imageOrientationPatient: [1, 0, 0, 0, cos, sin] as const,
    };
  });
}

describe('placeStack', () => {
  it('shows a patient point at the same place however its slices are stored', () => {
    for (let seed = 0; seed < 200; seed++) {
      const rng = Rng.of('stored orders', seed);
      const original = randomStack(rng);
      const placed = placeStack(original);
      for (const order of STORED_ORDERS) {
        const copies = original.map((slice) => storedAs(slice, order));
        const placedCopies = placeStack(copies);
        expect(placedCopies.letters).toEqual(placed.letters);
        expect(placedCopies.center.x).toBeCloseTo(placed.center.x, 6);
        expect(placedCopies.width).toBeCloseTo(placed.width, 6);
        const index = rng.integer(original.length);
        const copy = copies[index]!;
        const [column, row] = [rng.integer(copy.columns), rng.integer(copy.rows)];
        const shown = planeOf(placedCopies.slices[index]!, column, row);
        const expected = planeOf(
          placed.slices[index]!,
          ...pixelAt(original[index]!, patientPlace(copy, column, row)),
        );
        expect(shown.x).toBeCloseTo(expected.x, 6);
        expect(shown.y).toBeCloseTo(expected.y, 6);
      }
    }
  });

  it('has patient left at screen right and the back below, whatever is stored', () => {
    for (const order of STORED_ORDERS) {
      const { slices, letters } = placeStack([storedAs(axialGeometry(20, 30, [1, 0.5], 0), order)]);
      expect(letters[0]).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
      expect([slices[0]!.width, slices[0]!.height]).toEqual([15, 20]);
    }
  });

  it('names feet-first and prone by the patient, not by the table', () => {
    const stored = (cosines: SliceGeometry['imageOrientationPatient']) =>
      placeStack([{ ...axialGeometry(8, 8, [1, 1], 0), imageOrientationPatient: cosines }]);
    for (const cosines of [
      [-1, 0, 0, 0, 1, 0], // feet first, supine
      [-1, 0, 0, 0, -1, 0], // head first, prone
      [1, 0, 0, 0, -1, 0], // feet first, prone
    ] as const) {
      expect(stored(cosines).letters[0]).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
    }
  });

  it('writes the letter of where the patient lies, on axial, sagittal, coronal and oblique slices of any patient', () => {
    for (let seed = 0; seed < 400; seed++) {
      const rng = Rng.of('letters', seed);
      const slice = turned(rng);
      const placed = placeStack([slice]);
      const letters = placed.letters[0]!;
      const { hanging } = placed.slices[0]!;
      // The patient's places of the hung picture's pixels, row by row.
      const index = Int16Array.from({ length: slice.rows * slice.columns }, (_, i) => i);
      const hung = hang({ rows: slice.rows, columns: slice.columns, data: index }, hanging);
      const placeOf = (row: number, column: number): Vector3 => {
        const stored = hung.data[row * hung.columns + column]!;
        return patientPlace(slice, stored % slice.columns, Math.floor(stored / slice.columns));
      };
      const corner = placeOf(0, 0);
      const across = placeOf(0, 1).map((mm, i) => mm - corner[i]!);
      const down = placeOf(1, 0).map((mm, i) => mm - corner[i]!);
      expect([letters.right, letters.left]).toEqual(lettersAlong(across));
      expect([letters.bottom, letters.top]).toEqual(lettersAlong(down));
      const [x, y] = normalOf(slice);
      if (Math.hypot(x, y) > 0.7) continue;
      // An axial slice is shown as the network and the contact sheets have it.
      expect(hanging).toEqual(hangingOf(slice as unknown as Slice));
      expect(across[0]).toBeGreaterThan(0);
      expect(down[1]).toBeGreaterThan(0);
    }
  });

  it('leaves a slice that is not axial as it is stored, and names its sides', () => {
    const scout = {
      ...axialGeometry(8, 8, [1, 1], 0),
      imageOrientationPatient: [0, 1, 0, 0, 0, -1] as const,
    };
    const { slices, letters } = placeStack([scout]);
    expect(slices[0]!.hanging).toEqual({ transpose: false, flipRows: false, flipColumns: false });
    expect(letters[0]).toEqual({ left: 'A', right: 'P', top: 'H', bottom: 'F' });
  });

  it('keeps the place where a slice is smaller than the others', () => {
    const whole = [0, 5, 10, 15].map((mm) => axialGeometry(101, 101, [1, 1], mm));
    // Rows 21 to 60 and columns 11 to 90 of the third slice.
    const cropped = {
      ...whole[2]!,
      rows: 40,
      columns: 80,
      imagePositionPatient: patientPlace(whole[2]!, 11, 21),
    };
    const placed = placeStack([whole[0]!, whole[1]!, cropped, whole[3]!]);
    expect(planeOf(placed.slices[2]!, 0, 0)).toEqual(planeOf(placed.slices[0]!, 11, 21));
    expect([placed.width, placed.height]).toEqual([101, 101]);
  });

  it('holds the head still where the table moves at an angle to the normal', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { slices } = placeStack(randomStack(Rng.of('tilt', seed)));
      for (const { center } of slices) expect(center.y).toBeCloseTo(slices[0]!.center.y, 6);
    }
  });

  it('names no side and measures nothing where the header is silent', () => {
    const silent = { ...axialGeometry(4, 6, [1, 1], 0), pixelSpacing: null, imageOrientationPatient: null };
    const { inMm, letters, slices } = placeStack([silent]);
    expect(inMm).toBe(false);
    expect(letters).toEqual([null]);
    expect([slices[0]!.width, slices[0]!.height]).toEqual([6, 4]);
  });
});

/** Axial, sagittal or coronal, the axes in any order and sign, then turned by up to 25 degrees about any axis. */
function turned(rng: Rng): SliceGeometry {
  const axes = rng.shuffled([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as const);
  const about = [rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-1, 1)] as const;
  const angle = (rng.uniform(0, 25) * Math.PI) / 180;
  const [row, column] = [axes[0]!, axes[1]!].map((axis) => {
    const sign = rng.chance(0.5) ? 1 : -1;
    return rotated([axis[0] * sign, axis[1] * sign, axis[2] * sign], about, angle);
  }) as [Vector3, Vector3];
  return {
    ...axialGeometry(2 + rng.integer(5), 2 + rng.integer(5), [rng.uniform(0.3, 2), rng.uniform(0.3, 2)], 0),
    imageOrientationPatient: [...row, ...column],
  };
}

/** Rodrigues' formula. */
function rotated(v: Vector3, axis: Vector3, angle: number): Vector3 {
  const k = axis.map((x) => x / Math.hypot(...axis)) as unknown as Vector3;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const along = v.reduce((sum, x, i) => sum + x * k[i]!, 0) * (1 - cos);
  const across = cross(k, v);
  return v.map((x, i) => x * cos + across[i]! * sin + k[i]! * along) as unknown as Vector3;
}

const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function normalOf({ imageOrientationPatient: cosines }: SliceGeometry): Vector3 {
  const [a, b, c, d, e, f] = cosines!;
  return cross([a, b, c], [d, e, f]);
}

/** The letter of the end that a direction points to, and of the other. */
function lettersAlong(direction: readonly number[]): [string, string] {
  const sizes = direction.map(Math.abs);
  const axis = sizes.indexOf(Math.max(...sizes));
  const [positive, negative] = ['LR', 'PA', 'HF'][axis]!;
  return direction[axis]! > 0 ? [positive!, negative!] : [negative!, positive!];
}

/** The column and row of a patient point in the plane of a slice. */
function pixelAt(geometry: SliceGeometry, place: Vector3): [number, number] {
  const origin = geometry.imagePositionPatient!;
  const cosines = geometry.imageOrientationPatient!;
  const along = (from: number): number =>
    place.reduce((sum, p, i) => sum + (p - origin[i]!) * cosines[from + i]!, 0);
  return [along(0) / geometry.pixelSpacing![1], along(3) / geometry.pixelSpacing![0]];
}
