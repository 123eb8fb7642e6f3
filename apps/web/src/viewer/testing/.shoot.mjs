import { chromium } from 'playwright-core';

const b = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});
const shots = JSON.parse(process.argv[2]);
for (const s of shots) {
  const c = await b.newContext({
    viewport: { width: s.w ?? 1440, height: s.h ?? 900 },
    deviceScaleFactor: s.d ?? 1,
    hasTouch: !!s.touch,
    isMobile: !!s.touch,
  });
  const p = await c.newPage();
  p.on('pageerror', (e) => console.log(s.out, String(e)));
  await p.goto(`http://localhost:${s.port}/${s.hash ?? ''}`);
  await p.waitForTimeout(1500);
  for (const k of s.keys ?? []) await p.keyboard.press(k);
  if (s.mouse) await p.mouse.move(...s.mouse);
  await p.waitForTimeout(800);
  await p.screenshot({ path: `/tmp/w/look/${s.out}.png` });
  await c.close();
}
await b.close();
