import { expect, test } from 'vitest';
import { notice, noticeRemedy, noticeText, noticeTitle } from './notice.ts';
import { NOTICES, type NoticeCode, type NoticeParams } from './notices.ts';

const STACKS = { count: 2, each: '20 axial slices', differences: ['a', 'b', 'c', 'd'] };
const NONE = { none: 'missing', vertex: 'unknown' } as const;
const WINDOW = { center: 40, width: 80 };

/** Of every code, parameters for each of its sentences. A code without a line here does not compile. */
const SAMPLES: { readonly [C in NoticeCode]: readonly NoticeParams<C>[] } = {
  'spacing-irregular': [
    { gaps: [{ count: 2, mm: 5 }], others: 0 },
    { gaps: [{ count: 2, mm: 5 }], others: 3 },
  ],
  'slices-missing': [
    { below: 3, atMm: [15, 25], count: 1, gapMm: 10, stepsMm: [5] },
    { below: 3, atMm: [15, 25], count: 2, gapMm: 10, stepsMm: [5, 4] },
  ],
  'slices-apart': [
    { at: 3, of: 3, unseenMm: 2.5 },
    { at: 1, of: 3, unseenMm: 2.5 },
  ],
  'slices-overlap': [
    { at: 3, of: 3, nearestMm: 2.5 },
    { at: 1, of: 3, nearestMm: 2.5 },
  ],
  'spacing-contradicted': [{ statedMm: [5, 5], foundMm: [4, 6] }],
  'gantry-tilt': [{ degrees: 12.5 }],
  'gantry-tilt-contradicted': [{ stated: [10, 20], degrees: 12.5 }],
  oblique: [{ degrees: 12.5 }],
  'stack-sheared': [{ degrees: 12.5 }],
  'stack-not-straight': [{ mm: 12.5 }],
  'turned-in-plane': [{ degrees: 12.5 }],
  'not-axial': [
    { plane: 'sagittal', degrees: 90 },
    { plane: 'sagittal', degrees: 90, notComputed: 'its slices differ' },
  ],
  resliced: [{ plane: 'sagittal', sliceMm: 5, pixelMm: 0.5 }],
  'pixels-not-square': [{ downMm: 0.5, acrossMm: 0.6 }],
  'pixel-spacing-missing': [{}],
  'pixel-spacing-invalid': [{ why: 'it says "0"' }],
  'field-of-view-implausible': [{ wideMm: 10, highMm: 20 }],
  'patient-position': [{ position: 'head first, face down (HFP)' }],
  'patient-position-mixed': [{ positions: ['one', 'another'] }],
  'orientation-missing': [{}],
  'orientation-invalid': [{ why: 'it says "0"' }],
  'position-missing': [{}],
  'position-invalid': [{ why: 'it has 2 values' }],
  'slices-far-away': [{ far: 2, of: 10, mm: 200 }],
  'spacing-assumed': [
    { none: 'all-the-same', stepMm: 5 },
    { none: 'missing', stepMm: 5, from: 'spacing' },
    { none: 'missing', stepMm: 5, from: 'thickness' },
  ],
  'order-by-instance-number': [
    { ...NONE, skipped: 0 },
    { ...NONE, vertex: 'first', skipped: 2 },
  ],
  'order-by-slice-location': [
    { ...NONE, numbersDiffer: false },
    { ...NONE, vertex: 'last', numbersDiffer: true },
  ],
  'order-unknown': [
    { none: 'missing', numbers: 'missing' },
    { none: 'missing', numbers: 'contradicted' },
  ],
  'duplicate-position': [
    { twice: 2, of: 10, mixed: false },
    { twice: 2, of: 10, mixed: true },
  ],
  'slice-unreadable': [{ count: 1 }, { count: 3 }, { code: 'no-pixel-data', problem: 'holds no pixels' }],
  'not-a-slice': [
    { described: '1 scout', count: 1 },
    { described: '2 scouts', count: 2 },
    { kind: 'scout', code: 'no-pixel-data', problem: 'holds no pixels' },
  ],
  'repeated-stack': [
    { ...STACKS, where: 'positions' },
    { ...STACKS, where: 'part' },
  ],
  'mixed-geometry': [STACKS, { ...STACKS, count: 1, differences: [] }],
  'frame-of-reference-apart': [STACKS],
  'frame-of-reference-mixed': [
    { frames: 2, oneEach: false },
    { frames: 2, oneEach: true },
  ],
  'duplicate-instance': ['same', 'differ', { places: 2 }],
  'patient-mixed': [{}],
  'several-frames': [{ frames: 2 }],
  'series-too-large': [{ slices: 3000, bytes: 2 ** 31, mostBytes: 2 ** 30 }],
  'rescale-missing': [{}],
  'rescale-repaired': [{ intercept: -1024 }],
  'rescale-from-neighbours': [{}],
  'rescale-mixed': [{}],
  'rescale-type-not-hu': [{ type: '"US"' }],
  'hounsfield-implausible': [
    'no-picture',
    { problem: 'has no air' },
    { problem: 'has no air', cause: 'all had been doubled' },
  ],
  'hounsfield-mixed': [{ apart: 5, of: 10 }],
  'hounsfield-unusual': [{ doubt: 'has its air at -950 HU' }],
  'hounsfield-unchecked': [{}],
  'slice-values-apart': [{ why: 'has no air, and its neighbours have' }],
  'slice-constant': [{}],
  saturated: ['pixels', { voxels: 3, mostHu: 32767 }],
  'values-not-finite': [{ voxels: 3 }],
  'padding-inside': [{}],
  'twelve-bit-repaired': [{ shownBy: 'slice' }, { shownBy: 'series' }],
  'twelve-bit-suspect': [{}],
  'bits-beyond-stored': [{}],
  'lossy-compressed': [{ ratios: [] }, { ratios: [8, 2] }],
  'lossy-beyond-stored': [{}],
  'fragments-joined': [{}],
  'fragment-longer': [{}],
  'bitstream-mismatch': [{ said: 'uncompressed', found: 'JPEG' }],
  'offset-table-wrong': [{ table: 'missing' }, { table: 'wrong' }],
  'pixels-end-unmarked': [
    { end: 'open' },
    { end: 'overrun' },
    { end: 'cut' },
    { end: 'unsaid' },
    { end: 'with-length' },
    { end: 'no-fragments' },
  ],
  'pixel-data-long': [{ more: 'bytes' }, { more: 'frames' }, { more: 'behind' }],
  'elements-irregular': [
    { kind: 'without-vr', tags: '(0008,0060)' },
    { kind: 'with-vr', tags: '(0008,0060)' },
    { kind: 'illegal-vr', tags: '(0008,0060)' },
    { kind: 'sequence', tags: '(0008,0060)' },
  ],
  'elements-doubled': [{ tags: '(0008,0060)' }],
  'pixel-header-doubtful': [{ frames: 0 }, { photometric: '"GREY"' }, { highBit: 14, bitsStored: 16 }],
  'transfer-syntax-guessed': [
    'not-named',
    { named: 'Implicit VR Little Endian', written: 'explicit VR, little endian' },
  ],
  'nifti-source': [{ form: 'sform' }],
  'nifti-forms-differ': [{ by: 'side' }, { by: 'place' }],
  'nifti-unit-assumed': [{}],
  'axes-reordered': [{}],
  'picture-source': [
    { pictures: 1, window: WINDOW },
    { pictures: 30, window: WINDOW },
  ],
  'picture-window-narrow': [{ kept: 0.7, range: [-20, 100] }],
  'picture-window-doubtful': [
    { window: WINDOW, brainHu: 60, spreadHu: 3, usual: { brainHu: [20, 45], leastSpreadHu: 4 } },
  ],
  'picture-unsure': [{ unsure: 2, of: 30 }],
  'content-missing': [{ problem: 'is not in the store' }],
  'content-changed': [{ problem: 'was changed in the store' }],
  'content-unreadable': [{ problem: "can't be read from the disk (EIO)" }],
  'series-chosen': [{ others: 2, why: ['is complete', 'covers more of the head'] }],
  'asked-for': [{ reason: 'it is a scout' }],
  'tags-mixed': [{ reason: 'it is a scout' }],
  derived: [{}],
  'body-part-contradicted': [{ part: 'CHEST' }],
  'contrast-described': [{}],
  'contrast-suspected': [{ share: 0.75 }],
  'coverage-vertex': [{ mm: 20 }],
  'coverage-base': [{ mm: 20 }],
  'slices-thick': [{ mm: 12 }],
  noisy: [{ hu: 30 }],
  'kernel-sharp': [{}],
  'anatomy-unknown': [{}],
  'burned-in-annotation': [{}],
  'screen-capture': [{}],
  'recognizable-features': [{}],
  face: [{}],
  'left-over-bytes': [{}],
  'patient-missing': [{ table: 'labels.csv', patients: [49, 50] }],
  'slice-missing': [{ patient: 49, slices: [1, 2] }],
  'slice-unlabelled': [{ patient: 49, slices: [1, 2] }],
  'study-missing': [{ table: 'truth.csv', studies: 2 }],
};

test.each(Object.entries(SAMPLES))(
  '%s is said in whole sentences, none of which calls a patient healthy',
  (code, samples) => {
    const said = samples.map((params) => noticeText(code as NoticeCode, params as NoticeParams<NoticeCode>));
    expect(new Set(said).size).toBe(samples.length);
    const { title, meaning, remedy } = NOTICES[code as NoticeCode];
    for (const sentence of [...said, meaning, remedy]) {
      expect(sentence).toMatch(/^\S.*[^.]\.$/);
    }
    for (const text of [...said, title, meaning, remedy]) {
      expect(text).not.toMatch(/undefined|NaN|\[object/);
      expect(text).not.toMatch(
        /\bnormal\b|\bno (intracranial )?h(a)?emorrhage|\bnegative\b|\bhealthy\b|\bclear\b/i,
      );
    }
  },
);

test('a notice has its code, its sentence and the slices it concerns', () => {
  expect(notice('slice-unreadable', { count: 3 }, ['1.2', '1.3'])).toEqual({
    code: 'slice-unreadable',
    message: '3 slices of this series could not be read.',
    sopInstanceUids: ['1.2', '1.3'],
  });
  expect(notice('hounsfield-unchecked', {}).sopInstanceUids).toEqual([]);
});

test('a code that nobody knows is its own title, and has no remedy', () => {
  expect(noticeTitle('gantry-tilt')).toBe('Tilted gantry');
  expect(noticeRemedy('slice-constant')).toMatch(/\.$/);
  for (const unknown of ['something-new', 'toString']) {
    expect(noticeTitle(unknown)).toBe(unknown);
    expect(noticeRemedy(unknown)).toBeUndefined();
  }
});

test('a misspelt code and a wrong parameter do not compile', () => {
  // @ts-expect-error
  expect(() => notice('gantry-tlit', { degrees: 3 })).toThrow(TypeError);
  // @ts-expect-error
  expect(() => notice('gantry-tilt', { angle: 3 })).toThrow(TypeError);
});
