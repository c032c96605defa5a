/* SPDX-License-Identifier: MIT */
/*
 * Which patient a case is about: entered as far as the agreement allows, opened by the coordinators of the two parties alone and
 * on record, and found nowhere else.
 */
import assert from 'node:assert/strict';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { Mailbox } from './support/mailbox.mjs';
import { startCluster, startService } from './support/service.mjs';

const NUMBER = '02013299997';
const OTHER_NUMBER = '30108299920';
const why = { legal_basis: 'health_personnel_act_26', purpose: 'Finne forløpet i egen journal' };

let cluster;
let service;
let people;
let reports; // by username of who files

const filers = {
  'nurse.trondheim': 'identity, by a special agreement',
  'melder.orkland': 'local_reference, by the general agreement',
  'melder.tydal': 'none, by a special agreement',
  'fastlege.orkland': 'no agreement',
};

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'melder.orkland', [{ role: 'reporter', organisation: 'orkland_kommune' }]);
  await addPerson(cluster, 'melder.trondheim', [{ role: 'reporter', organisation: 'trondheim_kommune' }]);
  await addPerson(cluster, 'melder.tydal', [{ role: 'reporter', organisation: 'tydal_kommune' }]);
  await addPerson(cluster, 'koordinator.orkland', [{ role: 'coordinator', organisation: 'orkland_kommune' }]);
  await addPerson(cluster, 'personvernombud', [{ role: 'data_protection_officer' }]);
  await addPerson(cluster, 'sekretariat.trondheim', [{ role: 'secretariat', organisation: 'trondheim_kommune' }]);
  const names = [...Object.keys(filers), 'melder.trondheim', 'koordinator.orkland', 'koordinator.trondheim', 'kvalitet.trondheim', 'koordinator.stolav',
    'raad.lege', 'sekretariat', 'sekretariat.trondheim', 'asu', 'personvernombud', 'bruker', 'melder.stolav'];
  people = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await service.signIn(name)])));
  reports = Object.fromEntries(await Promise.all(Object.keys(filers).map(async (name) => [name, await readReports(people[name])])));
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const file = (name = 'nurse.trondheim') => fileReport(people[name], reports[name]);
const at = (id, more = '') => `/deviations/${id}/patient-reference${more}`;
const put = (name, id, body) => people[name].put(at(id), { kind: 'identity', value: NUMBER, patient_objects: false, ...body });
const open = (name, id, body = why) => people[name].post(at(id, '/opening'), body);
const read = (name, id) => people[name].get(at(id));

/* A case of Orkland with a reference that takes no second person. */
async function localCase(value = 'Journal 4711', more = {}) {
  const { id } = await file('melder.orkland');
  const answer = await put('melder.orkland', id, { kind: 'local_reference', value, ...more });
  assert.equal(answer.status, 200, answer.text);
  return id;
}

async function identityCase() {
  const { id } = await file();
  assert.equal(outcome(await put('nurse.trondheim', id)), '200');
  return id;
}

describe('what may be entered', () => {
  test('is said by the agreement both parties belong to, and a special one goes before the general one', async () => {
    const policies = {};
    for (const name of Object.keys(filers)) {
      const { id } = await file(name);
      const { body } = await read(name, id);
      policies[name] = [body.policy, body.agreement?.title ?? null, body.allowed.join()];
      const identity = await put(name, id);
      const local = await put(name, id, { kind: 'local_reference', value: 'Journal 17' });
      policies[name].push(outcome(identity), outcome(local));
    }
    assert.deepEqual(policies, {
      'nurse.trondheim': ['identity', 'Særavtale om pasientidentitet mellom St. Olavs hospital og Trondheim kommune', 'put', '200', '200'],
      'melder.orkland': ['local_reference', 'Samarbeidsavtale mellom St. Olavs hospital og kommunene', 'put', '409 reference_not_agreed', '200'],
      'melder.tydal': ['none', 'Særavtale uten pasientreferanse mellom St. Olavs hospital og Tydal kommune', '', '409 reference_not_agreed', '409 reference_not_agreed'],
      'fastlege.orkland': ['none', null, '', '409 reference_not_agreed', '409 reference_not_agreed'],
    });
  });

  test('follows the version that is valid on the day', async () => {
    const { id } = await file();
    const version = "(SELECT v.id FROM agreement_version v JOIN agreement a ON a.id = v.agreement_id WHERE a.code = 'saeravtale_trondheim')";
    await cluster.query(`UPDATE agreement_version SET valid_from = current_date + 1 WHERE id = ${version}`);
    assert.equal((await read('nurse.trondheim', id)).body.policy, 'local_reference');
    await cluster.query(`UPDATE agreement_version SET valid_from = current_date WHERE id = ${version}`);
    assert.equal((await read('nurse.trondheim', id)).body.policy, 'identity');
  });

  test('an identity number has to be one, and a reference of one\'s own holds none', async () => {
    const { id } = await file();
    const wrong = async (body) => {
      const answer = await put('nurse.trondheim', id, body);
      assert.equal(answer.status, 422);
      assert.ok(!answer.text.includes(body.value), 'the answer does not repeat it');
      return answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`).join();
    };
    assert.equal(await wrong({ value: '02013299998' }), '/value identity_number_wrong');
    assert.equal(await wrong({ kind: 'local_reference', value: `Journal ${NUMBER}` }), '/value identity_number');
    assert.equal(await wrong({ kind: 'local_reference', value: '020132 99998' }), '/value identity_number');
    assert.equal(await wrong({ kind: 'local_reference', value: 'x'.repeat(61) }), '/value too_long');
    assert.equal((await read('nurse.trondheim', id)).body.state, 'none');
  });

  test('is entered by who reported or a coordinator of that party, while the case is open', async () => {
    const { id } = await file();
    const answers = {};
    for (const name of ['melder.trondheim', 'fastlege.orkland', 'koordinator.orkland', 'melder.stolav', 'asu', 'bruker', 'personvernombud', 'raad.lege', 'sekretariat',
      'koordinator.stolav', 'nurse.trondheim', 'koordinator.trondheim']) answers[name] = outcome(await put(name, id));
    assert.deepEqual(answers, {
      'melder.trondheim': '404 not_found', 'fastlege.orkland': '404 not_found', 'koordinator.orkland': '404 not_found', 'melder.stolav': '404 not_found',
      asu: '403 forbidden', bruker: '403 forbidden', personvernombud: '403 forbidden', 'raad.lege': '403 forbidden', sekretariat: '403 forbidden',
      'koordinator.stolav': '403 forbidden', 'nurse.trondheim': '200', 'koordinator.trondheim': '200',
    });
    const { events } = await readCase(people['nurse.trondheim'], id);
    assert.deepEqual(events.slice(-2).map(({ kind, actor }) => [kind, actor]), [['reference_added', 'Ingrid Moholt'], ['reference_replaced', 'Jon Vikåsen']]);
    await close(id);
    assert.equal(outcome(await put('nurse.trondheim', id)), '409 reference_case_closed');
  });
});

async function close(id) {
  const council = people['raad.lege'];
  const { body: { version } } = await council.post(`/deviations/${id}/answer`, { text: 'Rutinen er endret' }, { version: (await readCase(council, id)).version });
  assert.equal((await council.post(`/deviations/${id}/closing`, {}, { version })).status, 200);
}

describe('opening', () => {
  test('is for the coordinators of the two parties', async () => {
    const id = await localCase();
    const answers = {};
    for (const name of ['melder.orkland', 'nurse.trondheim', 'raad.lege', 'sekretariat', 'asu', 'bruker', 'personvernombud', 'koordinator.trondheim', 'koordinator.orkland',
      'koordinator.stolav']) {
      const answer = await open(name, id);
      answers[name] = answer.body.value ?? outcome(answer);
      assert.ok(answer.status === 200 || !answer.text.includes('4711'));
    }
    assert.deepEqual(answers, {
      'melder.orkland': '403 forbidden', 'nurse.trondheim': '403 forbidden', 'raad.lege': '403 forbidden', sekretariat: '403 forbidden', asu: '403 forbidden',
      bruker: '403 forbidden', personvernombud: '403 forbidden', 'koordinator.trondheim': '404 not_found',
      'koordinator.orkland': 'Journal 4711', 'koordinator.stolav': 'Journal 4711',
    });
  });

  test('is on record before the answer goes out, and shown to both parties\' coordinators alone', async () => {
    const id = await localCase();
    const answer = await open('koordinator.stolav', id);
    assert.deepEqual(answer.body, { value: 'Journal 4711', shown_seconds: 60 });
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const [row] = await cluster.query(`SELECT p.username, l.detail ->> 'legal_basis', l.detail::text LIKE '%journal%' FROM read_log l
      JOIN person p ON p.id = l.person_id WHERE l.deviation_id = ${id} AND what = 'patient_reference'`);
    assert.deepEqual(row, ['koordinator.stolav', why.legal_basis, 'f']);
    for (const name of ['koordinator.orkland', 'koordinator.stolav']) {
      const { body } = await read(name, id);
      assert.deepEqual(body.openings.map(({ person, organisation, legal_basis, purpose }) => [person, organisation.name, legal_basis, purpose]),
        [['Anne Kvernmo', 'St. Olavs hospital HF', why.legal_basis, why.purpose]], name);
      assert.ok((await readCase(people[name], id)).events.some(({ kind }) => kind === 'reference_opened'), name);
    }
    for (const name of ['melder.orkland', 'raad.lege', 'sekretariat']) {
      const { body } = await read(name, id);
      assert.deepEqual([body.state, body.openings, body.requests, body.allowed.includes('open')], ['present', [], [], false], name);
      const { events } = await readCase(people[name], id);
      assert.deepEqual(events.map(({ kind, sequence }) => [kind, sequence]), [['submitted', 1], ['reference_added', 2]], name);
    }
  });

  test('wants a legal basis of the list and a purpose without an identity number', async () => {
    const id = await localCase();
    const refused = async (body) => {
      const answer = await open('koordinator.stolav', id, { ...why, ...body });
      return [answer.status, ...answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`)].join(' ');
    };
    assert.equal(await refused({ legal_basis: 'nysgjerrig' }), '422 /legal_basis unknown_code');
    assert.equal(await refused({ purpose: `Gjelder ${NUMBER}` }), '422 /purpose identity_number');
    assert.equal(await refused({ purpose: undefined }), '422 /purpose missing');
    assert.deepEqual(await cluster.query(`SELECT 1 FROM reference_opening WHERE deviation_id = ${id}`), []);
  });

  test('wants a recent proof of who is there', async () => {
    const id = await localCase();
    await cluster.query("UPDATE session SET confirmed_at = now() - interval '1 day' WHERE person_id = (SELECT id FROM person WHERE username = 'koordinator.stolav')");
    assert.equal(outcome(await open('koordinator.stolav', id)), '403 confirm_identity');
    assert.deepEqual(await cluster.query(`SELECT 1 FROM reference_opening WHERE deviation_id = ${id}`), []);
    await people['koordinator.stolav'].post('/session/confirmation', { password: 'Samavvik-demo-2026' });
    assert.equal((await open('koordinator.stolav', id)).body.value, 'Journal 4711');
  });

  test('is refused to the other party when the patient objects', async () => {
    const id = await localCase('Journal 9', { patient_objects: true });
    assert.equal(outcome(await open('koordinator.stolav', id)), '403 patient_objects');
    assert.deepEqual((await read('koordinator.stolav', id)).body.allowed, []);
    assert.equal((await open('koordinator.orkland', id)).body.value, 'Journal 9');
  });

  test('gives what was put last', async () => {
    const id = await localCase('Journal 1');
    await put('koordinator.orkland', id, { kind: 'local_reference', value: 'Journal 2' });
    assert.equal((await open('koordinator.stolav', id)).body.value, 'Journal 2');
  });

  test('of a case without one says so', async () => {
    const { id } = await file('melder.orkland');
    assert.equal(outcome(await open('koordinator.orkland', id)), '409 reference_missing');
  });
});

describe('where the agreement wants a second person', () => {
  const request = (name, id, body = why) => people[name].post(at(id, '/requests'), body);
  const decide = (name, id, approve = true) => people[name].post(`/patient-reference-requests/${id}/decision`, { approve });
  const latest = async (name, id) => (await read(name, id)).body.requests[0];

  test('a colleague of the same party approves, nobody approves oneself, and the opening names the approval', async () => {
    const id = await identityCase();
    assert.equal(outcome(await open('koordinator.trondheim', id)), '409 approval_missing');
    const asked = await request('koordinator.trondheim', id);
    assert.equal(asked.status, 200);
    const [one] = asked.body.requests;
    assert.deepEqual([one.state, one.own, one.purpose], ['waiting', true, why.purpose]);
    assert.equal((await request('koordinator.trondheim', id)).body.requests.length, 1, 'asking again changes nothing');
    assert.equal(outcome(await decide('koordinator.trondheim', one.id)), '403 own_request');
    assert.equal(outcome(await decide('koordinator.stolav', one.id)), '404 not_found');
    assert.equal(outcome(await decide('sekretariat', one.id)), '404 not_found');
    assert.equal(outcome(await decide('nurse.trondheim', one.id)), '403 forbidden');
    assert.equal(outcome(await open('koordinator.trondheim', id)), '409 approval_missing');
    assert.equal(outcome(await decide('kvalitet.trondheim', one.id)), '200');
    assert.equal(outcome(await decide('kvalitet.trondheim', one.id)), '409 request_over');
    assert.equal((await open('koordinator.trondheim', id)).body.value, NUMBER);
    assert.equal(outcome(await open('koordinator.trondheim', id, { ...why, legal_basis: 'patient_consent' })), '409 approval_missing');
    assert.equal(outcome(await open('kvalitet.trondheim', id)), '409 approval_missing', 'who approved has none of their own');
    assert.deepEqual(await cluster.query(`SELECT request_id FROM reference_opening WHERE deviation_id = ${id}`), [[one.id]]);
    const kinds = (await readCase(people['kvalitet.trondheim'], id)).events.map(({ kind }) => kind);
    assert.deepEqual(kinds.slice(-3), ['reference_requested', 'reference_approved', 'reference_opened']);
  });

  test('a member of the secretariat from that party may, and what is declined stays closed', async () => {
    const id = await identityCase();
    await request('koordinator.trondheim', id);
    const one = await latest('sekretariat.trondheim', id);
    assert.equal(one.own, false);
    assert.equal(outcome(await decide('sekretariat.trondheim', one.id, false)), '200');
    assert.equal((await latest('koordinator.trondheim', id)).state, 'declined');
    assert.equal(outcome(await open('koordinator.trondheim', id)), '409 approval_missing');
  });

  test('requests and approvals expire', async () => {
    const id = await identityCase();
    await request('koordinator.trondheim', id);
    await cluster.query(`UPDATE reference_request SET expires_at = now() - interval '1 minute' WHERE deviation_id = ${id}`);
    const one = await latest('kvalitet.trondheim', id);
    assert.equal(one.state, 'expired');
    assert.equal(outcome(await decide('kvalitet.trondheim', one.id)), '409 request_over');
    await request('koordinator.trondheim', id);
    await decide('kvalitet.trondheim', (await latest('kvalitet.trondheim', id)).id);
    const [[days]] = await cluster.query(`SELECT round(extract(epoch FROM expires_at - now()) / 86400) FROM reference_request WHERE deviation_id = ${id} AND approved`);
    assert.equal(days, '7');
    await cluster.query(`UPDATE reference_request SET expires_at = now() - interval '1 minute' WHERE deviation_id = ${id}`);
    assert.equal(outcome(await open('koordinator.trondheim', id)), '409 approval_missing');
  });

  test('the decision wants a recent proof of who is there, as the opening does', async () => {
    const id = await identityCase();
    await request('koordinator.trondheim', id);
    const one = await latest('kvalitet.trondheim', id);
    await cluster.query("UPDATE session SET confirmed_at = now() - interval '1 day' WHERE person_id = (SELECT id FROM person WHERE username = 'kvalitet.trondheim')");
    assert.equal(outcome(await decide('kvalitet.trondheim', one.id)), '403 confirm_identity');
    assert.equal((await latest('kvalitet.trondheim', id)).state, 'waiting');
    await people['kvalitet.trondheim'].post('/session/confirmation', { password: 'Samavvik-demo-2026' });
    assert.equal(outcome(await decide('kvalitet.trondheim', one.id)), '200');
  });

  test('an approval does not hold for a reference that was put afterwards', async () => {
    const id = await identityCase();
    await request('koordinator.trondheim', id);
    await decide('kvalitet.trondheim', (await latest('kvalitet.trondheim', id)).id);
    await put('nurse.trondheim', id, { value: OTHER_NUMBER });
    assert.equal(outcome(await open('koordinator.trondheim', id)), '409 approval_missing');
  });

  test('a reference of the party\'s own needs none', async () => {
    const { id } = await file();
    await put('nurse.trondheim', id, { kind: 'local_reference', value: 'Journal 3' });
    assert.equal(outcome(await request('koordinator.stolav', id)), '409 approval_not_needed');
    assert.equal((await open('koordinator.stolav', id)).body.value, 'Journal 3');
  });

  test('the mail about it goes to who may approve and back to who asked, and says nothing more', async () => {
    const id = await identityCase();
    const mailbox = new Mailbox(service, cluster);
    await mailbox.fetch();
    await request('koordinator.trondheim', id);
    const asked = await mailbox.fetch();
    assert.deepEqual(asked.map(({ to }) => to.join()), ['kvalitet.trondheim@example.org', 'sekretariat.trondheim@example.org']);
    await decide('kvalitet.trondheim', (await latest('kvalitet.trondheim', id)).id);
    const decided = await mailbox.fetch();
    assert.deepEqual(decided.map(({ to }) => to.join()), ['koordinator.trondheim@example.org']);
    for (const { raw, links } of [...asked, ...decided]) {
      assert.ok(!raw.includes(NUMBER) && !raw.includes(why.purpose));
      assert.ok(links.includes(`${service.url}/saker/${id}`));
    }
  });
});

/* How often a text stands in what a process can write to. */
function occurrences(pid, text) {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  let found = 0;
  for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    if (!from) continue;
    const part = Buffer.alloc(parseInt(to, 16) - parseInt(from, 16));
    try {
      for (let got = 0, n = 1; got < part.length && n > 0; got += n) n = readSync(memory, part, got, part.length - got, parseInt(from, 16) + got);
    } catch { /* not there to be read, like the guard pages of the key ring */ }
    for (let i = part.indexOf(text); i >= 0; i = part.indexOf(text, i + 1)) found++;
  }
  closeSync(memory);
  return found;
}

describe('a sealed reference', () => {
  test('moved to another case by the database\'s owner does not open, and opens again where it belongs', async () => {
    const [one, two] = [await localCase('Journal 1'), await localCase('Journal 2')];
    const swap = () => cluster.query(`UPDATE sealed_reference s SET sealed = o.sealed, key_id = o.key_id FROM sealed_reference o
      WHERE (s.deviation_id, o.deviation_id) IN ((${one}, ${two}), (${two}, ${one}))`);
    await swap();
    for (const id of [one, two]) assert.equal(outcome(await open('koordinator.orkland', id)), '500 internal');
    assert.deepEqual(await cluster.query(`SELECT 1 FROM reference_opening WHERE deviation_id IN (${one}, ${two})`), []);
    await swap();
    assert.equal((await open('koordinator.orkland', one)).body.value, 'Journal 1');
    await cluster.query(`UPDATE sealed_reference SET organisation_id = (SELECT id FROM organisation WHERE code = 'trondheim_kommune') WHERE deviation_id = ${one}`);
    assert.equal((await open('koordinator.orkland', one)).status, 200, 'the party is the case\'s own, whatever the column says');
    await cluster.query(`UPDATE deviation SET reporter_organisation_id = (SELECT id FROM organisation WHERE code = 'trondheim_kommune') WHERE id = ${one}`);
    assert.equal(outcome(await open('koordinator.stolav', one)), '500 internal');
  });

  test('stands nowhere in clear: not in the database, the answers, the mail or the log', async () => {
    const id = await identityCase();
    const path = await people['koordinator.trondheim'].post(at(id, '/requests'), why);
    await people['kvalitet.trondheim'].post(`/patient-reference-requests/${path.body.requests[0].id}/decision`, { approve: true });
    assert.equal((await open('koordinator.trondheim', id)).body.value, NUMBER);
    await put('nurse.trondheim', id, { value: `${NUMBER}0` });
    const council = people['raad.lege'];
    const { id: council_id } = council.session.memberships[0].council;
    const answers = await Promise.all([council.get(`/deviations?view=council&council_id=${council_id}`), people['nurse.trondheim'].get('/deviations?view=mine'),
      ...['nurse.trondheim', 'koordinator.trondheim', 'koordinator.stolav', 'raad.lege'].flatMap((name) => [read(name, id), people[name].get(`/deviations/${id}`)])]);
    for (const { text } of answers) assert.ok(!text.includes(NUMBER));
    const tables = await cluster.query("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'samavvik'::regnamespace");
    for (const [table] of tables) {
      const [[found]] = await cluster.query(`SELECT count(*) FROM ${table} t WHERE t::text LIKE '%${NUMBER}%'`);
      assert.equal(found, '0', table);
    }
    await new Mailbox(service, cluster).fetch();
    const mails = existsSync(service.mailFolder) ? readdirSync(service.mailFolder).map((name) => readFileSync(join(service.mailFolder, name), 'utf8')) : [];
    assert.ok(mails.length > 0 && mails.every((mail) => !mail.includes(NUMBER)));
    assert.ok(service.log.includes('open_patient_reference') && !service.log.includes(NUMBER));
    const serverLog = readFileSync(join(cluster.data, 'postgres/log'), 'utf8');
    assert.ok(!serverLog.includes(NUMBER));
  });

  test('is not left in the memory of the service that has shown it', async () => {
    const id = await localCase('Journal QZW-4711-QZW');
    const fresh = await startService({ cluster, prepare: false });
    try {
      const coordinator = await fresh.signIn('koordinator.stolav');
      assert.equal((await coordinator.post(at(id, '/opening'), why)).body.value, 'Journal QZW-4711-QZW');
      assert.ok(occurrences(fresh.child.pid, fresh.environment.SAMAVVIK_LISTEN) > 0, 'its memory can be read');
      assert.equal(occurrences(fresh.child.pid, 'QZW-4711-QZW'), 0);
    } finally {
      await fresh.stop();
    }
  });

  test('without a key none is taken, and a ring that cannot be used is said at the start', async () => {
    const { id } = await file();
    const keyless = await startService({ cluster, prepare: false, env: { SAMAVVIK_PATIENT_KEYS: '' } });
    const nurse = await keyless.signIn('nurse.trondheim');
    assert.equal(outcome(await nurse.put(at(id), { kind: 'identity', value: NUMBER, patient_objects: false })), '503 reference_no_keys');
    await keyless.stop();
    await assert.rejects(startService({ cluster, prepare: false, env: { SAMAVVIK_PATIENT_KEYS: 'first abc active' } }), /a key is 32 bytes in base64/);
  });
});
