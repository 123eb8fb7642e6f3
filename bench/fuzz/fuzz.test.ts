import { TAG } from '@ichor/dicom';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeFile, text } from './dicom-file.ts';
import { type CaseResult, Fuzzer } from './fuzzer.ts';

const CASES = 200;

let fuzzer: Fuzzer;
let results: CaseResult[];
beforeAll(async () => {
  fuzzer = await Fuzzer.open('test');
  results = [];
  for (let number = 0; number < CASES; number++) results.push(await fuzzer.run(number));
}, 120_000);

describe('damaged studies', () => {
  test('break nothing: each gives a report, or errors that a user is meant to see', () => {
    expect(results.filter(({ kind }) => kind === 'defect')).toEqual([]);
  });

  test('are noticed wherever a reader can notice them', () => {
    expect(results.filter(({ kind }) => kind === 'silent')).toEqual([]);
    expect(results.filter(({ kind }) => kind === 'noticed').length).toBeGreaterThan(CASES / 2);
  });
});

describe('the fuzzer itself', () => {
  test('damages the same case in the same way', async () => {
    for (let number = 0; number < 10; number++) expect(await fuzzer.run(number)).toEqual(results[number]);
  });

  test('begins with studies that are read without damage', () => {
    const studies = fuzzer.describe();
    const isRead = ({ signals }: (typeof studies)[number]) =>
      signals.some((signal) => /^series \S+ read /.test(signal));
    // A table gives no negative values: that study's air is water.
    expect(studies.filter((study) => !isRead(study) && study.name !== 'modality LUT')).toEqual([]);
    expect(studies.length).toBeGreaterThan(25);
  });

  test('knows where each element lies', () => {
    const { bytes, spans } = encodeFile({
      form: 'part-10',
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      encoding: { explicit: true, littleEndian: true },
      deflated: false,
      elements: [
        { tag: TAG.Modality, vr: 'CS', value: text('CT') },
        { tag: TAG.PixelData, vr: 'OW', value: Uint8Array.of(1, 2, 3, 4) },
      ],
    });
    const [modality, pixels] = spans;
    expect(String.fromCharCode(...bytes.subarray(modality!.value, modality!.end))).toBe('CT');
    expect([...bytes.subarray(pixels!.start, pixels!.start + 4)]).toEqual([0xe0, 0x7f, 0x10, 0]);
    expect([...bytes.subarray(pixels!.value, pixels!.end)]).toEqual([1, 2, 3, 4]);
    expect(pixels!.end).toBe(bytes.length);
  });
});
