import { Malformed } from '@ichor/notices';
import {
  element,
  part10 as file,
  implicit,
  item,
  little,
  open,
  openItem,
  text,
} from '@ichor/testing/elements';
import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { TAG } from '../tags.ts';
import { parsePart10 } from './parse-part10.ts';
import { transferSyntax } from './transfer-syntaxes.ts';

const EXPLICIT = '1.2.840.10008.1.2.1\0';
const BIG_ENDIAN = '1.2.840.10008.1.2.2\0';
const DEFLATED = '1.2.840.10008.1.2.1.99';

test('text loses its padding and nothing else', () => {
  const { dataSet } = parsePart10(
    file(EXPLICIT, [
      ...element(TAG.Modality, 'CS', text('CT')),
      ...element(TAG.PixelSpacing, 'DS', text(' 0.5\\00040 ')),
    ]),
  );
  expect(dataSet.text(TAG.Modality)).toBe('CT');
  expect(dataSet.decimals(TAG.PixelSpacing)).toEqual([0.5, 40]);
  expect(dataSet.text(TAG.SOPInstanceUID)).toBeUndefined();
});

test('numbers that are none are NaN, not something near', () => {
  const read = (value: string) =>
    parsePart10(file(EXPLICIT, element(TAG.RescaleSlope, 'DS', text(value)))).dataSet.decimal(
      TAG.RescaleSlope,
    );
  expect(['1.5e0 ', '0x10', '1e999 ', '1,5 ', 'Infinity', '-'].map(read)).toEqual([
    1.5,
    NaN,
    NaN,
    NaN,
    NaN,
    NaN,
  ]);
  expect(read('')).toBeUndefined();
});

test('sequences that nest without end are refused, not followed', () => {
  const deeper = [...little(0x0008, 2), ...little(0x1140, 2), ...text('SQ'), 0, 0, 255, 255, 255, 255];
  const item = [...little(0xfffe, 2), ...little(0xe000, 2), 255, 255, 255, 255];
  const nested = Array.from({ length: 5000 }, () => [...deeper, ...item]).flat();
  expect(parsePart10(file(EXPLICIT, nested)).stoppedBy?.problem).toContain('deeper than 32');
});

test('elements before the damage stay readable', () => {
  const { dataSet, stoppedBy } = parsePart10(
    file(EXPLICIT, [
      ...element(TAG.Modality, 'CS', text('CT')),
      ...element(TAG.PatientID, 'LO', text('AB')).slice(0, -1),
    ]),
  );
  expect(dataSet.text(TAG.Modality)).toBe('CT');
  expect(stoppedBy?.code).toBe('dicom-truncated');
});

test('a data set that is not written as its transfer syntax says is read as it is written, and that is said', () => {
  const { dataSet, syntaxDoubt } = parsePart10(file(EXPLICIT, implicit(TAG.Modality, text('CT'))));
  expect(dataSet.text(TAG.Modality)).toBe('CT');
  expect(syntaxDoubt).toMatchObject({ written: expect.stringContaining('implicit VR') });
});

test('transfer syntaxes whose header can not be read are refused by name', () => {
  for (const [uid, name] of [
    ['1.2.840.10008.1.2.4.95', 'JPIP Referenced Deflate'],
    ['1.2.840.10008.1.2.6.2\0', 'XML Encoding (Retired)'],
  ] as const) {
    expect(() => parsePart10(file(uid, []))).toThrow(Malformed);
    expect(() => parsePart10(file(uid, []))).toThrow(name);
  }
  expect(transferSyntax('1.2.3').name).toBe('unknown');
  expect(transferSyntax('toString').name).toBe('unknown');
});

test('a data set in the other byte order than its transfer syntax says is read as it is written, and that is said', () => {
  const { dataSet, syntaxDoubt } = parsePart10(file(BIG_ENDIAN, element(TAG.Modality, 'CS', text('CT'))));
  expect(dataSet.text(TAG.Modality)).toBe('CT');
  expect(syntaxDoubt).toMatchObject({ written: 'explicit VR, little endian' });
});

test('a data set that is not deflated, though its transfer syntax says so, is read as it is written', () => {
  const { dataSet, syntaxDoubt } = parsePart10(file(DEFLATED, element(TAG.Modality, 'CS', text('CT'))));
  expect(dataSet.text(TAG.Modality)).toBe('CT');
  expect(syntaxDoubt).toMatchObject({ named: expect.stringContaining('Deflated') });
});

test('a deflated data set may have garbage behind it, and one that breaks off keeps what came before', () => {
  const long = new Array(60000).fill(65);
  const body = [
    ...element(TAG.Modality, 'CS', text('CT')),
    ...element(TAG.Manufacturer, 'LO', long),
    ...element(TAG.PatientID, 'LO', text('AB')),
  ];
  const deflated = [...deflateSync(Uint8Array.from(body))];
  const whole = parsePart10(file(DEFLATED, [...deflated, ...new Array(400000).fill(1)]));
  expect(whole.stoppedBy).toBeUndefined();
  expect(whole.dataSet.text(TAG.PatientID)).toBe('AB');
  const cut = parsePart10(file(DEFLATED, deflated.slice(0, -10)));
  expect(cut.stoppedBy?.code).toBe('dicom-truncated');
  expect(cut.dataSet.text(TAG.Modality)).toBe('CT');
});

test('file meta information in implicit VR, which is illegal, is read all the same', () => {
  const bytes = Uint8Array.from([
    ...new Array(128).fill(0),
    ...text('DICM'),
    ...implicit(TAG.TransferSyntaxUID, text(EXPLICIT)),
    ...element(TAG.Modality, 'CS', text('CT')),
  ]);
  const { transferSyntaxUid, dataSet, stoppedBy } = parsePart10(bytes);
  expect(transferSyntaxUid).toBe('1.2.840.10008.1.2.1');
  expect(dataSet.text(TAG.Modality)).toBe('CT');
  expect(stoppedBy).toBeUndefined();
});

test('texts that are made to take long are read in time that grows with their length', () => {
  const blanks = `x${' '.repeat(16000)}x`;
  const digits = `${'1'.repeat(16000)}x`;
  const { dataSet } = parsePart10(
    file(EXPLICIT, [
      ...element(TAG.StudyDescription, 'LO', text(blanks)),
      ...element(TAG.RescaleSlope, 'DS', text(digits)),
    ]),
  );
  // With the square of the length this runs into the time a test is given.
  for (let i = 0; i < 300; i++) {
    expect(dataSet.text(TAG.StudyDescription)).toBe(blanks);
    expect(dataSet.decimal(TAG.RescaleSlope)).toBeNaN();
  }
});

test('an odd length is taken at its word', () => {
  const { dataSet } = parsePart10(
    file(EXPLICIT, [
      ...element(TAG.Modality, 'CS', text('CT ')),
      ...element(TAG.PatientID, 'LO', text('AB')),
    ]),
  );
  expect(dataSet.text(TAG.Modality)).toBe('CT');
  expect(dataSet.text(TAG.PatientID)).toBe('AB');
});

describe('items of sequences', () => {
  const inner = (value: string) => element(TAG.CodeValue, 'SH', text(value));

  test('are found whatever their lengths and those of the sequence are, nested ones too', () => {
    for (const outer of [(tag: number, value: number[]) => element(tag, 'SQ', value), open]) {
      for (const wrap of [item, openItem]) {
        const nested = open(0x00081140, openItem(inner('XX')));
        const body = outer(0x00081110, [...wrap([...inner('AB'), ...nested]), ...wrap(inner('CD'))]);
        const { dataSet } = parsePart10(
          file(EXPLICIT, [...body, ...element(TAG.PatientID, 'LO', text('ID'))]),
        );
        const items = dataSet.items(0x00081110);
        expect(items.map((one) => one.text(TAG.CodeValue))).toEqual(['AB', 'CD']);
        expect(items[0]?.items(0x00081140)[0]?.text(TAG.CodeValue)).toBe('XX');
        expect(dataSet.text(TAG.PatientID)).toBe('ID');
        expect(dataSet.items(0x00089999)).toEqual([]);
      }
    }
  });

  test('of private sequences of unknown VR are written in implicit VR, whatever is around them', () => {
    const nested = open(0x00091001, openItem(implicit(TAG.CodeValue, text('XX'))), 'UN');
    const known = element(0x00091002, 'UN', item(implicit(TAG.CodeValue, text('YY'))));
    const { dataSet, stoppedBy } = parsePart10(
      file(EXPLICIT, [...nested, ...known, ...element(TAG.PatientID, 'LO', text('ID'))]),
    );
    expect(stoppedBy).toBeUndefined();
    expect(dataSet.items(0x00091001)[0]?.text(TAG.CodeValue)).toBe('XX');
    expect(dataSet.items(0x00091002)[0]?.text(TAG.CodeValue)).toBe('YY');
    // Some writers only rename them.
    const renamed = open(0x00091001, openItem(inner('XX')), 'UN');
    const more = parsePart10(file(EXPLICIT, [...renamed, ...element(TAG.PatientID, 'LO', text('ID'))]));
    expect(more.dataSet.items(0x00091001)[0]?.text(TAG.CodeValue)).toBe('XX');
    expect(more.dataSet.text(TAG.PatientID)).toBe('ID');
    expect(dataSet.text(TAG.PatientID)).toBe('ID');
  });

  test('that reach beyond their sequence are refused', () => {
    const body = element(0x00081110, 'SQ', item(inner('AB')));
    body[body.length - 18 + 4] = 200;
    expect(() => parsePart10(file(EXPLICIT, body)).dataSet.items(0x00081110)).toThrow(Malformed);
  });
});
