import { describe, expect, it } from 'vitest';
import { parsePart10 } from './parse-part10.ts';
import { pictureFormat } from './picture-format.ts';

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('pictureFormat', () => {
  it.each([
    ['PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
    ['JPEG', '\xff\xd8\xff\xe0\0\x10JFIF'],
    ['GIF', 'GIF89a'],
    ['WebP', 'RIFF\x24\0\0\0WEBPVP8 '],
    ['TIFF', 'II*\0\x08\0\0\0'],
  ])('knows a %s by its first bytes', (name, first) => {
    expect(pictureFormat(latin(first))).toBe(name);
  });

  it('knows a BMP and a big-endian TIFF', () => {
    expect(pictureFormat(Uint8Array.from([0x42, 0x4d, 58, 0, 0, 0, 0, 0, 0, 0, 54, 0]))).toBe('BMP');
    expect(pictureFormat(Uint8Array.from([0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8]))).toBe('TIFF');
  });

  it('leaves DICOM to DICOM, even where its preamble is that of a TIFF', () => {
    const dual = new Uint8Array(200);
    dual.set([0x49, 0x49, 0x2a, 0]);
    expect(pictureFormat(dual)).toBe('TIFF');
    dual.set([0x44, 0x49, 0x43, 0x4d], 128);
    expect(pictureFormat(dual)).toBeUndefined();
  });

  it('knows nothing else', () => {
    for (const text of ['', 'B', 'BMI of patients', 'RIFF----WAVE', 'Rate\n1\n']) {
      expect(pictureFormat(new TextEncoder().encode(text))).toBeUndefined();
    }
  });

  it('lets the reader of DICOM say what a picture is and how it may be read', () => {
    expect(() => parsePart10(latin('\xff\xd8\xff\xe0\0\x10JFIF'))).toThrow(
      /is a JPEG picture.*no Hounsfield units/,
    );
  });
});
