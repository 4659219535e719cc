#!/usr/bin/env node
// Makes the pictures of README.md in docs/pictures from what the tests of the pages left in build/screenshots:
//
//   ctest --preset release -R pages_
//   node script/pictures.mjs
//
// Each is cut and made smaller by Chromium. One above 150 KiB fails.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core');
const from = process.env.OFFPEAK_SCREENSHOTS ?? join(root, 'build/screenshots');
const to = join(root, 'docs/pictures');
const bytes_max = 150 * 1024;

/** `width` of the picture; `top` and `height` of what is cut out of the screenshot, which is `across` wide. */
const pictures = {
  'phone-times': { of: 'citizen-times', across: 360, top: 0, height: 740, width: 360 },
  'phone-code': { of: 'citizen-booked', across: 360, top: 0, height: 740, width: 360 },
  kiosk: { of: 'kiosk-start', across: 1080, top: 0, height: 1920, width: 420 },
  display: { of: 'display-landscape', across: 1920, top: 0, height: 1080, width: 800 },
  counter: { of: 'counter-serving', across: 1440, top: 0, height: 900, width: 800 },
  planner: { of: 'planner-results', across: 1440, top: 1240, height: 1220, width: 800 },
};

const missing = Object.values(pictures).filter(({ of }) => !existsSync(join(from, `${of}.png`)));
if (missing.length > 0) {
  console.error(`pictures: ${from} has no ${missing.map(({ of }) => `${of}.png`).join(', ')}: run the tests of the pages first`);
  process.exit(1);
}

mkdirSync(to, { recursive: true });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: false });
try {
  for (const [name, { of, across, top, height, width }] of Object.entries(pictures)) {
    const scale = width / across;
    const page = await browser.newPage({ viewport: { width, height: Math.round(height * scale) } });
    const data = readFileSync(join(from, `${of}.png`)).toString('base64');
    await page.setContent(`<body style="margin:0"><img src="data:image/png;base64,${data}" style="display:block;width:${width}px;margin-top:${-top * scale}px">`);
    await page.locator('img').evaluate((image) => image.decode());
    const { length } = await page.screenshot({ path: join(to, `${name}.png`) });
    console.log(`${name}.png: ${Math.ceil(length / 1024)} KiB`);
    if (length > bytes_max) throw new Error(`${name}.png is larger than ${bytes_max / 1024} KiB`);
    await page.close();
  }
} finally {
  await browser.close();
}
