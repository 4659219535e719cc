import { mountPage } from '../shared/mount_page';
import CityDisplay from './CityDisplay.vue';
import './display.css';
import HallDisplay from './HallDisplay.vue';
import * as messages from './messages';

const screen = location.pathname.split('/')[2] ?? '';
mountPage(screen === 'city' ? CityDisplay : HallDisplay, messages, [], 'zh');
