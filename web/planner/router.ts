// Addresses below /planner#, which no browser sends. A scenario that is shared is one of them.
import { createRouter, createWebHashHistory } from 'vue-router';

import { tryPartsAgain } from '../shared/part_loading';
import PlanPage from './PlanPage.vue';

export const router = createRouter({
  history: createWebHashHistory('/planner'),
  routes: [
    { path: '/', component: PlanPage },
    { path: '/simulations', component: () => import('./SimulationsPage.vue') },
    { path: '/simulations/:id([0-9a-f]{16})', component: () => import('./SimulationPage.vue') },
    { path: '/reports', component: () => import('./ReportsPage.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});

let is_first = true;
router.afterEach((to, from) => {
  // Who uses a keyboard or a screen reader begins at the new page's heading.
  if (!is_first && to.path !== from.path) requestAnimationFrame(() => document.querySelector<HTMLElement>('h1')?.focus());
  is_first = false;
});
tryPartsAgain(router);
