import { Session } from '../shared/session';
import { mountPage } from '../shared/mount_page';
import './kiosk.css';
import KioskPage from './KioskPage.vue';
import { makeKiosk, kiosk_key } from './kiosk';
import * as messages from './messages';

// A kiosk is set up once: its token comes in the address and is kept. Visitors begin in Chinese; the screen
// that asks for a token is for staff, in their browser's language.
const session = new Session('kiosk', { kept: true });
const kiosk = makeKiosk({ session, hall: location.pathname.split('/')[2] ?? '' });
mountPage(KioskPage, messages, [{ install: (app) => app.provide(kiosk_key, kiosk) }], session.token ? 'zh' : undefined);
