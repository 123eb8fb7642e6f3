import { hang, Rng } from '@ichor/ct';
import { expect, it } from 'vitest';
import { placeStack } from './place-stack.ts';
import { axialGeometry, STORED_ORDERS, storedAs } from './testing/synthetic-stack.ts';
import { apply, chain, inverse, planeToStored, viewToScreen } from './transform.ts';

it('finds the stored pixel that hang would put there', () => {
  for (const order of STORED_ORDERS) {
    const geometry = storedAs(axialGeometry(5, 7, [2, 1], 0), order);
    const stack = placeStack([geometry]);
    const slice = stack.slices[0]!;
    const { rows, columns } = geometry;
    const data = Int16Array.from({ length: rows * columns }, (_, i) => i);
    const hung = hang({ rows, columns, data }, slice.hanging);
    // A screen with one pixel a mm across and down shows each hung row twice.
    const screen = { width: 7, height: 10 };
    const toStored = chain(
      inverse(viewToScreen(stack, { zoom: 1, pan: { x: 0, y: 0 } }, screen)),
      planeToStored(slice),
    );
    for (let y = 0; y < 10; y++) {
      for (let x = 0; x < 7; x++) {
        const at = apply(toStored, { x: x + 0.5, y: y + 0.5 });
        const pixel = Math.floor(at.y + 0.5) * columns + Math.floor(at.x + 0.5);
        expect(data[pixel]).toBe(hung.data[Math.floor(y / 2) * hung.columns + x]);
      }
    }
  }
});

it('goes to the screen and back to the same place', () => {
  const stack = placeStack([axialGeometry(64, 50, [0.7, 0.9], 3)]);
  for (let seed = 0; seed < 100; seed++) {
    const rng = Rng.of('screen', seed);
    const view = { zoom: rng.uniform(0.3, 20), pan: { x: rng.uniform(-50, 50), y: rng.uniform(-50, 50) } };
    const toScreen = viewToScreen(stack, view, { width: 900, height: 700 });
    const place = { x: rng.uniform(-100, 100), y: rng.uniform(-100, 100) };
    const back = apply(inverse(toScreen), apply(toScreen, place));
    expect(back.x).toBeCloseTo(place.x, 9);
    expect(back.y).toBeCloseTo(place.y, 9);
    const middle = apply(inverse(toScreen), { x: 450, y: 350 });
    expect(middle.x).toBeCloseTo(stack.center.x + view.pan.x, 9);
    expect(middle.y).toBeCloseTo(stack.center.y + view.pan.y, 9);
  }
});
