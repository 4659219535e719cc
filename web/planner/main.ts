import { mountPage } from '../shared/mount_page';
import App from './App.vue';
import * as messages from './messages';
import { router } from './router';

mountPage(App, messages, [router]);
