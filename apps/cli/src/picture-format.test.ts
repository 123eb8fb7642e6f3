import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pictureFormat } from './picture-format.ts';

const grey = () => sharp(new Uint8Array(64).fill(90), { raw: { width: 8, height: 8, channels: 1 } });

describe('pictureFormat', () => {
  it.each([
    ['PNG', () => grey().png().toBuffer()],
    ['JPEG', () => grey().jpeg().toBuffer()],
    ['GIF', () => grey().gif().toBuffer()],
    ['WebP', () => grey().webp().toBuffer()],
    ['TIFF', () => grey().tiff().toBuffer()],
  ])('knows a %s by its first bytes', async (name, encoded) => {
    expect(pictureFormat(await encoded())).toBe(name);
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
});
