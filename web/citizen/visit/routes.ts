import type { RouteRecordRaw } from 'vue-router';

export const visitRoutes: RouteRecordRaw[] = [
  { path: '/visits/:id', component: () => import('./VisitView.vue'), meta: { title: 'visit.title' } },
];
