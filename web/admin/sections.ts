// What administrators can do, in the order of the menu. Another section is a file in sections/ and a line here.
import type { Component } from 'vue';

import type { Name } from '../shared/language';

export interface Section {
  path: string;
  title: Name;
  component: () => Promise<{ default: Component }>;
}

export const sections: Section[] = [
  { path: 'overview', title: { zh: '运行状况', en: 'Overview' }, component: () => import('./sections/Overview.vue') },
  { path: 'closures', title: { zh: '停办', en: 'Closures' }, component: () => import('./sections/Closures.vue') },
  { path: 'notices', title: { zh: '公告', en: 'Notices' }, component: () => import('./sections/Notices.vue') },
  { path: 'bookings', title: { zh: '当天预约', en: 'Bookings' }, component: () => import('./sections/Bookings.vue') },
  { path: 'person', title: { zh: '个人数据', en: 'Personal data' }, component: () => import('./sections/Person.vue') },
  { path: 'configuration', title: { zh: '更换配置', en: 'Configuration' }, component: () => import('./sections/Configuration.vue') },
  { path: 'audit', title: { zh: '操作记录', en: 'Audit' }, component: () => import('./sections/Audit.vue') },
  { path: 'webhooks', title: { zh: '消息推送', en: 'Webhooks' }, component: () => import('./sections/Webhooks.vue') },
  { path: 'tokens', title: { zh: '停用登录', en: 'Sign-ins' }, component: () => import('./sections/Tokens.vue') },
  { path: 'simulations', title: { zh: '模拟', en: 'Simulations' }, component: () => import('./sections/Simulations.vue') },
  { path: 'report', title: { zh: '日报', en: 'Daily report' }, component: () => import('./sections/DailyReport.vue') },
];
