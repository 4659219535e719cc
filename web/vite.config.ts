import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

import { built, pages, web } from './tools/pages.mjs';
import { makeTypes } from './tools/types.mjs';
import { vantFont } from './tools/vant_font.mjs';
import { webManifest } from './tools/web_manifest.mjs';

const entries = Object.fromEntries(pages.map((page) => [page, `${web}/${page}/index.html`]));

export default defineConfig({
  root: web,
  plugins: [
    { name: 'offpeak-types', buildStart: makeTypes },
    vantFont(web),
    webManifest(`${web}/citizen`),
    vue(),
  ],
  define: {
    __VUE_OPTIONS_API__: true, // Vant has some
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
    // Messages are compiled without eval, which the policy forbids.
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_JIT_COMPILATION__: true,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: built,
    emptyOutDir: true,
    target: 'es2020',
    manifest: true,
    assetsInlineLimit: 0, // no data: but in style sheets of others
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { ...entries, 'service-worker': `${web}/citizen/service-worker.ts` },
      output: {
        // Browsers ask for the worker by a name that stays.
        entryFileNames: ({ name }) => (name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js'),
        // What every page has, in one file that changes with the packages only.
        manualChunks: (id) => (/node_modules\/(@vue|vue|vue-i18n|@intlify)\//.test(id) ? 'vue' : undefined),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  // npm run dev: pages at /display/index.html and so on, the interface from a server that runs.
  server: { proxy: { '/v1': 'http://127.0.0.1:8080', '/readyz': 'http://127.0.0.1:8080' } },
});
