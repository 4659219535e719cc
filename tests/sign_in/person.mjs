// A person with a web browser, who signs in by authorization code with PKCE (RFC 7636).
import { createHash, randomBytes } from 'node:crypto';

import { client, redirect } from './provider.mjs';

const redirects_max = 10;
const newSecret = () => randomBytes(32).toString('base64url');

/// Follows the redirects from page to page, with their cookies, up to the client's own address.
const follow = async (start) => {
  const cookies = new Map();
  let at = start;
  for (let step = 0; step < redirects_max; ++step) {
    const header = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { redirect: 'manual', headers: { cookie: header } });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';', 1)[0].split(/=(.*)/s);
      cookies.set(name, value);
    }
    const to = response.headers.get('location');
    if (to === null) throw new Error(`${response.status} at ${at}: ${await response.text()}`);
    at = new URL(to, at).href;
    if (at.startsWith(redirect)) return new URL(at).searchParams;
  }
  throw new Error('redirected in circles');
};

/// What discovery says (OpenID Connect Discovery 1.0).
export const discover = async (issuer) =>
  (await fetch(`${issuer}/.well-known/openid-configuration`)).json();

/// The reply of the token endpoint to somebody who signs in. `guess` is a verifier in place of the
/// true one.
export const signIn = async (issuer, account, audience, guess) => {
  const places = await discover(issuer);
  const verifier = newSecret();
  const state = newSecret();
  const parameters = new URLSearchParams({
    client_id: client, response_type: 'code', redirect_uri: redirect, scope: 'openid', state,
    resource: audience, login_hint: account, code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const reply = await follow(`${places.authorization_endpoint}?${parameters}`);
  if (reply.get('state') !== state) throw new Error(`not my sign-in: ${reply}`);
  const response = await fetch(places.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code', client_id: client, redirect_uri: redirect,
      code: reply.get('code'), code_verifier: guess ?? verifier, resource: audience,
    }),
  });
  return response.json();
};
