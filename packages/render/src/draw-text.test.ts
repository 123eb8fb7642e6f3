import { describe, expect, it } from 'vitest';
import { drawText, fitText, textWidth } from './draw-text.ts';
import { GLYPH_HEIGHT, glyphRows } from './glyphs.ts';
import { newImage } from './image.ts';

/** The picture as lines of text, so that a failure can be seen. */
function picture(text: string, scale = 1): string[] {
  const image = newImage(textWidth(text, scale), GLYPH_HEIGHT * scale);
  drawText(image, 0, 0, text, { scale });
  return Array.from({ length: image.height }, (_, y) =>
    Array.from({ length: image.width }, (_, x) => (image.data[(y * image.width + x) * 4] ? '#' : '.')).join(
      '',
    ),
  );
}

const PRINTED = ' !"#%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz|';

describe('drawText', () => {
  it('draws letters with their descenders', () => {
    expect(picture('Ap7')).toEqual([
      '.###........#####',
      '#...#...........#',
      '#...#.####.....#.',
      '#####.#...#...#..',
      '#...#.#...#..#...',
      '#...#.#...#..#...',
      '#...#.####...#...',
      '......#..........',
      '......#..........',
    ]);
  });

  it('draws larger by whole pixels', () => {
    const large = picture('h', 2);
    expect(large.filter((_, y) => y % 2 === 0).map((line) => line.replace(/(.)./g, '$1'))).toEqual(
      picture('h'),
    );
  });

  it('has a drawing of its own for each character that is printed', () => {
    const drawings = [...PRINTED].map((character) => glyphRows(character).join());
    expect(new Set(drawings).size).toBe(PRINTED.length);
    expect(drawings.every((rows) => !/NaN/.test(rows))).toBe(true);
  });

  it('draws a box for a character that it does not know', () => {
    expect(glyphRows('é')).toEqual(glyphRows('@'));
    expect(glyphRows('é')).not.toEqual(glyphRows(' '));
  });

  it('cuts off what sticks out of the picture', () => {
    const image = newImage(3, 3);
    drawText(image, -2, -2, 'HH');
    drawText(image, 2, 2, 'HH');
    expect(image.data).toHaveLength(36);
    expect(image.data.some((value, i) => i % 4 === 0 && value > 0)).toBe(true);
  });
});

describe('fitText', () => {
  it('leaves what fits, and marks a cut', () => {
    expect(fitText('subdural', textWidth('subdural'))).toBe('subdural');
    expect(fitText('subdural', textWidth('subdural') - 1)).toBe('subdu..');
    expect(textWidth(fitText('intraparenchymal', 40))).toBeLessThanOrEqual(40);
    expect(fitText('subdural', 6)).toBe('s');
    expect(fitText('subdural', 0)).toBe('');
  });
});
