import { mountPage } from '../shared/mount_page';
import App from './App.vue';
import './counter.css';
import * as messages from './messages';

mountPage(App, messages);
