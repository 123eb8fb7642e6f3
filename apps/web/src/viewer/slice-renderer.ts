import type { Window } from '@ichor/ct';
import { IchorError } from '@ichor/notices';
import type { Heatmap } from '@ichor/report';
import { type Feature, fragmentShader, VERTEX_SHADER } from './shader.ts';
import { apply, inverse, type Transform } from './transform.ts';

/** Stored pixels as a texture has them: the array itself is its name, so it must not change. */
export interface Pixels {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns] */
  readonly data: Int16Array;
}

/** What is drawn. */
export interface Scene {
  readonly slice: Pixels;
  /** Device pixels from the canvas's upper left corner -> stored pixels of the slice. */
  readonly toStored: Transform;
  readonly window: Window;
  readonly heatmap?: { readonly map: Heatmap; readonly opacity: number } | undefined;
  /** Labels of the true masks, 0 outside, with the width of their outline in device pixels. */
  readonly mask?: { readonly labels: Pixels; readonly outline: number } | undefined;
}

/** As many slices, heatmaps and masks stay on the graphics card: a usual stack, 24 MiB of 512 x 512. */
const TEXTURES = 48;

const UNIFORMS = [
  'slice',
  'heatmap',
  'mask',
  'middle',
  'toStored',
  'transposed',
  'window',
  'box',
  'opacity',
  'outline',
] as const;

interface Program {
  readonly program: WebGLProgram;
  readonly at: Readonly<Record<(typeof UNIFORMS)[number], WebGLUniformLocation | null>>;
}

/**
 * Draws slices on a canvas with WebGL2. A lost context is taken up again: what was drawn last is drawn anew.
 *
 * @throws IchorError `no-webgl2` where the browser has none
 */
export class SliceRenderer {
  readonly canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  /** By their features; made when first needed, and anew after the context was lost. */
  readonly #programs = new Map<string, Program>();
  /** The least recently drawn first. */
  readonly #textures = new Map<object, WebGLTexture>();
  readonly #grids = new WeakMap<Heatmap, Pixels>();
  #scene: Scene | null = null;

  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false });
    if (!gl) {
      throw new IchorError({
        code: 'no-webgl2',
        subject: 'this browser',
        problem: 'has no WebGL2, with which slices are drawn',
      });
    }
    this.canvas = canvas;
    this.#gl = gl;
    // At once, so that a browser that can't says so now.
    if (!gl.isContextLost()) this.#program([]);
    canvas.addEventListener('webglcontextlost', this.#lost);
    canvas.addEventListener('webglcontextrestored', this.#restored);
  }

  /**
   * The scene, or an empty canvas. At once: who draws often waits for the next frame.
   *
   * @returns false while the context is lost: then nothing was drawn
   */
  draw(scene: Scene | null): boolean {
    this.#scene = scene;
    const gl = this.#gl;
    if (gl.isContextLost()) return false;
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!scene) return true;
    const { width, height } = this.canvas;
    const { slice, toStored, window, heatmap, mask } = scene;
    const { scale, offset, swap } = toStored;
    const { at } = this.#program([
      ...(Math.max(Math.abs(scale.x), Math.abs(scale.y)) > 1 + 1e-6 ? (['REDUCED'] as const) : []),
      ...(heatmap ? (['HEATMAP'] as const) : []),
      ...(mask ? (['MASK'] as const) : []),
    ]);
    gl.viewport(0, 0, width, height);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(...coveredBy(slice, toStored, height));
    this.#bind(0, slice);
    // From the middle, since float32 is finest round 0.
    const [x, y] = [width / 2, height / 2];
    gl.uniform2f(at.middle, x, y);
    gl.uniform4f(at.toStored, scale.x, scale.y, offset.x + scale.x * x, offset.y + scale.y * y);
    gl.uniform1i(at.transposed, swap ? 1 : 0);
    gl.uniform2f(at.window, window.center, window.width);
    if (heatmap) {
      const { box } = heatmap.map;
      this.#bind(1, this.#gridOf(heatmap.map));
      gl.uniform4f(at.box, box.column, box.row, box.columns, box.rows);
      gl.uniform1f(at.opacity, heatmap.opacity);
    }
    if (mask) {
      this.#bind(2, mask.labels);
      gl.uniform1f(at.outline, mask.outline);
    }
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    return true;
  }

  dispose(): void {
    this.canvas.removeEventListener('webglcontextlost', this.#lost);
    this.canvas.removeEventListener('webglcontextrestored', this.#restored);
    for (const texture of this.#textures.values()) this.#gl.deleteTexture(texture);
    this.#textures.clear();
    for (const { program } of this.#programs.values()) this.#gl.deleteProgram(program);
    this.#programs.clear();
  }

  readonly #lost = (event: Event): void => {
    // Says that it is wanted back.
    event.preventDefault();
    this.#programs.clear();
    this.#textures.clear();
  };

  readonly #restored = (): void => {
    this.draw(this.#scene);
  };

  #program(features: readonly Feature[]): Program {
    const name = features.join();
    const program = this.#programs.get(name) ?? link(this.#gl, features);
    this.#programs.set(name, program);
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's, not React's
    this.#gl.useProgram(program.program);
    return program;
  }

  #gridOf(map: Heatmap): Pixels {
    const known = this.#grids.get(map);
    if (known) return known;
    const grid = { rows: map.rows, columns: map.columns, data: Int16Array.from(map.data) };
    this.#grids.set(map, grid);
    return grid;
  }

  #bind(unit: number, { rows, columns, data }: Pixels): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0 + unit);
    const known = this.#textures.get(data);
    if (known) {
      this.#textures.delete(data);
      this.#textures.set(data, known);
      gl.bindTexture(gl.TEXTURE_2D, known);
      return;
    }
    const [oldest] = this.#textures;
    if (this.#textures.size >= TEXTURES && oldest) {
      gl.deleteTexture(oldest[1]);
      this.#textures.delete(oldest[0]);
    }
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    // Rows of an odd width are not padded to four bytes.
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 2);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R16I, columns, rows, 0, gl.RED_INTEGER, gl.SHORT, data);
    this.#textures.set(data, texture);
  }
}

/** The device pixels that a slice covers, from the canvas's lower left corner: x, y, width, height. */
function coveredBy(
  { rows, columns }: Pixels,
  toStored: Transform,
  canvasHeight: number,
): [number, number, number, number] {
  const toScreen = inverse(toStored);
  const [wide, high] = toStored.swap ? [rows, columns] : [columns, rows];
  const a = apply(toScreen, { x: -0.5, y: -0.5 });
  const b = apply(toScreen, { x: wide - 0.5, y: high - 0.5 });
  const [left, right] = [Math.floor(Math.min(a.x, b.x)), Math.ceil(Math.max(a.x, b.x))];
  const [top, bottom] = [Math.floor(Math.min(a.y, b.y)), Math.ceil(Math.max(a.y, b.y))];
  return [left, canvasHeight - bottom, right - left, bottom - top];
}

/** Compiles, and says where textures are. A context that is lost meanwhile gives nothing back, and is no error. */
function link(gl: WebGL2RenderingContext, features: readonly Feature[]): Program {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX_SHADER],
    [gl.FRAGMENT_SHADER, fragmentShader(features)],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new IchorError({
      code: 'shader-not-linked',
      subject: 'this browser',
      problem: `can't run the program that draws slices: ${gl.getProgramInfoLog(program)}`,
    });
  }
  // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's, not React's
  gl.useProgram(program);
  const at = Object.fromEntries(
    UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)]),
  ) as Program['at'];
  gl.uniform1i(at.slice, 0);
  gl.uniform1i(at.heatmap, 1);
  gl.uniform1i(at.mask, 2);
  return { program, at };
}
