import { mountPage } from '../shared/mount_page';
import App from './App.vue';
import { startElderView } from './shell/elder';
import * as messages from './messages';
import { router } from './router';

startElderView();
mountPage(App, messages, [router]);
performance.mark('interactive');
