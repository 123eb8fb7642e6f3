import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Debian's, or what the environment names. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** A browser without a screen that draws WebGL2 in software. */
export function openChromium(): Promise<Browser> {
  if (!existsSync(EXECUTABLE)) {
    throw new Error(
      `${EXECUTABLE} is missing: the viewer is tested in a real browser. Install Debian's package chromium, or name another by CHROMIUM.`,
    );
  }
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  });
}
