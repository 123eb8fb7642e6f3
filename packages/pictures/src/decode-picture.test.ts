import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from './decode-picture.ts';

const ramp = Uint8Array.from({ length: 64 }, (_, i) => 4 * i);
const grey = () => sharp(ramp, { raw: { width: 8, height: 8, channels: 1 } });
const coloured = (pixels: number) => {
  const data = new Uint8Array(3 * 10_000).fill(90);
  for (let i = 0; i < pixels; i++) data[3 * i] = 200;
  return sharp(data, { raw: { width: 100, height: 100, channels: 3 } })
    .png()
    .toBuffer();
};

describe('decodePicture', () => {
  it('gives the grey values of a PNG, with or without a palette and a grey colour space', async () => {
    const rgb = Uint8Array.from({ length: 192 }, (_, i) => ramp[Math.floor(i / 3)]!);
    const encodings = [
      grey().png(),
      grey().png({ palette: true }),
      sharp(rgb, { raw: { width: 8, height: 8, channels: 3 } }).png(),
    ];
    for (const encoding of encodings) {
      const picture = await decodePicture(await encoding.toBuffer(), 'a.png');
      expect({ ...picture, data: [...picture.data] }).toEqual({
        rows: 8,
        columns: 8,
        data: [...ramp],
        white: 255,
      });
    }
  });

  it('keeps 16 bits', async () => {
    const deep = Uint16Array.from({ length: 64 }, (_, i) => 1000 * i);
    const png = sharp(deep, { raw: { width: 8, height: 8, channels: 1 } })
      .toColourspace('grey16')
      .png();
    const picture = await decodePicture(await png.toBuffer(), 'a.png');
    expect(picture.white).toBe(65535);
    expect([...picture.data]).toEqual([...deep]);
  });

  it('is near the grey values in a JPEG', async () => {
    const { data } = await decodePicture(await grey().jpeg({ quality: 95 }).toBuffer(), 'a.jpg');
    for (const [i, value] of data.entries()) expect(Math.abs(value - ramp[i]!)).toBeLessThan(8);
  });

  it('lays what is transparent on black', async () => {
    const data = Uint8Array.from({ length: 256 }, (_, i) => (i % 4 === 3 ? (i < 128 ? 0 : 255) : 200));
    const png = await sharp(data, { raw: { width: 8, height: 8, channels: 4 } })
      .png()
      .toBuffer();
    const picture = await decodePicture(png, 'a.png');
    expect([picture.data[0], picture.data[63]]).toEqual([0, 200]);
  });

  it('refuses colours, but not their fringes', async () => {
    await expect(decodePicture(await coloured(500), 'photo.png')).rejects.toMatchObject({
      code: 'picture-not-head-ct',
      subject: 'photo.png',
      problem: 'is coloured in 5.0 % of its pixels, and a CT slice is grey',
    });
    await expect(decodePicture(await coloured(9), 'slice.png')).resolves.toMatchObject({ white: 255 });
  });

  it('refuses several pictures in one file', async () => {
    const pages = sharp(new Uint8Array(128), { raw: { width: 8, height: 16, channels: 1, pageHeight: 8 } });
    await expect(decodePicture(await pages.tiff().toBuffer(), 'many.tif')).rejects.toMatchObject({
      code: 'picture-unreadable',
      problem: 'holds 2 pictures',
    });
  });

  it('refuses what cannot be decoded, whole or in part', async () => {
    const png = await sharp(
      new Uint8Array(90_000).map((_, i) => (i * 7919) % 251),
      {
        raw: { width: 300, height: 300, channels: 1 },
      },
    )
      .png()
      .toBuffer();
    for (const bytes of [png.subarray(0, 20), png.subarray(0, png.length / 2)]) {
      await expect(decodePicture(bytes, 'cut.png')).rejects.toMatchObject({ code: 'picture-unreadable' });
    }
  });

  it('refuses a picture of more pixels than any slice has', async () => {
    const wide = sharp({ create: { width: 4097, height: 4096, channels: 3, background: '#000' } });
    await expect(decodePicture(await wide.png().toBuffer(), 'wide.png')).rejects.toMatchObject({
      code: 'picture-too-large',
    });
  });
});
