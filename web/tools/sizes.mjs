// Prints what each page loads for its first screen, compressed: npm run sizes
import { existsSync, readFileSync, statSync } from 'node:fs';

import { built, pages } from './pages.mjs';

const manifest = JSON.parse(readFileSync(`${built}/.vite/manifest.json`, 'utf8'));

const sent = (file) => statSync(existsSync(`${built}/${file}.gz`) ? `${built}/${file}.gz` : `${built}/${file}`).size;

/** Files of an entry and of what it imports at once, not of what it loads later. */
export function filesOf(page) {
  const files = new Set([`${page}/index.html`]);
  const add = (key) => {
    const chunk = manifest[key];
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const other of chunk.imports ?? []) add(other);
  };
  add(`${page}/index.html`);
  return [...files];
}

export const bytesOf = (page) => filesOf(page).reduce((sum, file) => sum + sent(file), 0);

if (process.argv[1]?.endsWith('sizes.mjs')) {
  for (const page of pages) console.log(`${page.padEnd(10)} ${(bytesOf(page) / 1024).toFixed(1)} KiB`);
}
