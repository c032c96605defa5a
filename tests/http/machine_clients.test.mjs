/* SPDX-License-Identifier: MIT */
/*
 * Machine clients: a token that an administrator makes for one organisation, that is shown once, narrows what its client
 * may, expires, can be revoked, and costs next to nothing to check.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startCluster, startService } from './support/service.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readReports } from './support/reports.mjs';

let cluster;
let service;
let administrator;
let nurse;
let reports;
const clientsPath = '/helsefellesskap/st_olavs/machine-clients';

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'leder', [{ role: 'administrator' }]);
  await addPerson(cluster, 'leder.innlandet', [{ role: 'administrator', helsefellesskap: 'innlandet' }]);
  administrator = await service.signIn('leder');
  nurse = await service.signIn('nurse.trondheim');
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const wanted = (more = {}) => ({ name: 'Avvikssystemet i Trondheim', role: 'reporter', organisation_id: reports.mine.id,
  permissions: ['file_deviation', 'see_deviations', 'read_learning'], ...more });

async function create(more) {
  const answer = await administrator.post(clientsPath, wanted(more));
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}
const tokensOf = async (id) => (await administrator.get(clientsPath)).body.items.find((one) => one.id === id).tokens;

describe('a token', () => {
  test('is shown once, and only its digest is kept', async () => {
    const { client, token } = await create();
    assert.match(token, /^svk_[A-Za-z0-9_-]{43}$/);
    const list = await administrator.get(clientsPath);
    assert.ok(!list.text.includes(token));
    const [entry] = list.body.items.find((one) => one.id === client.id).tokens;
    assert.deepEqual([entry.state, entry.used_at, entry.created_by], ['active', null, 'Prøve leder']);
    const days = (Date.parse(entry.expires_at) - Date.now()) / 86400000;
    assert.ok(days > 364 && days < 366, `a year, not ${days} days`);
    const digest = createHash('sha256').update(token).digest('hex');
    assert.deepEqual(await cluster.query(`SELECT count(*) FROM client_token WHERE digest = '\\x${digest}'`), [['1']]);
    assert.ok(!service.log.includes(token));
  });

  test('files for its organisation, once a key, without cookie or CSRF token, and reads it back', async () => {
    const { token } = await create();
    const client = service.bearer(token);
    const body = reports.make({ title: 'Fra et annet system', external_system: 'Kvalitet', external_reference: 'A-17' });
    const [first, again] = [await client.post('/deviations', body, { key: 'maskin-0001' }), await client.post('/deviations', body, { key: 'maskin-0001' })];
    assert.equal(first.status, 201, first.text);
    assert.deepEqual([again.status, again.body], [201, first.body]);
    assert.equal((await client.get(`/deviations/${first.body.id}`)).status, 200);
    assert.equal((await client.get('/helsefellesskap/st_olavs/register')).status, 200);
    const session = await client.get('/session');
    assert.deepEqual([session.body.csrf_token, session.body.method, session.body.may], ['', null, ['file_deviation', 'see_deviations', 'read_learning']]);
    assert.equal(session.headers.get('set-cookie'), null);
  });

  test('sees no case of others, and files for no other organisation', async () => {
    const client = service.bearer((await create()).token);
    const foreign = await fileReport(nurse, reports);
    assert.equal(outcome(await client.get(`/deviations/${foreign.id}`)), '404 not_found');
    const answer = await client.post('/deviations', reports.make({ reporter_organisation_id: reports.hospital.id, other_organisation_id: reports.mine.id }));
    assert.equal(answer.status, 422);
    assert.equal(answer.body.errors[0].code, 'not_your_organisation');
  });

  test('of a coordinating client sees the organisation\'s cases and answers in the dialogue', async () => {
    const client = service.bearer((await create({ role: 'coordinator' })).token);
    const { id } = await fileReport(nurse, reports);
    assert.equal((await client.get(`/deviations/${id}`)).status, 200);
    const said = await client.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Fra systemet' });
    assert.deepEqual([said.status, said.body.messages[0].side], [201, 'party']);
  });

  test('narrows what its client may', async () => {
    const client = service.bearer((await create({ permissions: ['file_deviation'] })).token);
    const filed = await client.post('/deviations', reports.make());
    assert.equal(filed.status, 201);
    assert.equal(outcome(await client.get(`/deviations/${filed.body.id}`)), '403 forbidden');
    assert.equal(outcome(await client.get('/helsefellesskap/st_olavs/report')), '403 forbidden');
    assert.deepEqual((await client.get('/session')).body.may, ['file_deviation']);
  });

  test('never administers, nor changes an account', async () => {
    const client = service.bearer((await create()).token);
    assert.equal(outcome(await client.get(clientsPath)), '403 forbidden');
    assert.equal(outcome(await client.patch('/me', { language: 'en' })), '403 forbidden');
    assert.equal(outcome(await client.delete('/session')), '403 forbidden');
  });

  test('has its use noted once a minute', async () => {
    const { client: { id }, token } = await create();
    const client = service.bearer(token);
    await client.get('/session');
    const [{ used_at: first }] = await tokensOf(id);
    assert.ok(Date.now() - Date.parse(first) < 60000);
    await client.get('/session');
    assert.equal((await tokensOf(id))[0].used_at, first);
    await cluster.query(`UPDATE client_token SET used_at = used_at - interval '61 seconds' WHERE person_id = ${id}`);
    await client.get('/session');
    assert.ok(Date.parse((await tokensOf(id))[0].used_at) >= Date.parse(first));
  });

  test('is over at once when revoked, expired, or its client is shut out', async () => {
    const ends = {
      revoked: async ({ tokens: [{ id }] }) => assert.equal((await administrator.delete(`/client-tokens/${id}`)).status, 204),
      expired: ({ tokens: [{ id }] }) => cluster.query(`UPDATE client_token SET created_at = created_at - interval '2 days', expires_at = now() WHERE id = ${id}`),
      active: ({ id }) => cluster.query(`UPDATE person SET disabled_at = now() WHERE id = ${id}`),
    };
    for (const [state, end] of Object.entries(ends)) {
      const { client, token } = await create();
      assert.equal((await service.bearer(token).get('/session')).status, 200);
      await end(client);
      assert.equal(outcome(await service.bearer(token).get('/session')), '401 bad_client_token', state);
      assert.equal((await tokensOf(client.id))[0].state, state);
    }
  });

  test('can be followed by another of the same client, so that nothing stands still', async () => {
    const { client, token } = await create();
    const second = await administrator.post(`/machine-clients/${client.id}/tokens`, { permissions: ['file_deviation'], days: 30 });
    assert.equal(second.status, 201, second.text);
    assert.notEqual(second.body.token, token);
    const [newest, oldest] = await tokensOf(client.id);
    assert.deepEqual([newest.permissions, oldest.state], [['file_deviation'], 'active']);
    assert.equal((await administrator.delete(`/client-tokens/${oldest.id}`)).status, 204);
    assert.equal((await administrator.delete(`/client-tokens/${oldest.id}`)).status, 204, 'ending it twice is no error');
    assert.deepEqual([(await service.bearer(token).get('/session')).status, (await service.bearer(second.body.token).get('/session')).status], [401, 200]);
  });

  test('costs less than a millisecond to check', async () => {
    const { token } = await create();
    const digest = createHash('sha256').update(token).digest('hex');
    const [[micros]] = await cluster.query(`DO $$ BEGIN FOR i IN 1..200 LOOP PERFORM * FROM token_actor('\\x${digest}'); END LOOP; END $$;
      CREATE TEMP TABLE began AS SELECT clock_timestamp() AS at;
      DO $$ BEGIN FOR i IN 1..2000 LOOP PERFORM * FROM token_actor('\\x${digest}'); END LOOP; END $$;
      SELECT round(extract(epoch FROM clock_timestamp() - at) * 1000000 / 2000) FROM began`);
    console.log(`checking a token takes the database ${micros} µs`);
    assert.ok(Number(micros) < 1000);
  });
});

describe('what is refused', () => {
  test('a token that is none, mistyped, or in another scheme: 401 with a challenge and one answer for all', async () => {
    const texts = [];
    for (const token of ['svk_', `svk_${'A'.repeat(43)}`, `svk_${'A'.repeat(44)}`, `xyz_${'A'.repeat(43)}`, 'Ærlig', "svk_' OR 1=1 --", '']) {
      const answer = await service.client().get('/session', { headers: { Authorization: `Bearer ${encodeURI(token)}` } });
      assert.equal(answer.status, 401, token);
      assert.match(answer.headers.get('www-authenticate'), /^Bearer realm="samavvik", error="invalid_token"$/);
      texts.push(answer.body.detail);
    }
    assert.equal(new Set(texts).size, 1);
    assert.equal((await service.client().get('/session')).headers.get('www-authenticate'), 'Session');
    assert.equal(outcome(await service.client().get('/session', { headers: { Authorization: 'Basic YTpi' } })), '401 unauthenticated');
  });

  test('a cookie and a token at once', async () => {
    const { token } = await create();
    assert.equal(outcome(await nurse.get('/session', { headers: { Authorization: `Bearer ${token}` } })), '400 two_credentials');
  });

  test('making one without being administrator, for another helsefellesskap, or without having proved who one is lately', async () => {
    assert.equal(outcome(await nurse.post(clientsPath, wanted())), '403 forbidden');
    const other = await service.signIn('leder.innlandet');
    assert.equal(outcome(await other.post(clientsPath, wanted())), '404 not_found');
    assert.equal(outcome(await other.get(clientsPath)), '404 not_found');
    const { client } = await create();
    assert.equal(outcome(await other.post(`/machine-clients/${client.id}/tokens`, { permissions: ['file_deviation'] })), '404 not_found');
    assert.equal(outcome(await other.delete(`/client-tokens/${client.tokens[0].id}`)), '404 not_found');
    assert.equal((await tokensOf(client.id))[0].state, 'active');
    await cluster.query("UPDATE session SET confirmed_at = now() - interval '11 minutes' WHERE person_id = (SELECT id FROM person WHERE username = 'leder')");
    assert.equal(outcome(await administrator.post(clientsPath, wanted())), '403 confirm_identity');
    assert.equal((await administrator.post('/session/confirmation', { password: 'Samavvik-demo-2026' }, { key: null })).status, 204);
    assert.equal((await administrator.post(clientsPath, wanted())).status, 201);
  });

  test('an organisation that is not there, a permission nobody may give, and more than two years', async () => {
    const refused = async (more) => outcome(await administrator.post(clientsPath, wanted(more)));
    assert.equal(await refused({ organisation_id: '999999' }), '422 unknown_organisation');
    for (const more of [{ permissions: ['treat_deviation'] }, { permissions: ['manage_clients'] }, { permissions: [] }, { days: 731 }, { days: 0 }, { role: 'council_lead' }]) {
      assert.match(await refused(more), /^422 /, JSON.stringify(more));
    }
  });

  test('a repeat makes nothing and shows no token', async () => {
    const [first, again] = [await administrator.post(clientsPath, wanted(), { key: 'klient-0001' }), await administrator.post(clientsPath, wanted(), { key: 'klient-0001' })];
    assert.deepEqual([first.status, again.status], [201, 201]);
    assert.equal(again.body.client.id, first.body.client.id);
    assert.equal(again.body.token, null);
    assert.equal((await tokensOf(first.body.client.id)).length, 1);
  });
});

test('who made and ended tokens is on record', async () => {
  const { client } = await create();
  await administrator.delete(`/client-tokens/${client.tokens[0].id}`);
  const rows = await cluster.query(`SELECT c.kind, p.username FROM access_change c JOIN person p ON p.id = c.actor_person_id WHERE c.person_id = ${client.id} ORDER BY c.id`);
  assert.deepEqual(rows, [['membership_added', 'leder'], ['token_created', 'leder'], ['token_revoked', 'leder']]);
});
