// An OpenID provider for tests, with a second port on loopback by which a test makes it behave as providers can.
// Lives are seconds from the environment. Prints {"port", "admin"} once both ports listen.
import { createServer } from 'node:http';

import { SignJWT, exportJWK, generateKeyPair, importJWK } from 'jose';
import Provider from 'oidc-provider';

const lives = {
  AccessToken: Number(process.env.ACCESS_S ?? 600),
  DeviceCode: Number(process.env.CODE_S ?? 600),
  RefreshToken: 86_400,
  IdToken: 600,
  Interaction: 600,
  Session: 86_400,
  Grant: 86_400,
};
const AUDIENCE = process.env.AUDIENCE ?? 'https://centre.test/';
const CLIENT = process.env.CLIENT_ID ?? 'ekin-tui';
const ALG = { RSA: 'RS256', EC: 'ES256', OKP: 'EdDSA' };

let origin = '';
let provider;
let keys = [];
let made = 0;
const state = { down: [], slow: 0, cut: 0, claims: {}, issuer: '', sessions: false };
const asked = { token: 0, refresh: 0, jwks: 0, device: 0, revocation: 0, discovery: 0, challenges: 0 };

async function newKey(alg = 'RS256') {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  made += 1;
  return { ...(await exportJWK(privateKey)), kid: `key-${made}`, use: 'sig', alg };
}

function begin() {
  provider = new Provider(origin, {
    clients: [
      {
        client_id: CLIENT,
        client_name: 'ekin-tui',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
        response_types: [],
        redirect_uris: [],
      },
    ],
    jwks: { keys },
    cookies: { keys: ['a key of the test'] },
    ttl: Object.fromEntries(Object.keys(lives).map((name) => [name, () => lives[name]])),
    scopes: ['openid', 'offline_access'],
    rotateRefreshToken: true,
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => false,
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    extraTokenClaims: (_, token) => ({
      ...state.claims[token.accountId],
      ...(state.sessions ? { sid: token.sessionUid } : {}),
    }),
    features: {
      deviceFlow: { enabled: true, mask: '****-****' },
      revocation: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience: AUDIENCE,
          accessTokenTTL: lives.AccessToken,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: ALG[keys[0].kty] } },
        }),
      },
    },
  });
  provider.use(async (context, next) => {
    await next();
    if (context.body?.user_code && process.env.INTERVAL_S) context.body.interval = Number(process.env.INTERVAL_S);
  });
}

const PATHS = {
  '/.well-known/openid-configuration': 'discovery',
  '/jwks': 'jwks',
  '/token': 'token',
  '/device/auth': 'device',
  '/token/revocation': 'revocation',
};

function bodyOf(request) {
  return new Promise((resolve) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part) => { text += part; });
    request.on('end', () => resolve(text));
  });
}

function say(response, status, value, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

const main = createServer(async (request, response) => {
  const path = new URL(request.url, origin).pathname;
  const what = PATHS[path];
  if (what) asked[what] += 1;
  if (state.down.includes(what) || state.down.includes('all')) {
    request.socket.destroy();
    return;
  }
  if (what === 'token' || what === 'device') {
    const text = await bodyOf(request);
    const form = new URLSearchParams(text);
    request.body = Object.fromEntries(form); // the provider takes a body that was read before it
    if (form.has('code_challenge') || form.has('code_verifier')) asked.challenges += 1;
    if (form.get('grant_type') === 'refresh_token') asked.refresh += 1;
    else if (what === 'token' && state.cut > 0) {
      state.cut -= 1;
      request.socket.destroy();
      return;
    } else if (what === 'token' && state.slow > 0) {
      state.slow -= 1;
      say(response, 400, { error: 'slow_down' });
      return;
    }
  }
  if (what === 'discovery' && state.issuer) {
    say(response, 200, { issuer: state.issuer, token_endpoint: `${origin}/token`, jwks_uri: `${origin}/jwks` });
    return;
  }
  provider.callback()(request, response);
});

async function mint({ header = {}, claims = {}, kid }) {
  const key = keys.find((one) => one.kid === kid) ?? keys[0];
  const signed = new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header });
  return signed.sign(await importJWK(key, key.alg));
}

const ADMIN = {
  '/set': async (wanted) => Object.assign(state, wanted),
  '/lives': async (wanted) => Object.assign(lives, wanted),
  '/asked': async () => asked,
  '/mint': async (wanted) => ({ token: await mint(wanted) }),
  '/rotate': async ({ alg, keep = true }) => {
    keys = [await newKey(alg), ...(keep ? keys : [])];
    begin();
    return { kids: keys.map((one) => one.kid) };
  },
};

const admin = createServer(async (request, response) => {
  const act = ADMIN[request.url];
  if (!act) {
    say(response, 404, {});
    return;
  }
  say(response, 200, await act(JSON.parse((await bodyOf(request)) || '{}')));
});

main.listen(0, '127.0.0.1', async () => {
  origin = `http://127.0.0.1:${main.address().port}`;
  keys = [await newKey(process.env.ALG)];
  begin();
  admin.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ port: main.address().port, admin: admin.address().port })}\n`);
  });
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0)); // it goes with the test that started it
