/* SPDX-License-Identifier: MIT */
/*
 * Issuers to sign in by: a certified provider (npm oidc-provider) that insists on pushed requests, PKCE and private_key_jwt,
 * and a small one that answers with whatever token a test makes.
 */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import Provider from 'oidc-provider';
import { freePort } from './service.mjs';

export const PID = 'helseid://claims/identity/pid';
export const LEVEL = 'helseid://claims/identity/security_level';
export const HPR = 'helseid://claims/hpr/hpr_number';
export const ORGANISATION = 'helseid://claims/client/claims/orgnr_parent';
const HELSEID_CLAIMS = [PID, LEVEL, HPR, ORGANISATION, 'pid'];

export async function newKey(algorithm, kid) {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return {
    kid, algorithm, privateKey, publicKey,
    publicJwk: { ...await exportJWK(publicKey), kid, alg: algorithm, use: 'sig' },
    privateJwk: { ...await exportJWK(privateKey), kid, alg: algorithm, use: 'sig' },
  };
}

/* The file of issuers and their keys in a folder; the path of the file. Each: { code, issuer, clientKey, …settings }. */
export function writeIssuers(folder, issuers) {
  const entries = issuers.map(({ clientKey, ...settings }) => {
    writeFileSync(join(folder, `${settings.code}.jwk`), JSON.stringify(clientKey.privateJwk), { mode: 0o600 });
    return { name: { nb: `Logg inn ${settings.code}`, nn: `Logg inn ${settings.code}`, en: `Sign in ${settings.code}` },
      client_id: 'samavvik', private_key_file: `${settings.code}.jwk`, scopes: 'openid', roles: ['reporter'], ...settings };
  });
  const path = join(folder, 'issuers.json');
  writeFileSync(path, JSON.stringify({ issuers: entries }, null, 2));
  return path;
}

/* accounts: { login: claims }. host: "localhost" is another site than 127.0.0.1, as an issuer is in life. */
export async function startProvider({ serviceUrl, code, clientKey, accounts, host = 'localhost' }) {
  const port = await freePort();
  const issuer = `http://${host}:${port}`;
  const signing = await newKey('RS256', 'first');
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'samavvik', token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [clientKey.publicJwk] },
      token_endpoint_auth_signing_alg: clientKey.algorithm,
      redirect_uris: [`${serviceUrl}/api/v1/openid/${code}/callback`], response_types: ['code'], grant_types: ['authorization_code'],
      post_logout_redirect_uris: [`${serviceUrl}/logg-inn`], id_token_signed_response_alg: 'RS256',
      backchannel_logout_uri: `${serviceUrl}/api/v1/openid/${code}/backchannel-logout`, backchannel_logout_session_required: true,
    }],
    jwks: { keys: [signing.privateJwk] },
    features: {
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true }, devInteractions: { enabled: true },
    },
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ['sub', ...HELSEID_CLAIMS], profile: ['name'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
    cookies: { keys: ['only for tests'] },
    // Without its own connections, which refuse addresses on this machine.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  });
  provider.proxy = false;
  const server = createServer(provider.callback());
  server.listen(port, host);
  await once(server, 'listening');
  return {
    issuer, provider,
    stop: async () => { server.closeAllConnections(); server.close(); },
  };
}

/* Keeps cookies by place, and fills in forms, as a browser does. */
export class Walker {
  constructor() { this.cookies = new Map(); }

  async ask(url, { method = 'GET', form } = {}) {
    const { origin } = new URL(url);
    const kept = this.cookies.get(origin) ?? new Map();
    this.cookies.set(origin, kept);
    const answer = await fetch(url, {
      method, redirect: 'manual', body: form && new URLSearchParams(form),
      headers: { Cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split(/=(.*)/s);
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) kept.delete(name); else kept.set(name, value);
    }
    const location = answer.headers.get('location');
    return { status: answer.status, location: location && new URL(location, url).href, text: await answer.text() };
  }

  /* Follows redirects and fills in the provider's forms until it sends the browser to another place. */
  async walk(url, login) {
    const { origin } = new URL(url);
    let answer = await this.ask(url);
    for (let steps = 0; steps < 20; steps += 1) {
      if (answer.location) {
        if (new URL(answer.location).origin !== origin) return answer.location;
        url = answer.location;
        answer = await this.ask(url);
        continue;
      }
      const action = /<form[^>]*action="([^"]+)"/.exec(answer.text)?.[1];
      if (!action) throw new Error(`the provider stands still: ${answer.status} ${answer.text.slice(0, 500)}`);
      const fields = Object.fromEntries([...answer.text.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)].map((m) => [m[1], m[2]]));
      answer = await this.ask(new URL(action.replaceAll('&amp;', '&'), url).href, { method: 'POST', form: { ...fields, login, password: 'x', logout: 'yes' } });
    }
    throw new Error('the provider sends the browser in circles');
  }
}

/* Signs a client in by a provider; answers what the callback answered. */
export async function signInBy(service, client, code, login, { walker = new Walker(), query = '', returnTo } = {}) {
  const start = await client.get(`/openid/${code}/start${query}${returnTo ? `${query ? '&' : '?'}return_to=${encodeURIComponent(returnTo)}` : ''}`);
  if (start.status !== 302 || start.headers.get('location').startsWith('/')) return start;
  const back = await walker.walk(start.headers.get('location'), login);
  return client.get(back.replace(`${service.url}/api/v1`, ''));
}

/*
 * An issuer that does as the test says. `pushed` is the last pushed request; `idToken(pushed, issuer)` makes what the token endpoint
 * answers with; `keys` is what it publishes; `asked` counts by path.
 */
export async function startPuppet({ issuer: named, keys, ...document } = {}) {
  const port = await freePort();
  const issuer = named ?? `http://localhost:${port}`;
  const puppet = { issuer, keys: keys ?? [], asked: {}, pushed: null, redeemed: null, idToken: null, document: {}, answers: {} };
  const answerTo = {
    '/.well-known/openid-configuration': () => ({
      issuer, authorization_endpoint: `${issuer}/authorize`, pushed_authorization_request_endpoint: `${issuer}/par`,
      token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, authorization_response_iss_parameter_supported: true,
      ...document, ...puppet.document,
    }),
    '/jwks': () => ({ keys: puppet.keys }),
    '/par': (form) => { puppet.pushed = form; return { request_uri: `urn:x:${randomUUID()}`, expires_in: 60 }; },
    '/token': async (form) => {
      puppet.redeemed = form;
      const right = createHash('sha256').update(form.code_verifier).digest('base64url') === puppet.pushed.code_challenge;
      return right ? { id_token: await puppet.idToken(puppet.pushed), access_token: 'x', token_type: 'Bearer' } : { error: 'invalid_grant' };
    },
  };
  const server = createServer(async (request, response) => {
    const path = request.url.split('?')[0];
    puppet.asked[path] = (puppet.asked[path] ?? 0) + 1;
    let body = '';
    for await (const part of request) body += part;
    if (puppet.answers[path]) return puppet.answers[path](request, response);
    const answer = answerTo[path] && await answerTo[path](Object.fromEntries(new URLSearchParams(body)));
    response.writeHead(answer ? (path === '/par' ? 201 : answer.error ? 400 : 200) : 404, { 'Content-Type': 'application/json' });
    return response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
  });
  server.listen(port, 'localhost');
  await once(server, 'listening');
  puppet.stop = async () => { server.closeAllConnections(); server.close(); };
  return puppet;
}

const seconds = () => Math.floor(Date.now() / 1000);

/* A good ID token for what was pushed, with changes; null takes a claim away. */
export function idTokenOf(puppet, key, { claims = {}, header = {} } = {}) {
  const good = { iss: puppet.issuer, aud: 'samavvik', sub: 'subject-1', nonce: puppet.pushed?.nonce, iat: seconds(), exp: seconds() + 300,
    auth_time: seconds(), [LEVEL]: '4', [PID]: '13816900233', ...claims };
  const kept = Object.fromEntries(Object.entries(good).filter(([, value]) => value !== null));
  return new SignJWT(kept).setProtectedHeader({ alg: key.algorithm, kid: key.kid, ...header }).sign(key.privateKey, { crit: { 'x-new': true } });
}

export function logoutTokenOf(puppet, key, { claims = {}, header = {} } = {}) {
  const good = { iss: puppet.issuer, aud: 'samavvik', sub: 'subject-1', iat: seconds(), exp: seconds() + 120, jti: randomUUID(),
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} }, ...claims };
  const kept = Object.fromEntries(Object.entries(good).filter(([, value]) => value !== null));
  return new SignJWT(kept).setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: 'logout+jwt', ...header }).sign(key.privateKey, { crit: { 'x-new': true } });
}
