/* SPDX-License-Identifier: MIT */
/* A sensitive step asks for a recent proof of who is there. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { demoPassword, startCluster, startService } from './support/service.mjs';
import { outcome } from './support/reports.mjs';

let cluster;
let service;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const digestOf = (client) => `sha256('${client.cookies.get('__Host-samavvik')}')`;

describe('proving once more who is there', () => {
  test('takes the password, and is noted for this session alone', async () => {
    const [here, elsewhere] = [await service.signIn('raad.lege'), await service.signIn('raad.lege')];
    await cluster.query("UPDATE session SET confirmed_at = now() - interval '1 day'");
    const wrong = await here.post('/session/confirmation', { password: 'Feil-passord-2026' });
    assert.equal(outcome(wrong), '422 invalid');
    assert.deepEqual(wrong.body.errors.map(({ pointer, code }) => [pointer, code]), [['/password', 'wrong_password']]);
    const confirmed = (client) => cluster.query(`SELECT confirmed_at > now() - interval '1 minute' FROM session WHERE digest = ${digestOf(client)}`);
    assert.deepEqual(await confirmed(here), [['f']]);
    assert.equal((await here.post('/session/confirmation', { password: demoPassword })).status, 204);
    assert.deepEqual([await confirmed(here), await confirmed(elsewhere)], [[['t']], [['f']]]);
  });

  test('a person without a password cannot prove it', async () => {
    const person = await service.signIn('raad.digital');
    await cluster.query("UPDATE person SET password_hash = NULL WHERE username = 'raad.digital'");
    assert.equal(outcome(await person.post('/session/confirmation', { password: demoPassword })), '422 invalid');
  });
});

test('a new sign-in ends the session the browser had before, and only that one', async () => {
  const [here, elsewhere] = [await service.signIn('raad.akutt'), await service.signIn('raad.akutt')];
  const before = here.cookies.get('__Host-samavvik');
  assert.equal((await here.post('/session', { username: 'raad.akutt', password: demoPassword })).status, 200);
  assert.notEqual(here.cookies.get('__Host-samavvik'), before);
  assert.deepEqual(await cluster.query(`SELECT count(*) FROM session WHERE digest = sha256('${before}')`), [['0']]);
  assert.equal((await elsewhere.get('/session')).status, 200);
});

test('of the browser only a few words are kept', async () => {
  const headers = { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0' };
  await service.client().post('/session', { username: 'raad.akutt', password: demoPassword }, { headers });
  const [[agent, method]] = await cluster.query('SELECT agent, method FROM session ORDER BY id DESC LIMIT 1');
  assert.deepEqual([agent, method], ['Firefox, Windows', 'password']);
});

describe('one\'s own sessions', () => {
  test('are listed with browser, way in and time, this one marked', async () => {
    const headers = { 'User-Agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1' };
    const here = await service.signIn('sekretariat');
    await service.client().post('/session', { username: 'sekretariat', password: demoPassword }, { headers });
    const { items } = (await here.get('/me/sessions')).body;
    assert.equal(items.length, 2);
    assert.deepEqual(items.map(({ agent, method, current }) => [agent, method, current]).sort(), [['', 'password', true], ['Safari, iPhone', 'password', false]]);
    assert.ok(items.every((one) => Date.parse(one.created_at) > Date.now() - 60_000));
  });

  test('can be ended one by one, or all but this one; nobody else\'s can', async () => {
    const [here, second, third] = await Promise.all([1, 2, 3].map(() => service.signIn('raad.forebygging')));
    const other = await service.signIn('raad.pasient');
    const theirs = (await other.get('/me/sessions')).body.items.find((one) => one.current);
    assert.equal(outcome(await here.delete(`/me/sessions/${theirs.id}`)), '404 not_found');
    assert.equal(outcome(await here.delete('/me/sessions/999999999')), '404 not_found');
    const own = (await second.get('/me/sessions')).body.items.find((one) => one.current);
    assert.equal((await here.delete(`/me/sessions/${own.id}`)).status, 204);
    assert.equal(outcome(await second.get('/session')), '401 session_ended');
    assert.equal((await third.get('/session')).status, 200);
    assert.equal((await here.delete('/me/sessions')).status, 204);
    assert.equal(outcome(await third.get('/session')), '401 session_ended');
    assert.deepEqual([(await here.get('/session')).status, (await other.get('/session')).status], [200, 200]);
  });
});
