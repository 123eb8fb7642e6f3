import type { PlacedSlice, PlacedStack } from './place-stack.ts';
import type { Point } from './view-store.ts';

/** u = scaleX * x + offsetX, v = scaleY * y + offsetY; with `swap`, (u, v) are exchanged afterwards. */
export interface Transform {
  readonly scale: Point;
  readonly offset: Point;
  readonly swap: boolean;
}

export const apply = ({ scale, offset, swap }: Transform, { x, y }: Point): Point => {
  const u = scale.x * x + offset.x;
  const v = scale.y * y + offset.y;
  return swap ? { x: v, y: u } : { x: u, y: v };
};

/** First `a`, which must not swap, then `b`. */
export const chain = (a: Transform, b: Transform): Transform => ({
  scale: { x: b.scale.x * a.scale.x, y: b.scale.y * a.scale.y },
  offset: { x: b.scale.x * a.offset.x + b.offset.x, y: b.scale.y * a.offset.y + b.offset.y },
  swap: b.swap,
});

/** The inverse of a transform that does not swap. */
export const inverse = ({ scale, offset }: Transform): Transform => ({
  scale: { x: 1 / scale.x, y: 1 / scale.y },
  offset: { x: -offset.x / scale.x, y: -offset.y / scale.y },
  swap: false,
});

/** A place of the plane -> the stored pixel, x its column and y its row; whole numbers are voxel centres. */
export function planeToStored({ rows, columns, hanging, step, center }: PlacedSlice): Transform {
  const { transpose, flipColumns, flipRows } = hanging;
  const [wide, high] = transpose ? [rows, columns] : [columns, rows];
  const axis = (pixels: number, mm: number, middle: number, flip: boolean) => {
    const scale = (flip ? -1 : 1) / mm;
    return { scale, offset: (pixels - 1) / 2 - middle * scale };
  };
  const x = axis(wide, step.x, center.x, flipColumns);
  const y = axis(high, step.y, center.y, flipRows);
  return { scale: { x: x.scale, y: y.scale }, offset: { x: x.offset, y: y.offset }, swap: transpose };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Places of the plane -> pixels of a screen of the given size, from its upper left corner, `scale` pixels a mm. */
export function planeToScreen(middle: Point, scale: number, { width, height }: Size): Transform {
  return {
    scale: { x: scale, y: scale },
    offset: { x: width / 2 - middle.x * scale, y: height / 2 - middle.y * scale },
    swap: false,
  };
}

/** How large a rectangle of the plane may be drawn on a screen, in pixels a mm. */
export const pixelsPerMm = (plane: Size, screen: Size): number =>
  Math.min(screen.width / plane.width, screen.height / plane.height);

/** The plane on the screen as a view has it. */
export const viewToScreen = (
  stack: PlacedStack,
  view: { zoom: number; pan: Point },
  screen: Size,
): Transform =>
  planeToScreen(
    { x: stack.center.x + view.pan.x, y: stack.center.y + view.pan.y },
    pixelsPerMm(stack, screen) * view.zoom,
    screen,
  );
