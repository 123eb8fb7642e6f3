import { hang, type Series, seriesHanging, type Vector3 } from '@ichor/ct';
import { clotInVolume } from '@ichor/testing/find-clot';
import { CLOT, headHu } from '@ichor/testing/head-with-clot';
import { beforeAll, describe, expect, test } from 'vitest';
import { isNifti, readNifti } from './read-nifti.ts';
import { gzipped, type NiftiToWrite, writeNifti } from './testing/write-nifti.ts';

/** Rows of an affine as scanners' series are converted: i to the left, j to the front, k to the head. */
const LAS = [
  [-4, 0, 0, 62],
  [0, 4, 0, -70],
  [0, 0, 5, -60],
];
const SIZE = [32, 36, 25] as const;

/** RAS mm of a voxel -> the head there. */
const headOf =
  (affine: readonly (readonly number[])[], scale = 1) =>
  (i: number, j: number, k: number): number => {
    const [x, y, z] = affine.map(([a, b, c, d]) => (a! * i + b! * j + c! * k + d!) * scale) as [
      number,
      number,
      number,
    ];
    return headHu([-x, -y, z]);
  };

const file = (of: Partial<NiftiToWrite> = {}): Uint8Array => {
  const affine = of.affine ?? LAS;
  return writeNifti({ size: SIZE, affine, value: headOf(affine), ...of });
};
const read = (bytes: Uint8Array) => readNifti(bytes, 'head.nii');
const codes = (series: Series) => series.notices.map(({ code }) => code);
const hus = (series: Series) => series.slices.map(({ hu }) => hu);

const clotOf = (series: Series): Vector3 => clotInVolume(series, 2);

const expectAtClot = (place: Vector3): void => {
  expect(Math.hypot(...place.map((mm, axis) => mm - CLOT[axis]!))).toBeLessThan(4);
};

let plain: Series;
beforeAll(async () => {
  plain = await read(file());
});

describe('a NIfTI file', () => {
  test('is not copied where its voxels are Hounsfield units as they lie, and reads the same where it must be', async () => {
    const bytes = file();
    const inPlace = await read(bytes);
    expect(inPlace.slices.every(({ hu }) => hu.buffer === bytes.buffer)).toBe(true);
    const unaligned = new Uint8Array(bytes.length + 1).subarray(1);
    unaligned.set(bytes);
    for (const copied of [unaligned, file({ littleEndian: false }), file({ datatype: 8 })]) {
      const series = await read(copied);
      expect(series.slices.some(({ hu }) => hu.buffer === copied.buffer)).toBe(false);
      expect(hus(series)).toEqual(hus(inPlace));
    }
  });

  test('has its values beyond what Hounsfield units may be cut, and counted, wherever they lie', async () => {
    const head = headOf(LAS);
    const extreme = (i: number, j: number, k: number): number =>
      k === 3 && j === 0 ? (i === 0 ? -32768 : i === 1 ? 32767 : head(i, j, k)) : head(i, j, k);
    for (const datatype of [4, 8]) {
      const series = await read(file({ value: extreme, datatype }));
      expect(series.notices.find(({ code }) => code === 'saturated')!.message).toMatch(/^2 values/);
      expect(series.slices.flatMap(({ hu }) => [...hu]).reduce((a, b) => Math.min(a, b))).toBe(-32767);
    }
  });

  test('is a series of axial slices in order, in patient millimetres of DICOM', () => {
    const [first] = plain.slices;
    expect(plain.slices).toHaveLength(25);
    expect(first!.imagePositionPatient).toEqual([-62, 70, -60]);
    expect(first!.imageOrientationPatient).toEqual([1, 0, 0, 0, -1, 0]);
    expect(first!.pixelSpacing).toEqual([4, 4]);
    expect(plain.positionsMm).toEqual(Array.from({ length: 25 }, (_, k) => -60 + 5 * k));
    expect(first!.hu).toHaveLength(32 * 36);
    expect(codes(plain)).toEqual(['nifti-source']);
    expectAtClot(clotOf(plain));
  });

  test('gives the same series in every version, byte order and packing, down to its UIDs', async () => {
    for (const version of [1, 2] as const) {
      for (const littleEndian of [true, false]) {
        const bytes = file({ version, littleEndian });
        for (const stored of [bytes, await gzipped(bytes)]) {
          expect(await isNifti(stored)).toBe(true);
          expect(await read(stored)).toEqual(plain);
        }
      }
    }
  });

  test.each([
    ['int16', 4, 1, 0],
    ['int32', 8, 1, 0],
    ['float32', 16, 1, 0],
    ['float64', 64, 1, 0],
    ['int64', 1024, 1, 0],
    ['uint16 from -1024', 512, 1, -1024],
    ['uint32 from -1024', 768, 1, -1024],
    ['uint64 from -1024', 1280, 1, -1024],
  ])('of %s gives the same Hounsfield units', async (_, datatype, slope, intercept) => {
    const head = headOf(LAS);
    const value = (i: number, j: number, k: number) => (head(i, j, k) - intercept) / slope;
    const series = await read(
      file({ datatype, value, ...(intercept === 0 ? { slope: 0 } : { slope, intercept }) }),
    );
    expect(hus(series)).toEqual(hus(plain));
  });

  test('of 8 bits is scaled by slope and intercept', async () => {
    const head = headOf(LAS);
    const levels = [-1000, 33, 75, 900];
    for (const [datatype, shift] of [
      [2, 0],
      [256, 120],
    ] as const) {
      const value = (i: number, j: number, k: number) => Math.round((head(i, j, k) + 1000) / 8) - shift;
      const series = await read(file({ datatype, value, slope: 8, intercept: -1000 + 8 * shift }));
      const found = new Set(hus(series).flatMap((hu) => [...hu]));
      expect([...found].sort((a, b) => a - b)).toEqual(
        levels.map((hu) => Math.round((hu + 1000) / 8) * 8 - 1000),
      );
    }
  });

  test('with a slope that is no number is taken as unscaled', async () => {
    expect(hus(await read(file({ slope: Number.NaN, intercept: 5 })))).toEqual(hus(plain));
  });

  test('in metres or micrometres lands in millimetres; without a unit it says so', async () => {
    for (const [units, scale] of [
      [1, 1000],
      [3, 0.001],
    ] as const) {
      const affine = LAS.map((row) => row.map((x) => x / scale));
      const series = await read(file({ units, affine, value: headOf(affine, scale) }));
      expect(series.positionsMm.map((mm) => Math.round(mm * 1e3) / 1e3)).toEqual(plain.positionsMm);
    }
    expect(codes(await read(file({ units: 0 })))).toContain('nifti-unit-assumed');
  });

  test('with voxels that hold no number has air there, and a notice', async () => {
    const head = headOf(LAS);
    const value = (i: number, j: number, k: number) => (i + j + k === 0 ? Number.NaN : head(i, j, k));
    const series = await read(file({ datatype: 16, value }));
    expect(series.slices[0]!.hu[0]).toBe(-1000);
    expect(series.notices).toContainEqual(
      expect.objectContaining({ code: 'values-not-finite', message: expect.stringContaining('1 voxels') }),
    );
  });

  test('stored sagittal with small voxels is read in its axial planes; with large gaps it is not axial', async () => {
    const sagittal = (x: number) => [
      [0, 0, x, -60],
      [-2, 0, 0, 70],
      [0, -2, 0, 62],
    ];
    const small = await read(file({ affine: sagittal(2), size: [70, 62, 60] }));
    expect(codes(small)).toContain('axes-reordered');
    expect(small.tiltDegrees).toBeCloseTo(0, 9);
    expect(small.slices).toHaveLength(62);
    expectAtClot(clotOf(small));
    const coarse = await read(file({ affine: sagittal(5), size: [70, 62, 25] }));
    expect(codes(coarse)).toContain('not-axial');
    expect(coarse.slices).toHaveLength(25);
    expectAtClot(clotOf(coarse));
  });
});

/** All 48 ways to store a volume: its axes in any order, each either way round. */
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
].flatMap((order) => [0, 1, 2, 3, 4, 5, 6, 7].map((flips) => ({ order, flips })));

/** The same voxels at the same places, stored otherwise: axis i of the result is axis order[i] of the volume. */
function reordered(
  affine: readonly (readonly number[])[],
  size: readonly [number, number, number],
  { order, flips }: (typeof ORDERS)[number],
): Uint8Array {
  const isTurned = (axis: number): boolean => (flips & (1 << axis)) !== 0;
  const steps = order.map((axis) => affine.map((row) => (isTurned(axis) ? -row[axis]! : row[axis]!)));
  const rows = affine.map((row, x) => [
    ...steps.map((step) => step[x]!),
    row[3]! + [0, 1, 2].reduce((sum, axis) => sum + (isTurned(axis) ? (size[axis]! - 1) * row[axis]! : 0), 0),
  ]);
  const newSize = order.map((axis) => size[axis]!) as [number, number, number];
  return file({ affine: rows, size: newSize });
}

/** Slices of a series as they hang, from base to vertex. */
const hung = (series: Series) =>
  series.slices.map(({ rows, columns, hu }) => hang({ rows, columns, data: hu }, seriesHanging(series)));

describe('a volume whose axes are stored in another order', () => {
  const shapes: Record<string, { affine: typeof LAS; size: [number, number, number] }> = {
    'slices of 5 mm with pixels of 4': { affine: LAS, size: [...SIZE] },
    'slices of 5 mm with pixels of 1.5 x 2.5': {
      affine: [
        [-1.5, 0, 0, 62],
        [0, 2.5, 0, -70],
        [0, 0, 5, -60],
      ],
      size: [84, 56, 25],
    },
    'slices of 3 mm with pixels of 4': {
      affine: [
        [-4, 0, 0, 62],
        [0, 4, 0, -70],
        [0, 0, 3, -60],
      ],
      size: [32, 36, 41],
    },
    'slices of a gantry tilted by 20 degrees': {
      affine: [
        [-4, 0, 0, 62],
        [0, 4 * Math.cos(0.35), 0, -66],
        [0, -4 * Math.sin(0.35), 5, -40],
      ],
      size: [32, 36, 25],
    },
  };

  test.each(Object.entries(shapes))(
    '%s gives the same pictures at the same places in all 48 orders',
    async (_, { affine, size }) => {
      const usual = await read(reordered(affine, size, ORDERS[0]!));
      const pictures = hung(usual);
      expectAtClot(clotOf(usual));
      for (const one of ORDERS) {
        const series = await read(reordered(affine, size, one));
        expect(codes(series).includes('axes-reordered')).toBe(one.order[2] !== 2);
        expect(codes(series).filter((code) => code !== 'axes-reordered')).toEqual(codes(usual));
        expect(series.positionsMm.map((mm) => mm.toFixed(3))).toEqual(
          usual.positionsMm.map((mm) => mm.toFixed(3)),
        );
        expect(hung(series)).toEqual(pictures);
      }
    },
  );

  test('thick sagittal slices are called not axial in all of them', async () => {
    for (const one of ORDERS) {
      const series = await read(
        reordered(
          [
            [-6, 0, 0, 62],
            [0, 2, 0, -70],
            [0, 0, 2, -60],
          ],
          [21, 70, 60],
          one,
        ),
      );
      expect(codes(series)).toContain('not-axial');
      expect(codes(series)).not.toContain('axes-reordered');
      expect(series.slices).toHaveLength(21);
    }
  });
});

describe('sform and qform', () => {
  // 180 degrees about y: i to the left, k to the feet.
  const turned = {
    qformCode: 1,
    quaternion: [0, 1, 0],
    quaternionOffset: [62, -70, 60],
    pixdim: [1, 4, 4, 5],
  } as const;
  const ofQform = headOf([
    [-4, 0, 0, 62],
    [0, 4, 0, -70],
    [0, 0, -5, 60],
  ]);

  test('the qform counts where there is no sform', async () => {
    const series = await read(file({ ...turned, sformCode: 0, value: ofQform }));
    expect(series.positionsMm).toEqual(plain.positionsMm);
    expect(hus(series)).toEqual(hus(plain));
  });

  test('the sform is preferred, and that they disagree is said', async () => {
    const series = await read(file({ ...turned, qformCode: 2 }));
    expect(hus(series)).toEqual(hus(plain));
    const [notice] = series.notices.filter(({ code }) => code === 'nifti-forms-differ');
    expect(notice!.message).toContain('left for right');
    const same = { qformCode: 1, quaternion: [0, 1, 0], pixdim: [-1, 4, 4, 5] } as const;
    expect(codes(await read(file({ ...same, quaternionOffset: [62, -70, -60] })))).toEqual(['nifti-source']);
    const [moved] = (await read(file({ ...same, quaternionOffset: [52, -70, -60] }))).notices;
    expect(moved!.message).toContain('different places');
  });

  test('without either the file is refused, since its side is unknown', async () => {
    await expect(read(file({ sformCode: 0 }))).rejects.toMatchObject({ code: 'nifti-orientation-missing' });
  });
});

describe('what is refused, with cause and remedy', () => {
  const head = headOf(LAS);
  const skewed = [
    [-4, 1, 0, 62],
    [0, 4, 0, -70],
    [0, 0, 5, -60],
  ];
  const flat = LAS.map((row, i) => (i === 2 ? [0, 0, 0, 0] : row));

  test.each<[string, string, Uint8Array]>([
    ['nifti-not-hounsfield', 'values shifted by 1024', file({ value: (...at) => head(...at) + 1024 })],
    ['nifti-not-hounsfield', 'an MR image', file({ value: (i, j, k) => (head(i, j, k) > 0 ? 400 : 0) })],
    ['nifti-not-one-volume', 'a series of volumes', file({ dim: [4, 32, 36, 5, 5, 1, 1, 1] })],
    ['nifti-datatype', 'colours', file({ datatype: 128 })],
    ['nifti-datatype', 'an unknown datatype', file({ datatype: 77 })],
    ['nifti-sheared', 'a warped volume', file({ affine: skewed })],
    ['nifti-affine-invalid', 'a flat volume', file({ affine: flat })],
    [
      'nifti-affine-invalid',
      'numbers that are none',
      file({ affine: [...LAS.slice(0, 2), [0, 0, Number.NaN, 0]] }),
    ],
    ['nifti-pair', 'half of a pair', file({ magic: 'ni1' })],
    ['nifti-corrupt', 'a dimension without voxels', file({ dim: [3, 32, 0, 25, 1, 1, 1, 1] })],
    ['nifti-corrupt', 'no dimensions', file({ dim: [0, 32, 36, 25, 1, 1, 1, 1] })],
    ['nifti-scaling-invalid', 'an intercept that is none', file({ slope: 2, intercept: Number.NaN })],
    ['nifti-truncated', 'a file cut short', file().subarray(0, 9000)],
    ['nifti-too-large', 'a promise of many voxels', file({ dim: [3, 32000, 32000, 25, 1, 1, 1, 1] })],
    ['nifti-corrupt', 'voxels in the header', writeAt(file(), 108, 100)],
  ])('%s: %s', async (code, _, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code,
      subject: 'head.nii',
      remedy: expect.stringMatching(/\w+ \w+.*\.$/),
    });
  });

  test('a gzip stream that is damaged, cut short, or promises what it cannot hold', async () => {
    const packed = await gzipped(file());
    const damaged = packed.slice();
    damaged[packed.length - 6]! ^= 0xff;
    await expect(read(damaged)).rejects.toMatchObject({ code: 'nifti-corrupt' });
    await expect(read(packed.subarray(0, packed.length - 400))).rejects.toMatchObject({
      code: expect.stringMatching(/nifti-(corrupt|truncated)/),
    });
    const liar = await gzipped(file({ dim: [3, 3000, 3000, 100, 1, 1, 1, 1] }));
    await expect(read(liar)).rejects.toMatchObject({ code: 'nifti-truncated' });
  });

  test('a gzip stream that would grow as no scan does, before it is unpacked', async () => {
    const size = 400;
    const zeros = file({ dim: [3, size, size, size, 1, 1, 1, 1] }).subarray(0, 352);
    const bomb = new Uint8Array(352 + 2 * size ** 3);
    bomb.set(zeros);
    await expect(read(await gzipped(bomb))).rejects.toMatchObject({ code: 'nifti-too-large' });
  });

  test('anything else is no NIfTI', async () => {
    expect(await isNifti(new Uint8Array(0))).toBe(false);
    expect(await isNifti(new Uint8Array(1000))).toBe(false);
    expect(await isNifti(await gzipped(new Uint8Array(1000)))).toBe(false);
    expect(await isNifti(Uint8Array.of(0x1f, 0x8b, 3, 4))).toBe(false);
    await expect(read(new Uint8Array(1000))).rejects.toMatchObject({ code: 'nifti-corrupt' });
  });

  test('no damage to a header is a crash or takes long: an error with a code, or a series', async () => {
    const whole = file();
    for (let i = 0; i < 348; i++) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const bytes = whole.slice(0, i % 50 === 0 ? undefined : 20000);
        bytes[i]! ^= flip;
        await read(bytes).catch((error: unknown) => {
          expect(error).toMatchObject({ code: expect.stringMatching(/^nifti-/) });
        });
      }
    }
  });
});

function writeAt(bytes: Uint8Array, at: number, value: number): Uint8Array {
  new DataView(bytes.buffer).setFloat32(at, value, true);
  return bytes;
}
