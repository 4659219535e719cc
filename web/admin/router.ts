// The sections as routes behind the #, which no server sees.
import { ref } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';

import { account } from './account';
import { sections } from './sections';

const first = `/${sections[0]?.path}`;

/** A section whose files could not be loaded, e.g. while the server is away. */
export const not_loaded = ref('');

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    ...sections.map(({ path, component }) => ({ path: `/${path}`, name: path, component })),
    { path: '/:rest(.*)*', redirect: first },
  ],
});

// An address with a token that was opened in a tab where the page is already.
router.beforeEach((to) => {
  const brought = /^\/token=(.+)$/.exec(to.path)?.[1];
  if (!brought) return true;
  void account.signIn(brought);
  return { path: first, replace: true };
});
router.afterEach(() => {
  not_loaded.value = '';
});
router.onError((_, to) => {
  not_loaded.value = to.fullPath;
});
