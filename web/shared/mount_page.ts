// Every page's start, the same: its root component, its words, and its plugins, a router if any. The word
// `title` names the page.
import { createApp, watchEffect, type Component, type Plugin } from 'vue';

import './base.css';
import { makeI18n, type Language } from './language';

export function mountPage(root: Component, messages: { zh: object; en: object }, plugins: Plugin[] = [], language?: Language) {
  const app = createApp(root);
  const i18n = makeI18n(messages, language);
  app.use(i18n);
  watchEffect(() => {
    document.title = i18n.global.t('title');
  });
  for (const plugin of plugins) app.use(plugin);
  app.mount('#page');
  return app;
}
