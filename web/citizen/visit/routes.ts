// Everything after booking. Ids are capabilities: whoever has one may look at that thing.
import type { RouteRecordRaw } from 'vue-router';

const id = ':id([0-9a-f]{32})';
const meta = { title: 'home.visits', stays: true };

export const visitRoutes: RouteRecordRaw[] = [
  { path: '/visits', component: () => import('./MyVisits.vue'), meta },
  { path: `/visits/${id}`, component: () => import('./VisitPage.vue'), props: true, meta },
  // For a full slot: /waitlist/join/330100.documents.2026-06-13.0830/passport_renewal,first_passport
  { path: '/waitlist/join/:slot/:services', component: () => import('./WaitlistJoin.vue'), props: true, meta },
  { path: `/waitlist/${id}`, component: () => import('./WaitlistPage.vue'), props: true, meta },
  { path: `/tickets/${id}`, component: () => import('./TicketPage.vue'), props: true, meta },
];
