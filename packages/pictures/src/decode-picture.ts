import { IchorError } from '@ichor/notices';
import sharp from 'sharp';
import type { GreyPicture } from './picture-hu.ts';

/** JPEG's colour differences of grey pixels stay below this share of white. */
const COLOUR_NOISE = 0.1;
/** So much of a picture may be coloured: the fringes of a mark, not a mark. */
const MOST_COLOURED = 0.001;
/** A longer side is no exported slice, and would take gigabytes. */
const MOST_PIXELS = 4096 * 4096;

/**
 * The bytes of a picture -> its grey values, 8 or 16 bits. Its colour profile is ignored: it says how a screen shows it.
 *
 * @throws IchorError `picture-unreadable`, `picture-too-large`; `picture-not-head-ct` where it has colours
 */
export async function decodePicture(bytes: Uint8Array, path: string): Promise<GreyPicture> {
  const image = sharp(bytes, { ignoreIcc: true, limitInputPixels: false });
  const {
    width,
    height,
    pages = 1,
    depth,
  } = await image.metadata().catch((cause) => unreadable(path, cause));
  if (pages > 1) {
    throw new IchorError({
      code: 'picture-unreadable',
      subject: path,
      problem: `holds ${pages} pictures`,
      remedy: 'Give the DICOM files, or save each slice as a PNG of its own.',
    });
  }
  if (width * height > MOST_PIXELS) {
    throw new IchorError({
      code: 'picture-too-large',
      subject: path,
      problem: `has ${width} x ${height} pixels`,
    });
  }
  if (depth !== 'uchar' && depth !== 'ushort') return unreadable(path, `samples of type ${depth}`);
  const deep = depth === 'ushort';
  const { data, info } = await image
    .flatten({ background: '#000' })
    .toColourspace(deep ? 'rgb16' : 'srgb')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause) => unreadable(path, cause));
  const samples = deep
    ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const white = deep ? 65535 : 255;
  return {
    rows: info.height,
    columns: info.width,
    data: greyOf(samples, info.channels, COLOUR_NOISE * white, path),
    white,
  };
}

/** Interleaved samples -> grey. A picture of one channel is grey already. */
function greyOf(
  samples: Uint8Array | Uint16Array,
  channels: number,
  noise: number,
  path: string,
): Uint8Array | Uint16Array {
  if (channels < 3) return channels === 1 ? samples : samples.filter((_, i) => i % channels === 0);
  const grey = samples.slice(0, samples.length / channels);
  let coloured = 0;
  for (let i = 0; i < grey.length; i++) {
    const [red, green, blue] = [
      samples[i * channels]!,
      samples[i * channels + 1]!,
      samples[i * channels + 2]!,
    ];
    grey[i] = Math.round((red + green + blue) / 3);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > noise) coloured++;
  }
  if (coloured <= MOST_COLOURED * grey.length) return grey;
  throw new IchorError({
    code: 'picture-not-head-ct',
    subject: path,
    problem: `is coloured in ${((100 * coloured) / grey.length).toFixed(1)} % of its pixels, and a CT slice is grey`,
    remedy: 'Give the DICOM files, or slices exported without colours, marks and overlays.',
  });
}

function unreadable(path: string, cause: unknown): never {
  throw new IchorError({
    code: 'picture-unreadable',
    subject: path,
    problem: 'cannot be decoded as a picture',
    cause,
  });
}
