/** A picture: `data` is [height, width, 4], red, green, blue and alpha of 0..255. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

export type Rgb = readonly [number, number, number];

/** An opaque picture of one colour. */
export function newImage(width: number, height: number, [red, green, blue]: Rgb = [0, 0, 0]): Image {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i += 4) {
    data[i] = red;
    data[i + 1] = green;
    data[i + 2] = blue;
    data[i + 3] = 255;
  }
  return { width, height, data };
}

/** Mixes a colour into one pixel, `opacity` 0..1; outside the picture nothing happens. */
export function blendPixel(
  { width, height, data }: Image,
  x: number,
  y: number,
  color: Rgb,
  opacity = 1,
): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = (y * width + x) * 4;
  for (let i = 0; i < 3; i++) data[at + i] = data[at + i]! * (1 - opacity) + color[i]! * opacity;
}

/** Copies a picture into another with its upper left corner at (x, y); what sticks out is cut off. */
export function paste(target: Image, image: Image, x: number, y: number): void {
  const left = Math.max(0, -x);
  const right = Math.min(image.width, target.width - x);
  if (right <= left) return;
  for (let row = Math.max(0, -y); row < Math.min(image.height, target.height - y); row++) {
    const from = image.data.subarray((row * image.width + left) * 4, (row * image.width + right) * 4);
    target.data.set(from, ((y + row) * target.width + x + left) * 4);
  }
}
