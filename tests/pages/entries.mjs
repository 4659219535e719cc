// What is the same of every page: it is there, in both languages, under a strict policy, for everyone.
import assert from 'node:assert/strict';

import { phone, Place, run } from './support/place.mjs';

const paths = ['/', '/display/330100', '/display/city', '/counter', '/kiosk/330100', '/planner', '/admin'];
const place = await Place.open();
const { url } = place.server;

await run(place, {
  async 'every page has a heading, a title and its language, and is good'() {
    await Promise.all(paths.flatMap((path) => ['zh-CN', 'en'].map(async (locale) => {
      const page = await place.page(path, { locale });
      await page.locator('h1').first().waitFor();
      assert.ok(await page.title());
      if (!path.startsWith('/display')) assert.equal(await page.locator('html').getAttribute('lang'), locale);
      await place.assertGood(page);
      await page.context().close();
    })));
  },

  async 'the language that was chosen stays'() {
    const page = await place.page('/', { viewport: phone });
    await page.getByRole('button', { name: 'English' }).click();
    await page.locator('html[lang=en]').waitFor();
    await page.reload();
    await page.locator('html[lang=en]').waitFor();
    await page.getByRole('button', { name: '中文' }).click();
    await page.locator('html[lang=zh-CN]').waitFor();
    await page.context().close();
  },

  async 'pages are asked for anew, what they load is kept for a year, and both are compressed'() {
    for (const path of paths) {
      const reply = await fetch(url + path);
      assert.equal(reply.status, 200, path);
      assert.equal(reply.headers.get('cache-control'), 'no-cache');
      assert.ok(reply.headers.get('etag'));
      const policy = reply.headers.get('content-security-policy');
      assert.match(policy, /default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/);
      assert.ok(!policy.includes('unsafe'), policy);
      assert.equal(reply.headers.get('referrer-policy'), 'no-referrer');
      for (const [, asset] of (await reply.text()).matchAll(/"(\/assets\/[^"]+)"/g)) {
        const file = await fetch(url + asset, { headers: { 'Accept-Encoding': 'gzip' } });
        assert.equal(file.status, 200, asset);
        assert.equal(file.headers.get('cache-control'), 'public, max-age=31536000, immutable');
        if (Number(file.headers.get('content-length')) > 2048) assert.equal(file.headers.get('content-encoding'), 'gzip', asset);
      }
    }
  },

  async 'the manifest and the service worker are there, and what is not is 404'() {
    const manifest = await (await fetch(`${url}/manifest.webmanifest`)).json();
    assert.equal((await fetch(url + manifest.icons[0].src)).headers.get('content-type'), 'image/svg+xml');
    assert.match((await fetch(`${url}/service-worker.js`)).headers.get('content-type'), /^text\/javascript/);
    assert.equal((await fetch(`${url}/assets/none.js`)).status, 404);
    assert.equal((await fetch(`${url}/assets/%2e%2e%2f.built`)).status, 404);
  },
});
