import { mountPage } from '../shared/mount_page';
import { account } from './account';
import App from './App.vue';
import * as messages from './messages';
import { router } from './router';

if (account.state.value === 'checking') void account.check();
mountPage(App, messages, [router]);
