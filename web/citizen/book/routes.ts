import type { RouteRecordRaw } from 'vue-router';

export const bookRoutes: RouteRecordRaw[] = [
  { path: '/book/service', component: () => import('./ServiceView.vue'), meta: { title: 'book.service.title' } },
  { path: '/book/who', component: () => import('./WhoView.vue'), meta: { title: 'book.who.title' } },
  { path: '/book/people', component: () => import('./PeopleView.vue'), meta: { title: 'book.people.title' } },
  { path: '/book/minors', component: () => import('./MinorsView.vue'), meta: { title: 'book.minors.title' } },
  { path: '/book/each', component: () => import('./EachView.vue'), meta: { title: 'book.who.title' } },
  { path: '/book/times', component: () => import('./TimesView.vue'), meta: { title: 'book.times.title' } },
  { path: '/book/halls', component: () => import('./HallsView.vue'), meta: { title: 'book.halls.title' } },
  { path: '/book/identity', component: () => import('./IdentityView.vue'), meta: { title: 'book.identity.title' } },
  { path: '/book/confirm', component: () => import('./ConfirmView.vue'), meta: { title: 'book.confirm.title' } },
];
