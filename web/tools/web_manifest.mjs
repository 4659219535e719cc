// Emits /manifest.webmanifest of citizen/manifest.json; icons, named beside it, become files in assets/.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function webManifest(folder) {
  return {
    name: 'offpeak-web-manifest',
    apply: 'build',
    generateBundle() {
      const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
      for (const icon of manifest.icons) {
        const file = this.emitFile({ type: 'asset', name: icon.src.split('/').pop(), source: readFileSync(join(folder, icon.src)) });
        icon.src = `/${this.getFileName(file)}`;
      }
      this.emitFile({ type: 'asset', fileName: 'manifest.webmanifest', source: JSON.stringify(manifest) });
    },
  };
}
