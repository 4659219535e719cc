// Vant's style sheet holds its icons as a data: font with another host behind it. The pages' policy allows
// neither: the font becomes a file of ours.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const face = /@font-face\{[^}]*?url\(data:font\/woff2;charset=utf-8;base64,([A-Za-z0-9+/=]+)\)[^}]*\}/;
const file = 'generated/vant-icon.woff2';

export function vantFont(root) {
  return {
    name: 'offpeak-vant-font',
    enforce: 'pre',
    transform(code, id) {
      if (!/vant\/(es|lib)\/icon\/index\.css/.test(id)) return null;
      const found = face.exec(code);
      if (!found) this.error(`${id} has no font where it is looked for`);
      mkdirSync(join(root, 'generated'), { recursive: true });
      writeFileSync(join(root, file), Buffer.from(found[1], 'base64'));
      return code.replace(face, `@font-face{font-family:vant-icon;src:url(/${file}) format("woff2")}`);
    },
  };
}
