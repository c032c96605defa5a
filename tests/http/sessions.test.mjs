/* SPDX-License-Identifier: MIT */
/* Signing in and out: what a session is, how it ends, and that nothing is changed without the token that belongs to it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Client, demoPassword, startCluster, startService } from './support/service.mjs';
import { fileReport, outcome, readReports } from './support/reports.mjs';

const cookieName = '__Host-samavvik';

let cluster;
let service;
let nurse;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  nurse = await service.signIn('nurse.trondheim');
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const signIn = (username, password) => service.client().post('/session', { username, password });
const withoutId = (answer) => answer.text.replace(/"request_id":"[^"]*"/, '');

/* A client with the nurse's cookie and whatever CSRF token it is given. */
function copyOf(client, csrf = client.csrf) {
  const copy = new Client(service.url);
  copy.cookies = new Map(client.cookies);
  copy.csrf = csrf;
  return copy;
}

describe('signing in', () => {
  test('gives a cookie that stays with this host, out of the reach of scripts and of other sites', async () => {
    const answer = await signIn('nurse.trondheim', demoPassword);
    assert.equal(answer.status, 200, answer.text);
    const [cookie] = answer.headers.getSetCookie();
    const [pair, ...attributes] = cookie.split('; ');
    assert.match(pair, /^__Host-samavvik=[A-Za-z0-9_-]{43}$/);
    assert.deepEqual(attributes.map((one) => one.toLowerCase()).sort(), ['httponly', 'path=/', 'samesite=strict', 'secure']);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const { person, memberships, may, expires_at } = answer.body;
    assert.equal(person.name, 'Ingrid Moholt');
    assert.deepEqual(memberships.map((one) => [one.role, one.organisation.name]), [['reporter', 'Trondheim kommune']]);
    assert.deepEqual(may.sort(), ['file_deviation', 'put_patient_reference', 'read_learning', 'see_deviations']);
    assert.ok(Date.parse(expires_at) > Date.now() + 3600_000);
  });

  test('takes the user name in any case, and the password as it is', async () => {
    assert.equal((await signIn('NURSE.Trondheim', demoPassword)).status, 200);
    for (const password of [demoPassword.toLowerCase(), `${demoPassword} `, ` ${demoPassword}`, demoPassword.slice(0, -1)]) {
      assert.equal(outcome(await signIn('nurse.trondheim', password)), '401 wrong_credentials');
    }
  });

  test('a wrong name and a wrong password get the same answer, after the same time', async () => {
    await cluster.query("UPDATE person SET password_hash = NULL WHERE username = 'bruker'");
    await cluster.query("UPDATE person SET disabled_at = now() WHERE username = 'kontaktutvalg'");
    const tries = { 'nurse.trondheim': 'wrong', 'no.such.person': demoPassword, bruker: demoPassword, kontaktutvalg: demoPassword };
    const times = Object.fromEntries(Object.keys(tries).map((name) => [name, []]));
    const answers = new Set();
    for (let round = 0; round < 5; round += 1) {
      for (const [username, password] of Object.entries(tries)) {
        const started = performance.now();
        const answer = await signIn(username, password);
        times[username].push(performance.now() - started);
        answers.add(`${answer.status} ${withoutId(answer)} ${answer.headers.getSetCookie()}`);
      }
    }
    assert.equal(answers.size, 1, [...answers].join('\n'));
    const medians = Object.values(times).map((list) => list.sort((a, b) => a - b)[2]);
    assert.ok(Math.max(...medians) < 3 * Math.min(...medians), `medians ${medians.map(Math.round)} ms`);
  });

  test('what is not a name and a password is named', async () => {
    const answer = await signIn('', 'a\nb');
    assert.equal(outcome(answer), '422 invalid');
    assert.deepEqual(answer.body.errors.map(({ pointer, code }) => [pointer, code]), [['/username', 'missing'], ['/password', 'one_line']]);
    assert.ok(!answer.text.includes('a\\nb'));
    assert.equal(outcome(await service.client().post('/session', '{"username":"x"}', { headers: { 'Content-Type': 'text/plain' } })), '415 unsupported');
  });

  test('many at once are all let in, or told to come again', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn('raad.lege', demoPassword)));
    assert.ok(answers.every((answer) => [200, 503].includes(answer.status)), answers.map(outcome).join());
    assert.ok(answers.some((answer) => answer.status === 200));
  });

  test('every session is its own', async () => {
    const [one, other] = [await service.signIn('raad.lege'), await service.signIn('raad.lege')];
    assert.notEqual(one.cookies.get(cookieName), other.cookies.get(cookieName));
    assert.notEqual(one.csrf, other.csrf);
    assert.equal((await one.delete('/session')).status, 204);
    assert.equal((await other.get('/session')).status, 200);
  });

  test('the database knows no value that opens a session', async () => {
    const [[digest]] = await cluster.query(`SELECT encode(digest, 'hex') FROM session WHERE digest = sha256('${nurse.cookies.get(cookieName)}')`);
    assert.equal(digest, createHash('sha256').update(nurse.cookies.get(cookieName)).digest('hex'));
    for (const value of [digest, digest.slice(0, 43), nurse.csrf]) {
      const thief = new Client(service.url);
      thief.cookies.set(cookieName, value);
      assert.equal(outcome(await thief.get('/session')), '401 session_ended');
    }
  });
});

describe('without a session', () => {
  test('everything but signing in and the contract is refused, and what is wrong with it is not told', async () => {
    const nobody = service.client();
    const requests = [['GET', '/session'], ['DELETE', '/session'], ['PATCH', '/me', { language: 'xx' }], ['GET', '/deviations?view=mine'],
      ['POST', '/deviations', '{'], ['POST', '/deviations/route-preview', {}], ['GET', '/deviations/1'], ['GET', '/deviations/x'],
      ['POST', '/deviations/1/acknowledgement'], ['POST', '/deviations/1/messages', {}], ['POST', '/deviations/1/answer', {}],
      ['POST', '/deviations/1/closing', {}], ['POST', '/deviations/1/reopening', {}], ['GET', '/helsefellesskap/st_olavs/register'],
      ['GET', '/helsefellesskap/st_olavs/learning-notes'], ['GET', '/helsefellesskap/st_olavs/report'], ['GET', '/learning-notes/1'],
      ['POST', '/learning-notes/1/publication'], ['GET', '/helsefellesskap/st_olavs/subscriptions'], ['PUT', '/subscriptions/1', {}]];
    for (const [method, path, body] of requests) {
      const answer = await nobody.request(method, path, body);
      assert.equal(outcome(answer), '401 unauthenticated', `${method} ${path}`);
      assert.ok(answer.headers.get('www-authenticate'));
      assert.equal(answer.body.errors, undefined);
    }
    assert.equal((await nobody.get('/openapi.json')).status, 200);
  });

  test('a cookie that never was one is an ended session', async () => {
    for (const value of ['', 'x', 'a'.repeat(43), 'a'.repeat(2000), '"quoted"', '%00']) {
      const nobody = service.client();
      nobody.cookies.set(cookieName, value);
      const said = outcome(await nobody.get('/session'));
      assert.match(said, /^401 (session_ended|unauthenticated)$/, value);
    }
  });
});

describe('changing something', () => {
  const changes = (client, id) => [
    () => client.post('/deviations', reports.make()),
    () => client.post('/deviations/route-preview', {}),
    () => client.patch('/me', { language: 'en' }),
    () => client.post('/helsefellesskap/st_olavs/subscriptions', { frequency: 'monthly', language: 'nb', weekday: 2, category: 'epikrise' }),
    () => client.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'x' }),
    () => client.post(`/deviations/${id}/reopening`, { reason: 'fordi' }, { version: 1 }),
    () => client.delete('/session'),
  ];

  test('is refused without the session\'s own CSRF token, and nothing is changed', async () => {
    const { id } = await fileReport(nurse, reports);
    const other = await service.signIn('fastlege.orkland');
    const [[before]] = await cluster.query('SELECT count(*) FROM deviation');
    const { csrf } = nurse;
    for (const token of [null, '', other.csrf, csrf.slice(0, -1), `${csrf}x`, csrf.toLowerCase(), nurse.cookies.get(cookieName)]) {
      for (const change of changes(copyOf(nurse, token), id)) assert.equal(outcome(await change()), '403 csrf_failed', String(token));
    }
    assert.deepEqual(await cluster.query('SELECT count(*) FROM deviation'), [[before]]);
    assert.deepEqual(await cluster.query("SELECT language FROM person WHERE username = 'nurse.trondheim'"), [['nb']]);
    assert.equal((await nurse.get('/session')).status, 200);
  });

  test('reading needs none', async () => {
    assert.equal((await copyOf(nurse, null).get('/deviations?view=mine')).status, 200);
  });
});

describe('a session ends', () => {
  const ended = async (client) => {
    assert.equal(outcome(await client.get('/session')), '401 session_ended');
    assert.equal(outcome(await client.post('/deviations', reports.make())), '401 session_ended');
  };
  const digestOf = (client) => `sha256('${client.cookies.get(cookieName)}')`;

  test('when the person signs out: the cookie goes, and is worth nothing if kept', async () => {
    const client = await service.signIn('nurse.trondheim');
    const kept = copyOf(client);
    const left = await client.delete('/session');
    assert.equal(left.status, 204);
    assert.match(left.headers.getSetCookie()[0], /^__Host-samavvik=; .*Max-Age=0/);
    assert.ok(!client.cookies.has(cookieName));
    await ended(kept);
    assert.equal(outcome(await kept.delete('/session')), '401 session_ended');
  });

  test('after an hour without use', async () => {
    const client = await service.signIn('nurse.trondheim');
    await cluster.query(`UPDATE session SET used_at = now() - interval '59 minutes' WHERE digest = ${digestOf(client)}`);
    assert.equal((await client.get('/session')).status, 200);
    assert.deepEqual(await cluster.query(`SELECT used_at > now() - interval '1 minute' FROM session WHERE digest = ${digestOf(client)}`), [['t']], 'use is noted');
    await cluster.query(`UPDATE session SET used_at = now() - interval '61 minutes' WHERE digest = ${digestOf(client)}`);
    await ended(client);
  });

  test('after twelve hours in any case', async () => {
    const client = await service.signIn('nurse.trondheim');
    const [[hours]] = await cluster.query(`SELECT round(extract(epoch FROM expires_at - created_at) / 3600) FROM session WHERE digest = ${digestOf(client)}`);
    assert.equal(hours, '12');
    await cluster.query(`UPDATE session SET expires_at = now() WHERE digest = ${digestOf(client)}`);
    await ended(client);
  });
});
