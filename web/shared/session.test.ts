import { beforeEach, expect, test } from 'vitest';

import { Session } from './session';

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  history.replaceState(null, '', '/counter');
});

test('a token in the address signs in, and leaves the address', () => {
  history.replaceState(null, '', '/counter?x=1#token=a.eyJyb2xlIjoic3RhZmYiLCJoYWxsIjoiMzMwMTAwIn0.c');
  const session = new Session('counter');
  expect(session.claims).toEqual({ role: 'staff', hall: '330100' });
  expect(location.pathname + location.search + location.hash).toBe('/counter?x=1');
  expect(new Session('counter').token).toBe(session.token);
  expect(new Session('admin').token).toBe('');
});

test('a device stays signed in, a clerk only in the tab, and nobody after signing out', () => {
  new Session('kiosk', { kept: true }).signIn('k');
  new Session('counter').signIn('c');
  sessionStorage.clear();
  expect(new Session('kiosk', { kept: true }).token).toBe('k');
  expect(new Session('counter').token).toBe('');
  new Session('kiosk', { kept: true }).signOut();
  expect(new Session('kiosk', { kept: true }).token).toBe('');
  expect(new Session('kiosk').claims).toEqual({});
});
