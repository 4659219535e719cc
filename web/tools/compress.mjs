// Writes FILE.gz beside each file that gets smaller by it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);
const compressible = new Set(['.html', '.css', '.js', '.svg', '.webmanifest']);
/// Shorter ones leave in a packet or two anyway.
const bytes_min = 1024;

export function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

export async function compressAll(folder) {
  const files = filesIn(folder).filter((file) => compressible.has(extname(file)));
  await Promise.all(files.map(async (file) => {
    const bytes = readFileSync(file);
    if (bytes.length < bytes_min) return;
    writeFileSync(`${file}.gz`, await compress(bytes, { level: 9 }));
  }));
}
