// An OpenID provider on a free port of this machine, as a city's portal or the directory of its staff
// has one: authorization code with PKCE, access tokens in the form of RFC 9068, signed with ES256.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

import Provider from 'oidc-provider';

export const client = 'hall-page';
export const redirect = 'http://127.0.0.1/signed-in';

/// A private key as a JSON Web Key.
export const newKey = (kid) => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kid, use: 'sig', alg: 'ES256',
});

const configurationOf = ({ keys, audience, claims }) => ({
  jwks: { keys },
  clients: [{
    client_id: client, application_type: 'native', redirect_uris: [redirect], response_types: ['code'],
    grant_types: ['authorization_code'], token_endpoint_auth_method: 'none',
    id_token_signed_response_alg: 'ES256',
  }],
  pkce: { required: () => true, methods: ['S256'] },
  scopes: ['openid'],
  cookies: { keys: [randomBytes(16).toString('hex')] },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  // What the provider tells the server about the person, beside the subject.
  extraTokenClaims: (_context, token) => claims[token.accountId],
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'openid', audience, accessTokenFormat: 'jwt', accessTokenTTL: 600,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
});

/// Whoever comes to the sign-in page is the person that its address names, and consents.
const interact = async (provider, request, response) => {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId: params.login_hint } });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope('openid');
  grant.addResourceScope(params.resource, 'openid');
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
};

/// `claims`: by account, what its access tokens say. `keys`: the first one signs.
export class TestProvider {
  #server = createServer((request, response) => this.#answer(request, response));

  static async start(options) {
    const made = new TestProvider();
    made.#server.listen(0, '127.0.0.1');
    await once(made.#server, 'listening');
    made.issuer = `http://127.0.0.1:${made.#server.address().port}`;
    made.use(options);
    return made;
  }

  /// Goes on with other keys or people, under the same name.
  use(options) {
    this.provider = new Provider(this.issuer, configurationOf(options));
    this.provider.use(async (context, next) => {
      if (!context.path.startsWith('/interaction/')) return next();
      context.respond = false;
      return interact(this.provider, context.req, context.res);
    });
  }

  #answer(request, response) { return this.provider.callback()(request, response); }

  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
