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
