import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { AS_STORED, WINDOWS } from '@ichor/ct';
import { openChromium } from '@ichor/testing/open-chromium';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MountOptions, TestPage } from './testing/page.tsx';
import { type ServedPage, servePage } from './testing/serve-page.ts';
import { STORED_ORDERS } from './testing/synthetic-stack.ts';
import type { ViewState } from './view-store.ts';

/** Grey levels of 0..255 by which the canvas may differ from renderSlice: its arithmetic is float32, that one's float64. */
const TOLERANCE = 1;

let served: ServedPage;
let browser: Browser;
const errors: string[] = [];

beforeAll(async () => {
  [served, browser] = await Promise.all([servePage(), openChromium()]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

afterEach(() => {
  expect(errors.splice(0)).toEqual([]);
});

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(served.url);
  return page;
}

/** Calls one of the test page's functions. */
async function call<K extends keyof TestPage>(
  page: Page,
  name: K,
  ...of: Parameters<TestPage[K]>
): Promise<Awaited<ReturnType<TestPage[K]>>> {
  return (await page.evaluate(
    ([name, of]) =>
      (globalThis as unknown as { page: Record<string, (...of: unknown[]) => unknown> }).page[name]!(...of),
    [name, of] as const,
  )) as Awaited<ReturnType<TestPage[K]>>;
}

const state = (page: Page) => call(page, 'state') as Promise<ViewState>;

const STACK: MountOptions = { slices: 20, size: 256, withReport: true, truth: true };

async function mounted(options: MountOptions = STACK, context: BrowserContextOptions = {}): Promise<Page> {
  const page = await open(context);
  await call(page, 'mount', options);
  await page.waitForFunction(
    () => !document.querySelector('.viewer-middle') && document.querySelector('.viewer-corner'),
  );
  return page;
}

describe('the renderer', () => {
  it('draws what renderSlice draws, in every stored order, window and size', async () => {
    const page = await open();
    const cases = [
      ...STORED_ORDERS.map((order) => ({ order, window: WINDOWS.brain, side: 300 })),
      ...Object.values(WINDOWS).map((window) => ({ order: AS_STORED, window, side: 192 })),
      { order: AS_STORED, window: { center: 40, width: 1 }, side: 300 },
      // Reduced, and by the size of its pixels.
      ...STORED_ORDERS.slice(3, 6).map((order) => ({ order, window: WINDOWS.subdural, side: 70 })),
    ].map((one) => ({ rows: 128, columns: 96, pixelSpacing: [0.75, 0.5] as const, ...one }));
    for (const one of cases) {
      const { largest } = await call(page, 'compareDirect', one);
      expect(largest, JSON.stringify(one)).toBeLessThanOrEqual(TOLERANCE);
    }
  }, 30_000);

  it('lays heatmaps where overlayHeatmap lays them, in its colours', async () => {
    const page = await open();
    for (const order of STORED_ORDERS) {
      const one = { rows: 97, columns: 131, pixelSpacing: [1, 1], order, window: WINDOWS.brain } as const;
      const { largest } = await call(page, 'compareDirect', { ...one, side: 262, heatmap: true });
      expect(largest, JSON.stringify(order)).toBeLessThanOrEqual(2);
    }
  }, 30_000);
});

describe('the viewer', () => {
  for (const deviceScaleFactor of [1, 2]) {
    it(`shows what renderSlice draws, pixel by pixel, on a screen of density ${deviceScaleFactor}`, async () => {
      const options: MountOptions = { slices: 5, size: 256 };
      const page = await mounted(options, { deviceScaleFactor });
      const { width } = await call(page, 'canvasSize');
      const css = await page.locator('.viewer-viewport').evaluate((element) => element.clientWidth);
      expect(width).toBe(css * deviceScaleFactor);
      for (const [key, window] of [
        ['1', WINDOWS.brain],
        ['5', WINDOWS.bone],
      ] as const) {
        await page.keyboard.press(key);
        const { largest } = await call(page, 'compareShown', options, window);
        expect(largest).toBeLessThanOrEqual(TOLERANCE);
      }
      await page.context().close();
    });
  }

  it('looks the same and names the same sides however the study is stored', async () => {
    const page = await open();
    for (const order of STORED_ORDERS.slice(1)) {
      const options: MountOptions = { slices: 3, size: 128, order };
      await call(page, 'mount', options);
      await page.waitForFunction(() => document.querySelector('.viewer-letter'));
      await expect.poll(() => page.locator('.viewer-middle').count()).toBe(0);
      // The picture of the copy as a scanner stores it.
      const { largest } = await call(page, 'compareShown', { ...options, order: AS_STORED }, WINDOWS.brain);
      expect(largest).toBeLessThanOrEqual(TOLERANCE);
      expect(await page.locator('.viewer-letter').allTextContents()).toEqual(['R', 'L', 'A', 'P']);
    }
    await page.context().close();
  });

  it('draws anew after the context was lost', async () => {
    const page = await mounted();
    const before = await call(page, 'brightness');
    expect(before).toBeGreaterThan(0);
    await call(page, 'loseContext');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('graphics context was lost');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await call(page, 'restoreContext');
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await expect.poll(() => call(page, 'brightness')).toBe(before);
    await page.context().close();
  });

  it('is worked by keys alone', async () => {
    const page = await mounted();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
      return state(page);
    };
    expect((await press('ArrowDown', 'ArrowDown', 'ArrowUp')).index).toBe(11);
    expect((await press('End')).index).toBe(19);
    expect((await press('PageUp')).index).toBe(9);
    expect((await press('Home')).index).toBe(0);
    expect((await press('k')).index).toBe(8);
    expect((await press('k')).index).toBe(10);
    expect((await press('3')).window).toEqual(WINDOWS.stroke);
    expect((await press('w')).window.width).toBeGreaterThan(40);
    const moved = await press('+', 'Shift+ArrowLeft');
    expect(moved.zoom).toBe(1.25);
    expect(moved.pan.x).toBeGreaterThan(0);
    expect(await press('r')).toMatchObject({ window: WINDOWS.brain, zoom: 1, pan: { x: 0, y: 0 } });

    // The heatmap by its name, its next type, and off.
    const legend = page.locator('.viewer-bottom-right');
    const shown = legend.locator('[aria-pressed=true]');
    await expect.poll(() => shown.allTextContents()).toEqual(['subdural: approximate region']);
    await press('h');
    await expect.poll(() => shown.allTextContents()).toEqual(['intraparenchymal: approximate region']);
    expect((await press('o')).heatmap).toBe(false);
    await expect.poll(() => shown.count()).toBe(0);
    await legend.getByRole('button', { name: 'subdural' }).click();
    await expect.poll(() => shown.allTextContents()).toEqual(['subdural: approximate region']);
    await press('t');
    await expect.poll(() => legend.textContent()).toContain('truth: subdural');

    // Hounsfield units and a length of 20 mm.
    await press('c', 'Shift+ArrowRight');
    await expect.poll(() => page.locator('.viewer-bottom-left output').textContent()).toMatch(/^-?\d+ HU$/);
    await press('m', 'Enter', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter');
    await expect.poll(() => page.locator('.viewer-length text').allTextContents()).toEqual(['20.0 mm']);
    await press('Delete', 'Escape');
    expect(await page.locator('.viewer-length').count()).toBe(0);

    await page.context().close();
  });

  it('scrolls, windows, zooms about the pointer, pans and measures by mouse', async () => {
    const page = await mounted();
    const box = (await page.locator('.viewer-viewport').boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, 100);
    await expect.poll(async () => (await state(page)).index).toBe(11);
    await page.mouse.wheel(0, -100);
    await expect.poll(async () => (await state(page)).index).toBe(10);
    expect(await page.locator('.viewer-bottom-left').textContent()).toMatch(/HU$/);

    const drag = async (dx: number, dy: number) => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + dx / 2, y + dy / 2);
      await page.mouse.move(x + dx, y + dy);
      await page.mouse.up();
    };
    await drag(60, -40);
    const { window } = await state(page);
    expect(window.width).toBeGreaterThan(80);
    expect(window.center).toBeLessThan(40);

    await page.keyboard.press('r');
    await page.mouse.move(x + 100, y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await expect.poll(async () => (await state(page)).zoom).toBeGreaterThan(1.2);
    expect((await state(page)).pan.x).toBeGreaterThan(0);

    await page.keyboard.press('r');
    await page.getByRole('button', { name: 'length' }).click();
    await drag(100, 0);
    // The whole field of view of 230 mm is as high as the viewport.
    const expected = ((100 * 230) / box.height).toFixed(1);
    expect(await page.locator('.viewer-length text').textContent()).toBe(`${expected} mm`);
    await page.context().close();
  });

  it('is scrolled by one finger and zoomed by two', async () => {
    const page = await mounted(STACK, { hasTouch: true, isMobile: true });
    const touches = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
      touches.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(([x, y], id) => ({ x, y, id })),
      });
    await page.getByRole('button', { name: 'scroll' }).click();
    await touch('touchStart', [400, 300]);
    await touch('touchMove', [400, 320]);
    await touch('touchMove', [400, 340]);
    await touch('touchEnd');
    await expect.poll(async () => (await state(page)).index).toBe(15);
    await touch('touchStart', [350, 300], [450, 300]);
    await touch('touchMove', [300, 300], [500, 300]);
    await touch('touchEnd');
    await expect.poll(async () => (await state(page)).zoom).toBeCloseTo(2, 1);
    expect((await state(page)).index).toBe(15);
    await touch('touchStart', [400, 300]);
    await touch('touchEnd');
    await expect.poll(() => page.locator('.viewer-bottom-left').textContent()).toMatch(/HU$/);
    await page.context().close();
  });

  it('jumps by the strip and by key slices', async () => {
    const page = await mounted();
    const strip = page.getByRole('slider', { name: 'Slice' });
    const { width, height } = (await strip.boundingBox())!;
    await strip.click({ position: { x: width - 2, y: height / 2 } });
    expect((await state(page)).index).toBe(19);
    await strip.press('ArrowLeft');
    expect((await state(page)).index).toBe(18);
    expect(await strip.getAttribute('aria-valuetext')).toMatch(/^slice 19 of 20, \w+ score 0\.\d\d$/);
    await page.getByRole('button', { name: 'slice 9 ' }).click();
    expect((await state(page)).index).toBe(8);
    const painted = await page
      .locator('.viewer-keys canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) =>
        canvas
          .getContext('2d')!
          .getImageData(0, 0, canvas.width, canvas.height)
          .data.some((value, i) => i % 4 < 3 && value > 0),
      );
    expect(painted).toBe(true);
    await page.context().close();
  });

  it('names no side and measures nothing where the header is silent', async () => {
    const page = await mounted({ slices: 5, size: 64, withSpacing: false, withOrientation: false });
    expect(await page.locator('.viewer-letter').count()).toBe(0);
    expect(await page.locator('.viewer-bottom-left').textContent()).toContain(
      'no pixel spacing: not to scaleside unknown',
    );
    expect(await page.getByRole('button', { name: 'length' }).isDisabled()).toBe(true);
    await page.keyboard.press('m');
    expect(await state(page)).toMatchObject({
      tool: 'window',
      said: 'no pixel spacing: lengths cannot be measured',
    });
    await page.context().close();
  });

  it('shows what a file says as text, in the viewport alone', async () => {
    const page = await mounted();
    expect(await page.locator('.viewer-top-left').innerText()).toContain('DOE^<b>JANE</b>');
    expect(await page.title()).not.toContain('DOE');
    expect(page.url()).not.toContain('DOE');
    await page.context().close();
  });

  it('says which slice could not be loaded, and tries again', async () => {
    const page = await mounted({ ...STACK, broken: ['1'] });
    await page.keyboard.press('Home');
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toContain('Slice 1 could not be loaded: no network');
    const before = (await call(page, 'loads')).filter((id) => id === '1').length;
    await page.getByRole('button', { name: 'try again' }).click();
    await expect
      .poll(async () => (await call(page, 'loads')).filter((id) => id === '1').length)
      .toBe(before + 1);
    await page.context().close();
  });

  it('has no serious violation of accessibility that axe knows', async () => {
    const page = await mounted();
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8'));
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: {
          run: () => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
        };
      };
      const { violations } = await axe.run();
      return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`);
    });
    expect(violations.filter((violation) => /^(serious|critical)/.test(violation))).toEqual([]);
    await page.context().close();
  });

  it('shows the first image of a long stack as soon as of a short one: what is in view is loaded first', async () => {
    const page = await open();
    const first = async (slices: number) => {
      const ms = await call(page, 'timeToFirstImage', { slices, size: 512, latencyMs: 20 });
      console.log(`first image of ${slices} slices after ${ms.toFixed(0)} ms`);
      expect((await call(page, 'loads'))[0]).toBe(String(slices / 2 + 1));
      return ms;
    };
    // Of a machine that is busy with something else: all slices one after another would take 15 times as long.
    expect(await first(600)).toBeLessThan(5 * (await first(40)) + 500);
    await page.context().close();
  });

  it('keeps up with scrolling', async () => {
    const page = await mounted(
      { slices: 40, size: 512, withReport: true },
      { viewport: { width: 1440, height: 900 } },
    );
    await page.waitForTimeout(500);
    const most = await call(page, 'emptyFramesPerSecond', 1.5);
    const images = await call(page, 'imagesPerSecond', 3);
    console.log(`${images.toFixed(1)} images a second of ${most.toFixed(1)} empty ones, in software`);
    // 15 on a machine that is free; one that is busy with something else can give no more than it has.
    expect(images).toBeGreaterThan(Math.min(15, most / 3));
    await page.context().close();
  });
});
