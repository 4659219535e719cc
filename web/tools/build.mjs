// Builds the pages into build/web: Vite, then the compressed forms. build/web/.built is its stamp.
import { writeFileSync } from 'node:fs';

import { built, hasPackages, web } from './pages.mjs';

if (!hasPackages) {
  console.log('the npm packages of web/ are missing (script/bootstrap server): the server will have no pages');
  process.exit(0);
}
const { build } = await import('vite');
const { compressAll } = await import('./compress.mjs');
await build({ root: web, configFile: `${web}/vite.config.ts`, logLevel: 'warn' });
await compressAll(built);
writeFileSync(`${built}/.built`, '');
