// The pages below `/#/`. Only the first screen is loaded at once. What was chosen is in the address, so that
// a reload and the back key keep it; nothing that names a person ever is.
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router';

import { bookRoutes } from './book/routes';
import { tryPartsAgain } from '../shared/part_loading';
import HomeView from './shell/HomeView.vue';
import { visitRoutes } from './visit/routes';

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the sentence that names the page in the browser's tab. */
    title?: string;
    /** One page for whatever it shows: what was said on it stays when a visit has become another. */
    stays?: boolean;
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', component: HomeView },
  { path: '/advice/:step(\\d+)?', component: () => import('./advice/AdviceView.vue'), meta: { title: 'advice.title' } },
  ...bookRoutes,
  ...visitRoutes,
  { path: '/:rest(.*)*', redirect: '/' },
];

export const router = createRouter({
  history: createWebHashHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});
tryPartsAgain(router);
