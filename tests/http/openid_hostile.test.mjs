/* SPDX-License-Identifier: MIT */
/* Tokens, answers and issuers that nobody is let in by: an honest person reads what to do, an attacker reads nothing. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exportSPKI, importJWK, UnsecuredJWT } from 'jose';
import { idTokenOf, LEVEL, logoutTokenOf, newKey, PID, startPuppet, writeIssuers } from './support/openid_issuers.mjs';
import { outcome } from './support/reports.mjs';
import { startCluster, startService, waitFor } from './support/service.mjs';

const number = '13816900233';
let cluster;
let service;
let keys;
let good; // its tokens are as a test says
let other; // another issuer, whose tokens are all in order
const seconds = () => Math.floor(Date.now() / 1000);
const leadsTo = (answer) => `${answer.status} ${answer.headers.get('location')}`;

before(async () => {
  cluster = await startCluster();
  keys = {
    RS256: await newKey('RS256', 'rsa'), PS256: await newKey('PS256', 'pss'), ES256: await newKey('ES256', 'ec'), unknown: await newKey('RS256', 'unknown'),
    other: await newKey('RS256', 'rsa'), client: await newKey('PS256', 'ours'), RS512: await newKey('RS512', 'rs512'),
  };
  const published = [keys.RS256, keys.PS256, keys.ES256].map(({ publicJwk }) => publicJwk);
  good = await startPuppet({ keys: [...published, { kty: 'oct', kid: 'shared', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ', alg: 'HS256' }] });
  other = await startPuppet({ keys: [keys.other.publicJwk] });
  const link_by = { identity_number_claim: PID };
  const file = writeIssuers(cluster.folder, [
    { code: 'good', issuer: good.issuer, clientKey: keys.client, link_by, required_claims: [{ claim: LEVEL, values: ['4'] }] },
    { code: 'other', issuer: other.issuer, clientKey: keys.client, link_by },
  ]);
  service = await startService({ cluster, demo: true, cases: false, env: {
    SAMAVVIK_OPENID_ISSUERS_FILE: file, SAMAVVIK_OPENID_INSECURE: '1', SAMAVVIK_IDENTITY_KEY: 'a key for tests, which is long enough',
  } });
  await service.command(['identify'], { input: JSON.stringify({ username: 'nurse.trondheim', identity_number: number }) });
});
after(async () => {
  await service?.stop();
  await good?.stop();
  await other?.stop();
  await cluster?.stop();
});

/* Begins at an issuer and comes back with what `query` changes. The client answers with what the callback said in `answer`. */
async function arrive({ code = 'good', issuer = good, query = {}, at = code, client = service.client(), token } = {}) {
  issuer.idToken = token ?? (() => idTokenOf(issuer, keys.RS256));
  const start = await client.get(`/openid/${code}/start`);
  assert.equal(start.status, 302);
  const sent = { code: 'x', state: issuer.pushed.state, iss: issuer.issuer, ...query };
  const parameters = new URLSearchParams(Object.entries(sent).filter(([, value]) => value !== null));
  client.answer = await client.get(`/openid/${at}/callback?${parameters}`);
  return client;
}

const nobodyIsIn = async (client) => assert.equal((await client.get('/session')).status, 401);
const lastReason = () => [...service.log.matchAll(/openid (?:sign-in|logout) refused.*?"reason":"([^"]+)"/g)].at(-1)?.[1];
/* The line may reach us after the answer. */
const reasonIs = (reason) => waitFor(`the log to say ${reason}`, () => lastReason() === reason);

describe('good tokens of each algorithm we take', () => {
  for (const algorithm of ['RS256', 'PS256', 'ES256']) {
    test(algorithm, async () => {
      const client = await arrive({ token: () => idTokenOf(good, keys[algorithm]) });
      assert.equal(leadsTo(client.answer), '302 /');
      assert.equal((await client.get('/session')).body.person.name, 'Ingrid Moholt');
    });
  }
  test('a little off in time', async () => {
    const client = await arrive({ token: () => idTokenOf(good, keys.RS256, { claims: { exp: seconds() - 30, iat: seconds() + 30, nbf: seconds() + 30 } }) });
    assert.equal(leadsTo(client.answer), '302 /');
  });
  test('for several audiences, issued to us', async () => {
    const client = await arrive({ token: () => idTokenOf(good, keys.RS256, { claims: { aud: ['else', 'samavvik'], azp: 'samavvik' } }) });
    assert.equal(leadsTo(client.answer), '302 /');
  });
});

test('what is pushed has PKCE, and our proof of who asks is for this issuer, once', async () => {
  await arrive();
  const { pushed, redeemed } = good;
  assert.deepEqual([pushed.code_challenge_method, pushed.response_type, pushed.client_id, pushed.client_assertion_type],
    ['S256', 'code', 'samavvik', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer']);
  assert.ok(!('client_secret' in pushed) && pushed.nonce !== pushed.state);
  const [first, second] = [pushed, redeemed].map(({ client_assertion: jwt }) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url')));
  assert.deepEqual([first.iss, first.sub, first.aud], ['samavvik', 'samavvik', good.issuer]);
  assert.ok(first.exp - seconds() <= 60 && first.jti !== second.jti);
});

describe('a token is refused', () => {
  const change = (claims, header) => () => idTokenOf(good, keys.RS256, { claims, header });
  const cut = async (make) => {
    const parts = (await idTokenOf(good, keys.RS256)).split('.');
    return make(parts);
  };
  const cases = [
    ['of another issuer', change({ iss: 'https://evil.example' }), 'issuer'],
    ['whose issuer has a slash more', () => idTokenOf(good, keys.RS256, { claims: { iss: `${good.issuer}/` } }), 'issuer'],
    ['without an issuer', change({ iss: null }), 'issuer'],
    ['for another client', change({ aud: 'another' }), 'audience'],
    ['without an audience', change({ aud: null }), 'claims'],
    ['for us among others, not issued to us', change({ aud: ['samavvik', 'another'] }), 'audience'],
    ['issued to another', change({ azp: 'another' }), 'audience'],
    ['that has expired', change({ exp: seconds() - 120 }), 'expired'],
    ['that never expires', change({ exp: null }), 'expired'],
    ['whose end is a text', change({ exp: String(seconds() + 300) }), 'claims'],
    ['that is not valid yet', change({ nbf: seconds() + 300 }), 'not_before'],
    ['issued in the future', change({ iat: seconds() + 300 }), 'issued'],
    ['with the nonce of another sign-in', change({ nonce: 'A'.repeat(43) }), 'nonce'],
    ['without a nonce', change({ nonce: null }), 'nonce'],
    ['without a subject', change({ sub: null }), 'subject'],
    ['with an empty subject', change({ sub: '' }), 'subject'],
    ['that is an access token', change({}, { typ: 'at+jwt' }), 'type'],
    ['that is a logout token', change({ events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }), 'type'],
    ['that demands what we do not know', change({}, { crit: ['x-new'], 'x-new': true }), 'algorithm'],
    ['without a signature (none)', () => new UnsecuredJWT({ iss: good.issuer, aud: 'samavvik', sub: 's', nonce: good.pushed.nonce, exp: seconds() + 60, iat: seconds() }).encode(), 'algorithm'],
    ['that says none, with a signature', () => cut(([, payload, signature]) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.${signature}`), 'algorithm'],
    ['signed with the public key as a secret (HS256)', async () => idTokenOf(good, { algorithm: 'HS256', kid: 'rsa', privateKey: new TextEncoder().encode(await exportSPKI(keys.RS256.publicKey)) }), 'algorithm'],
    ['signed with a shared key that the issuer publishes', () => idTokenOf(good, { algorithm: 'HS256', kid: 'shared', privateKey: Buffer.from('c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ', 'base64url') }), 'algorithm'],
    ['of an algorithm we do not take', () => idTokenOf(good, keys.RS512), 'algorithm'],
    ['of another algorithm than its key is for', () => idTokenOf(good, { ...keys.PS256, kid: 'rsa' }), 'signature'],
    ['signed by the right key, in another way than it is for', async () => idTokenOf(good, { kid: 'rsa', algorithm: 'PS256', privateKey: await importJWK({ ...keys.RS256.privateJwk, alg: 'PS256' }, 'PS256') }), 'signature'],
    ['signed by a key that only has the right name', () => idTokenOf(good, { ...keys.unknown, kid: 'rsa' }), 'signature'],
    ['that brings its own key', () => idTokenOf(good, { ...keys.unknown, kid: 'rsa' }, { header: { jwk: keys.unknown.publicJwk } }), 'signature'],
    ['whose text was changed', () => cut(([header, payload, signature]) => `${header}.${Buffer.from(Buffer.from(payload, 'base64url').toString().replace('samavvik', 'Samavvik')).toString('base64url')}.${signature}`), 'signature'],
    ['whose signature is of another length', () => cut(([header, payload, signature]) => `${header}.${payload}.${signature.slice(0, 40)}`), 'signature'],
    ['with a claim that stands twice', () => cut(async ([, , signature]) => `${Buffer.from('{"alg":"RS256","alg":"none","kid":"rsa"}').toString('base64url')}.e30.${signature}`), 'algorithm'],
    ['that is none', () => 'not a token', 'algorithm'],
    ['that is four', () => cut((parts) => [...parts, 'x'].join('.')), 'algorithm'],
    ['that is huge', () => `${'A'.repeat(50000)}.e30.AA`, 'algorithm'],
  ];
  for (const [what, token, reason] of cases) {
    test(what, async () => {
      const client = await arrive({ token });
      assert.equal(leadsTo(client.answer), '302 /innlogging/avvist');
      await reasonIs(reason);
      await nobodyIsIn(client);
    });
  }
});

describe('an answer is refused', () => {
  test('with the state of another sign-in', async () => {
    const client = await arrive({ query: { state: 'A'.repeat(43) } });
    assert.equal(leadsTo(client.answer), '302 /innlogging/utlopt');
    await nobodyIsIn(client);
  });
  test('without a state', async () => {
    assert.equal(leadsTo((await arrive({ query: { state: null } })).answer), '302 /innlogging/utlopt');
  });
  test('that comes a second time, although the browser kept its cookie', async () => {
    const client = service.client();
    good.idToken = () => idTokenOf(good, keys.RS256);
    await client.get('/openid/good/start');
    const cookie = client.cookies.get('__Host-samavvik-openid');
    const path = `/openid/good/callback?${new URLSearchParams({ code: 'x', state: good.pushed.state, iss: good.issuer })}`;
    assert.equal(leadsTo(await client.get(path)), '302 /');
    const again = service.client();
    again.cookies.set('__Host-samavvik-openid', cookie);
    assert.equal(leadsTo(await again.get(path)), '302 /innlogging/utlopt');
    await nobodyIsIn(again);
  });
  test('in a browser that did not begin it', async () => {
    await service.client().get('/openid/good/start');
    const victim = service.client();
    const path = `/openid/good/callback?${new URLSearchParams({ code: 'x', state: good.pushed.state, iss: good.issuer })}`;
    assert.equal(leadsTo(await victim.get(path)), '302 /innlogging/utlopt');
    await nobodyIsIn(victim);
  });
  test('that comes too late', async () => {
    const client = service.client();
    await client.get('/openid/good/start');
    await cluster.query("UPDATE openid_pending SET expires_at = now() - interval '1 second'");
    const path = `/openid/good/callback?${new URLSearchParams({ code: 'x', state: good.pushed.state, iss: good.issuer })}`;
    assert.equal(leadsTo(await client.get(path)), '302 /innlogging/utlopt');
  });
  test('that says it is of another issuer', async () => {
    assert.equal(leadsTo((await arrive({ query: { iss: other.issuer } })).answer), '302 /innlogging/avvist');
    await reasonIs('iss');
  });
  test('that does not say of which issuer it is, where the issuer always does', async () => {
    assert.equal(leadsTo((await arrive({ query: { iss: null } })).answer), '302 /innlogging/avvist');
  });
  test('at the address of another issuer', async () => {
    const client = await arrive({ at: 'other' });
    assert.equal(leadsTo(client.answer), '302 /innlogging/utlopt');
    await reasonIs('other issuer');
    await nobodyIsIn(client);
  });
  test('with a token of the issuer next door', async () => {
    const client = await arrive({ code: 'other', issuer: other, token: () => idTokenOf(good, keys.RS256, { claims: { nonce: other.pushed.nonce } }) });
    assert.equal(leadsTo(client.answer), '302 /innlogging/avvist');
    await nobodyIsIn(client);
  });
  test('without a code, with two, and with one that the issuer does not know', async () => {
    assert.equal(leadsTo((await arrive({ query: { code: null } })).answer), '302 /innlogging/avvist');
    const client = service.client();
    await client.get('/openid/good/start');
    assert.equal(leadsTo(await client.get(`/openid/good/callback?code=a&code=b&state=${good.pushed.state}&iss=${encodeURIComponent(good.issuer)}`)), '302 /innlogging/avvist');
    good.answers['/token'] = (request, response) => response.writeHead(400).end('{"error":"invalid_grant"}');
    assert.equal(leadsTo((await arrive()).answer), '302 /innlogging/avvist');
    delete good.answers['/token'];
  });
  test('when the person cancelled, kindly', async () => {
    assert.equal(leadsTo((await arrive({ query: { code: null, error: 'access_denied' } })).answer), '302 /innlogging/avbrutt');
    assert.equal(leadsTo((await arrive({ query: { code: null, error: 'server_error', error_description: '<script>' } })).answer), '302 /innlogging/avvist');
  });
  test('when the person proved to be there long ago, and was to prove it now', async () => {
    const client = await arrive();
    const stale = () => idTokenOf(good, keys.RS256, { claims: { auth_time: seconds() - 3600 } });
    for (const token of [stale, () => idTokenOf(good, keys.RS256, { claims: { auth_time: null } })]) {
      good.idToken = token;
      await client.get('/openid/good/start?purpose=confirm');
      assert.deepEqual([good.pushed.prompt, good.pushed.max_age], ['login', '0']);
      const answer = await client.get(`/openid/good/callback?${new URLSearchParams({ code: 'x', state: good.pushed.state, iss: good.issuer })}`);
      assert.equal(leadsTo(answer), '302 /innlogging/avvist');
      await reasonIs('authenticated');
    }
  });
});

describe('keys change', () => {
  test('a new key is fetched once, and one that is nowhere is not asked for again and again', async () => {
    const rotated = await newKey('RS256', 'rotated');
    other.idToken = null;
    assert.equal(leadsTo((await arrive({ code: 'other', issuer: other, token: () => idTokenOf(other, keys.other) })).answer), '302 /');
    other.keys = [rotated.publicJwk];
    const before = other.asked['/jwks'];
    assert.equal(leadsTo((await arrive({ code: 'other', issuer: other, token: () => idTokenOf(other, rotated) })).answer), '302 /');
    assert.equal(other.asked['/jwks'], before + 1);
    for (let i = 0; i < 3; i += 1) {
      assert.equal(leadsTo((await arrive({ code: 'other', issuer: other, token: () => idTokenOf(other, keys.unknown) })).answer), '302 /innlogging/avvist');
      await reasonIs('key');
    }
    assert.equal(other.asked['/jwks'], before + 1);
    assert.equal(leadsTo((await arrive({ code: 'other', issuer: other, token: () => idTokenOf(other, keys.other) })).answer), '302 /innlogging/avvist');
  });
});

describe('an issuer that misbehaves holds up nobody', () => {
  /* A service of its own, because what an issuer publishes is kept for an hour. */
  async function beginWith(document, answers = {}) {
    const puppet = await startPuppet({ keys: [keys.RS256.publicJwk] });
    Object.assign(puppet.document, document(puppet));
    Object.assign(puppet.answers, answers);
    const folder = `${cluster.folder}/mis-${Object.keys(answers).length}-${Math.random()}`;
    const { mkdirSync } = await import('node:fs');
    mkdirSync(folder);
    const file = writeIssuers(folder, [{ code: 'mis', issuer: puppet.issuer, clientKey: keys.client }]);
    const own = await startService({ cluster, prepare: false, env: { SAMAVVIK_OPENID_ISSUERS_FILE: file, SAMAVVIK_OPENID_INSECURE: '1', SAMAVVIK_JOBS: '0' } });
    return { puppet, own, stop: async () => { await own.stop(); await puppet.stop(); } };
  }
  const cases = [
    ['says it is somebody else', () => ({ issuer: 'https://evil.example' }), {}],
    ['wants the code at an address without TLS', () => ({ token_endpoint: 'http://evil.example/token' }), {}],
    ['wants the code in a file', () => ({ token_endpoint: 'file:///etc/passwd' }), {}],
    ['takes no pushed requests', () => ({ pushed_authorization_request_endpoint: undefined }), {}],
    ['sends on to another place', () => ({}), { '/.well-known/openid-configuration': (request, response) => response.writeHead(302, { Location: 'https://evil.example/' }).end() }],
    ['answers without end', () => ({}), { '/jwks': (request, response) => { response.writeHead(200); response.write('['.repeat(400_000)); } }],
    ['answers with something else than JSON', () => ({}), { '/jwks': (request, response) => response.writeHead(200).end('<html>') }],
    ['refuses what is pushed', () => ({}), { '/par': (request, response) => response.writeHead(400).end('{"error":"invalid_client"}') }],
  ];
  for (const [what, document, answers] of cases) {
    test(`one that ${what}`, async () => {
      const { own, stop } = await beginWith(document, answers);
      assert.equal(leadsTo(await own.client().get('/openid/mis/start')), '302 /innlogging/utilgjengelig');
      await stop();
    });
  }
  test('one that never answers: others are served meanwhile, and those who come to it are told soon', async () => {
    const { own, stop } = await beginWith(() => ({}), { '/par': () => {} });
    const began = performance.now();
    const waiting = Array.from({ length: 40 }, () => own.client().get('/openid/mis/start', { check: false }));
    const slowest = [];
    for (let i = 0; i < 20; i += 1) {
      const asked = performance.now();
      assert.equal((await own.client().get('/openid/issuers')).status, 200);
      slowest.push(performance.now() - asked);
    }
    const answers = await Promise.all(waiting);
    assert.ok(answers.every((one) => [302, 503].includes(one.status)), String(answers.map((one) => one.status)));
    assert.ok(Math.max(...slowest) < 2000, `another request took ${Math.max(...slowest)} ms`);
    assert.ok(performance.now() - began < 15000);
    await stop();
  });
});

describe('the issuer says that it is over', () => {
  const tell = (token, client = service.client(), code = 'good') => client.post(`/openid/${code}/backchannel-logout`,
    new URLSearchParams({ logout_token: token }).toString(), { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, key: null });
  const signedIn = (sid) => arrive({ token: () => idTokenOf(good, keys.RS256, { claims: { sid } }) });
  const isIn = async (client) => (await client.get('/session')).status === 200;

  test('of one session, by its id', async () => {
    const [first, second] = [await signedIn('s-1'), await signedIn('s-2')];
    assert.equal((await tell(await logoutTokenOf(good, keys.RS256, { claims: { sid: 's-1' } }))).status, 200);
    assert.deepEqual([await isIn(first), await isIn(second)], [false, true]);
  });
  test('of all of a person\'s, by the subject; a local session stays', async () => {
    const [first, second, local] = [await signedIn('s-3'), await signedIn('s-4'), await service.signIn('nurse.trondheim')];
    assert.equal((await tell(await logoutTokenOf(good, keys.RS256))).status, 200);
    assert.deepEqual([await isIn(first), await isIn(second), await isIn(local)], [false, false, true]);
  });
  test('by the browser, with issuer and session', async () => {
    const [client, frame] = [await signedIn('s 5'), service.client()];
    const told = (query) => frame.get(`/openid/good/frontchannel-logout?${new URLSearchParams(query)}`);
    for (const query of [{ sid: 's 5' }, { iss: good.issuer }, { iss: other.issuer, sid: 's 5' }, { iss: good.issuer, sid: '' }, {}]) {
      assert.equal(outcome(await told(query)), '400 logout_refused');
    }
    assert.ok(await isIn(client));
    assert.equal((await told({ iss: good.issuer, sid: 's 6' })).status, 200);
    assert.ok(await isIn(client));
    assert.equal((await told({ iss: good.issuer, sid: 's 5' })).status, 200);
    assert.ok(!await isIn(client));
    assert.equal(outcome(await frame.get(`/openid/nowhere/frontchannel-logout?iss=x&sid=y`)), '404 not_found');
  });

  const change = (claims, header) => () => logoutTokenOf(good, keys.RS256, { claims, header });
  const refused = [
    ['with a nonce', change({ nonce: 'x' })], ['without the event', change({ events: {} })], ['without subject and session', change({ sub: null })],
    ['without a name of its own', change({ jti: null })], ['of another issuer', change({ iss: 'https://evil.example' })],
    ['for another client', change({ aud: 'another' })], ['that has expired', change({ exp: seconds() - 120 })],
    ['of long ago', change({ iat: seconds() - 3600 })], ['that is an ID token', () => idTokenOf(good, keys.RS256, { claims: { nonce: 'x' } })],
    ['signed by nobody', () => new UnsecuredJWT({ iss: good.issuer, aud: 'samavvik', sub: 'subject-1' }).encode()],
    ['signed by somebody else', () => logoutTokenOf(good, { ...keys.unknown, kid: 'rsa' })],
    ['of the issuer next door', () => logoutTokenOf(other, keys.other, { claims: { iss: good.issuer } })],
    ['that is nothing', () => ''],
  ];
  for (const [what, token] of refused) {
    test(`not by a token ${what}`, async () => {
      const client = await signedIn('s-7');
      assert.equal(outcome(await tell(await token())), '400 logout_refused');
      assert.ok(await isIn(client));
    });
  }
  test('not as JSON', async () => {
    assert.equal(outcome(await service.client().post('/openid/good/backchannel-logout', { logout_token: 'x' })), '415 unsupported');
  });
});

describe('signing out here', () => {
  test('leads to the issuer, with the token it gave', async () => {
    const client = await arrive({ token: () => idTokenOf(good, keys.RS256, { claims: { sid: 's-9' } }) });
    client.csrf = (await client.get('/session')).body.csrf_token;
    const answer = await client.post('/openid/sign-out');
    assert.deepEqual([answer.status, answer.body], [200, { continue_at: null }], 'this issuer has no place for it');
    await nobodyIsIn(client);
  });
  test('is for who is signed in', async () => {
    assert.equal(outcome(await service.client().post('/openid/sign-out')), '401 unauthenticated');
    const local = await service.signIn('nurse.trondheim');
    assert.deepEqual((await local.post('/openid/sign-out')).body, { continue_at: null });
    assert.equal((await local.get('/session')).status, 401);
  });
});
