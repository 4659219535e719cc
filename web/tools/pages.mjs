// The pages: one entry each, so that each loads only what it needs.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const pages = ['citizen', 'display', 'counter', 'kiosk', 'planner', 'admin'];

/** Absolute paths. */
export const web = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
export const built = fileURLToPath(new URL('../../build/web', import.meta.url));

export const hasPackages = existsSync(`${web}/node_modules/vite/package.json`);
