import fc from '@ichor/testing/properties';
import { describe, expect, it } from 'vitest';
import { pictureHu } from './picture-hu.ts';

const BRAIN = { center: 40, width: 80 };
const picture = (grey: number[], columns: number, white = 255) => ({
  rows: grey.length / columns,
  columns,
  data: white === 255 ? Uint8Array.from(grey) : Uint16Array.from(grey),
  white,
});

describe('pictureHu', () => {
  it('spreads the grey values over the stated window', () => {
    const grey = [51, 102, 153, 204];
    expect([...pictureHu(picture(grey, 2), BRAIN)]).toEqual([16, 32, 48, 64]);
    expect([...pictureHu(picture(grey, 2), { center: 80, width: 200 })]).toEqual([20, 60, 100, 140]);
  });

  it('gives 16 bits the same values as 8', () => {
    const grey = [51, 102, 153, 204];
    const deep = grey.map((value) => value * 257);
    expect(pictureHu(picture(deep, 2, 65535), BRAIN)).toEqual(pictureHu(picture(grey, 2), BRAIN));
  });

  it('takes black that is joined to the border for air, and black within for the lower end of the window', () => {
    const hu = pictureHu(picture([0, 3, 90, 90, 90, 3, 90, 0, 90, 9, 90, 90, 90, 0, 0, 0], 4), BRAIN);
    const air = [...hu].flatMap((value, i) => (value === -1000 ? [i] : []));
    expect(air).toEqual([0, 1, 5, 7, 9, 13, 14, 15]);
    const within = pictureHu(picture([90, 90, 90, 90, 0, 90, 90, 90, 90], 3), BRAIN);
    expect(within[4]).toBe(0);
  });

  it('takes white for 100 HU where the window ends below it, and for the end of the window elsewhere', () => {
    expect(pictureHu(picture([255, 250, 240, 90], 2), BRAIN).slice(0, 3)).toEqual(Int16Array.of(100, 78, 75));
    expect(pictureHu(picture([255, 90, 90, 90], 2), { center: 40, width: 380 })[0]).toBe(230);
  });

  it('keeps every value within the window, air aside', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(255), { minLength: 16, maxLength: 16 }),
        fc.integer({ min: -200, max: 200 }),
        fc.integer({ min: 1, max: 400 }),
        (grey, center, width) => {
          const top = Math.max(Math.round(center + width / 2), 100);
          for (const hu of pictureHu(picture(grey, 4), { center, width })) {
            expect(hu === -1000 || (hu >= Math.round(center - width / 2) - 1 && hu <= top)).toBe(true);
          }
        },
      ),
    );
  });
});
