/* SPDX-License-Identifier: MIT */
/*
 * The second wall: what the database itself shows and refuses to the role of the service, whatever the program above it
 * asks for. Everybody's scope shows exactly the cases that person sees through the API; a wrong one shows nothing; and no
 * text of a case, and nothing of its history, can be changed by anyone.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { allAsService as statementsAsService, denied, scopeOf as scopeOfClient } from './support/as_service.mjs';
import { startCluster, startService } from './support/service.mjs';
import { addPerson } from './support/people.mjs';
import { openFiling } from './support/open_filing.mjs';
import { fileReport, readReports } from './support/reports.mjs';

let cluster;
let service;
let nurse;
let doctors;
let reports;
let target; // a case of the nurse that the doctors' council has, with a message, a note and a proposed learning point
let ids; // of people, by username
let held; // sent without an account, and followed: { code, other } of one that is a case and one that is not

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true });
  await addPerson(cluster, 'oppfolging', [{ role: 'follow_up' }]);
  await addPerson(cluster, 'lege.begge', [{ role: 'reporter', organisation: 'fastlegekontor_c_orkland' }, { role: 'council_member', council: 'digital' }]);
  [nurse, doctors] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
  target = await fileReport(nurse, reports);
  const coordinator = await service.signIn('koordinator.trondheim');
  const reference = `/deviations/${target.id}/patient-reference`;
  const because = { legal_basis: 'patient_consent', purpose: 'Finne forløpet' };
  await nurse.put(reference, { kind: 'identity', value: '02013299997', patient_objects: true });
  await coordinator.post(`${reference}/requests`, because);
  await cluster.query('UPDATE agreement_version SET reference_second_person = false');
  await coordinator.post(`${reference}/opening`, because);
  await doctors.post(`/deviations/${target.id}/messages`, { audience: 'internal', text: 'Bare for rådet' });
  const answered = await doctors.post(`/deviations/${target.id}/answer`, { text: 'Takk for meldingen' }, { version: 1 });
  await doctors.post(`/deviations/${target.id}/closing`, { learning_point: { title: 'Læring', text: 'Av dette.' } }, { version: answered.body.version });
  const there = await service.signIn('nurse.innlandet');
  await fileReport(there, await readReports(there), { category: 'innleggelse' });
  await service.command(['seal']);
  ids = Object.fromEntries(await cluster.query('SELECT username, id FROM person'));
  const open = await openFiling(service);
  held = { case: (await open.send({ title: 'Ble en sak' })).code, waiting: (await open.send({ title: 'Venter' })).code };
  const secretariat = await service.signIn('sekretariat');
  const [first] = (await secretariat.get('/held-reports')).body.items;
  const { body } = await secretariat.post(`/held-reports/${first.id}/confirmation`, undefined, { version: 1 });
  held.id = body.id;
  await open.write(held.case, 'En melding med koden');
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const allAsService = (settings, statements) => statementsAsService(cluster, settings, statements);
const asService = async (settings, sql) => (await allAsService(settings, [sql]))[0];

const scopeOf = (client) => scopeOfClient(cluster, client);

async function assertDenied(settings, statements) {
  const results = await allAsService(settings, statements);
  statements.forEach((sql, index) => assert.equal(results[index], denied, sql));
}
const counts = async (settings, sources) => (await allAsService(settings, sources.map((from) => `SELECT count(*) FROM ${from}`))).map(Number);

describe('what is seen', () => {
  const people = ['nurse.trondheim', 'fastlege.orkland', 'melder.stolav', 'bruker', 'raad.lege', 'raad.digital', 'raad.pasient', 'sekretariat',
    'kontaktutvalg', 'asu', 'koordinator.stolav', 'oppfolging', 'lege.begge', 'nurse.innlandet', 'raad.innlandet', 'sekretariat.innlandet'];

  test('everybody\'s scope shows the cases the person reads through the API, and their notes to the council alone', async () => {
    const [[total]] = await cluster.query('SELECT count(*) FROM deviation');
    const all = (await cluster.query('SELECT id FROM deviation ORDER BY id')).map(([id]) => id);
    assert.ok(all.length > 30);
    const sizes = {};
    for (const username of people) {
      const client = await service.signIn(username);
      const scope = await scopeOf(client);
      const [visible, internal, internalEvents] = await allAsService(scope, ["SELECT string_agg(id::text, ',' ORDER BY id) FROM deviation",
        "SELECT count(*) FROM message WHERE audience = 'internal'", 'SELECT count(*) FROM event WHERE internal']);
      const answers = await Promise.all((client.session.may.includes('see_deviations') ? all : []).map((id) => client.get(`/deviations/${id}`, { check: false })));
      const read = answers.filter((answer) => answer.status === 200).map((answer) => answer.body.id);
      assert.equal(visible, read.join(), username);
      sizes[username] = read.length;
      assert.deepEqual([internal, internalEvents], username === 'raad.lege' ? ['1', '1'] : ['0', '0'], `${username} and internal notes`);
    }
    assert.equal(sizes.sekretariat, Number(total) - 1);
    assert.deepEqual([sizes.asu, sizes['nurse.innlandet'], sizes['sekretariat.innlandet']], [0, 1, 1]);
    assert.ok(sizes['koordinator.stolav'] > sizes['raad.lege'] && sizes['raad.lege'] > sizes['raad.digital'] && sizes['raad.digital'] > 0);
  });

  const tables = ['deviation', 'event', 'message', 'idempotency', 'outbox', 'session', 'membership', 'person', 'learning_note', 'subscription',
    'digest', 'digest_note', 'digest_recipient', 'annual_wheel', 'case_counter', 'free_case_number', 'patient_reference', 'sealed_reference', 'reference_request', 'reference_opening', 'read_log', 'seal', 'seal_entry', 'held_report',
    'receipt_repeat', 'announcement', 'note_case', 'note_event'];

  test('without a scope, no row of anything about people or cases', async () => {
    // A person's hash is in no column the service may read, so it names one that it may.
    const sources = tables.map((table) => `(SELECT ${table === 'person' ? 'id' : '1'} FROM ${table}) x`);
    const seen = await counts({}, sources);
    for (const [index, table] of tables.entries()) {
      const [[owned]] = await cluster.query(`SELECT count(*) FROM ${table}`);
      assert.ok(Number(owned) > 0 || table.startsWith('digest') || table === 'announcement', `${table} holds something to hide`);
      assert.equal(seen[index], 0, table);
    }
  });

  test('with the scope of somebody else, no row of this case', async () => {
    const wrong = [
      { person: ids['fastlege.orkland'], reporting: `{${reports.mine.id}}`, helsefellesskap: '{1,2}' }, // a colleague
      { person: ids['raad.digital'], councils: `{${reports.council('digital').id}}`, helsefellesskap: '{1}' },
      { person: ids['raad.innlandet'], councils: '{999}', overseen: '{2}', organisations: '{999}', helsefellesskap: '{1,2}' },
      { person: '', councils: '{}', organisations: '', job: 'off' },
      { person: '0', job: 'true' },
    ];
    const of = ['deviation WHERE id', 'event WHERE deviation_id', 'message WHERE deviation_id', 'learning_note WHERE deviation_id'].map((from) => `${from} = ${target.id}`);
    for (const scope of wrong) assert.deepEqual(await counts(scope, of), [0, 0, 0, 0], JSON.stringify(scope));
    assert.deepEqual(await counts({ councils: `{${reports.council('legesamarbeid').id}}` }, of), [1, 6, 2, 1]);
  });

  test('another person\'s keys, sessions, subscription, name and address are not there', async () => {
    const scope = await scopeOf(doctors);
    const nurses = `person_id = ${ids['nurse.trondheim']}`;
    assert.deepEqual(await counts(scope, [`idempotency WHERE ${nurses}`, `subscription WHERE ${nurses}`, `session WHERE ${nurses}`, 'outbox']), [0, 0, 0, 0]);
    assert.equal(await asService(scope, 'SELECT id FROM person'), ids['raad.lege']);
    await assertDenied(scope, ['SELECT password_hash FROM person', 'SELECT * FROM person']);
  });

  test('a sealed reference is there for the coordinators of the two parties alone, and not for the other one when the patient objects', async () => {
    const of = ['patient_reference', 'sealed_reference', 'reference_request', 'reference_opening'].map((table) => `${table} WHERE deviation_id = ${target.id}`);
    const seen = async (username) => counts(await scopeOf(await service.signIn(username)), [...of, `event WHERE deviation_id = ${target.id} AND kind LIKE 'reference%'`]);
    const all = {};
    for (const username of ['nurse.trondheim', 'raad.lege', 'sekretariat', 'asu', 'fastlege.orkland', 'koordinator.trondheim', 'koordinator.stolav']) all[username] = await seen(username);
    assert.deepEqual(all, {
      'nurse.trondheim': [1, 0, 0, 0, 1], 'raad.lege': [1, 0, 0, 0, 1], sekretariat: [1, 0, 0, 0, 1], asu: [0, 0, 0, 0, 0], 'fastlege.orkland': [0, 0, 0, 0, 0],
      'koordinator.trondheim': [1, 1, 1, 1, 3], 'koordinator.stolav': [1, 0, 0, 1, 3],
    });
    await cluster.query(`UPDATE patient_reference SET patient_objects = false WHERE deviation_id = ${target.id}`);
    assert.deepEqual(await seen('koordinator.stolav'), [1, 1, 0, 1, 3]);
  });

  test('nobody changes a reference but through its functions, and those ask who it is', async () => {
    const scope = await scopeOf(await service.signIn('koordinator.trondheim'));
    await assertDenied(scope, ["UPDATE sealed_reference SET key_id = 'x'", 'DELETE FROM sealed_reference', 'UPDATE patient_reference SET destroy_on = NULL',
      'UPDATE reference_request SET approved = true', 'DELETE FROM reference_opening', `SELECT enter_reference_event(${target.id}, 'reference_opened', '{}')`]);
    const doctor = await scopeOf(doctors);
    const refused = ['SELECT destroy_references()', 'SELECT warn_of_destruction()', `SELECT enter_opening(${target.id}, 'patient_consent', 'Se', NULL)`,
      `SELECT request_reference(${target.id}, 'patient_consent', 'Se', 7)`, `SELECT postpone_destruction(${target.id}, current_date, 30, 'Se')`,
      `SELECT put_reference(${target.id}, 1, 'identity', false, ${reports.mine.id}, 'x', repeat('x', 50)::bytea)`,
      `SELECT decide_reference_request(id, true) FROM (SELECT 1 AS id) x`];
    assert.deepEqual(await allAsService(doctor, refused), refused.map(() => 'SV403'));
  });

  test('a summary is approved by those who oversee the helsefellesskap, also where nobody asked the program', async () => {
    await addPerson(cluster, 'analytiker', [{ role: 'analyst' }]);
    const [[digest]] = await cluster.query(`INSERT INTO digest (helsefellesskap_id, frequency, status)
      SELECT id, 'monthly', 'draft' FROM helsefellesskap WHERE code = 'st_olavs' RETURNING id`);
    const approve = [`SELECT decide_digest(${digest}, 'approve')`];
    assert.deepEqual(await allAsService(await scopeOf(await service.signIn('analytiker')), approve), ['SV403']);
    assert.deepEqual(await allAsService(await scopeOf(await service.signIn('nurse.trondheim')), approve), ['SV404']);
  });

  test('the report asks for a membership, and a draft for those who prepare it', async () => {
    await cluster.query(`INSERT INTO report (helsefellesskap_id, half_year, version, state, made_at, hash, approved_at)
      SELECT h.id, v.day::date, 1, v.state, now(), 'h', CASE v.state WHEN 'approved' THEN now() END
      FROM helsefellesskap h, (VALUES ('2018-01-01', 'approved'), ('2018-07-01', 'draft')) v(day, state) WHERE h.code = 'st_olavs'`);
    await cluster.query("INSERT INTO report_table (report_id, dimensions, cells) SELECT id, '', '{\"\": 7}' FROM report WHERE half_year < '2019-01-01'");
    const seen = `SELECT (SELECT count(*) FROM report WHERE half_year < '2019-01-01') || ',' || (SELECT count(*) FROM report_table t JOIN report r ON r.id = t.report_id
      WHERE r.half_year < '2019-01-01')`;
    assert.equal(await asService({}, seen), '0,0');
    assert.equal(await asService({ helsefellesskap: '{2}' }, seen), '0,0');
    assert.equal(await asService({ helsefellesskap: '{1}' }, seen), '1,1');
    assert.equal(await asService(await scopeOf(await service.signIn('sekretariat')), seen), '2,2');
    await assertDenied({ helsefellesskap: '{1}' }, ["UPDATE report_table SET cells = '{}'", "INSERT INTO report_table (report_id, dimensions, cells) SELECT id, 'x', '{}' FROM report",
      "DELETE FROM report_table"]);
  });
});

describe('the holder of a receipt code', () => {
  const scopeOfCode = (code) => ({ receipt: `\\x${createHash('sha256').update(code.replaceAll('-', '')).digest('hex')}` });

  test('sees one report and one case with its dialogue, and no internal note', async () => {
    await doctors.post(`/deviations/${held.id}/messages`, { audience: 'internal', text: 'Bare for rådet' });
    const sources = ['held_report', 'deviation', "message WHERE audience = 'dialogue'", "message WHERE audience = 'internal'", 'person', 'outbox'];
    assert.deepEqual(await counts(scopeOfCode(held.case), sources), [1, 1, 1, 0, 0, 0]);
    assert.deepEqual(await counts(scopeOfCode(held.waiting), sources), [1, 0, 0, 0, 0, 0]);
    assert.deepEqual(await counts(scopeOfCode('0000-0000-0000-0000-0000'), sources), [0, 0, 0, 0, 0, 0]);
    assert.equal(await asService(scopeOfCode(held.case), 'SELECT id FROM deviation'), held.id);
  });

  test('writes as the reporter there, and decides nothing', async () => {
    const scope = scopeOfCode(held.case);
    const message = (side, audience, deviation, answer = false) => `INSERT INTO message (deviation_id, audience, is_answer, text, side)
      VALUES (${deviation}, '${audience}', ${answer}, 'Hei', '${side}')`;
    assert.equal(await asService(scope, message('reporter', 'dialogue', held.id)), '');
    await assertDenied(scope, [message('council', 'dialogue', held.id), message('reporter', 'internal', held.id),
      message('reporter', 'dialogue', target.id), message('reporter', 'dialogue', held.id, true),
      `INSERT INTO event (deviation_id, sequence, kind) SELECT id, last_event + 1, 'closed' FROM deviation WHERE id = ${held.id}`]);
    assert.equal(await asService(scope, 'UPDATE held_report SET version = 9 RETURNING id'), '');
    assert.equal(await asService(scopeOfCode(held.waiting), "UPDATE held_report SET version = 9 RETURNING id"), '');
  });

  test('a held report is there for its secretariat alone, and its text cannot be changed', async () => {
    for (const username of ['nurse.trondheim', 'raad.lege', 'asu', 'koordinator.stolav', 'oppfolging', 'sekretariat.innlandet'])
      assert.deepEqual(await counts(await scopeOf(await service.signIn(username)), ['held_report']), [0], username);
    const secretariat = await scopeOf(await service.signIn('sekretariat'));
    assert.deepEqual(await counts(secretariat, ['held_report']), [2]);
    await assertDenied(secretariat, ['UPDATE held_report SET code_digest = code_digest', 'UPDATE held_report SET held_at = now()',
      `INSERT INTO held_report (helsefellesskap_id, report, reporter_organisation_id, code_digest, key_digest, language)
       VALUES (1, '{}', ${reports.mine.id}, 'x', 'y', 'nb')`]);
    assert.equal(await asService(secretariat, "DELETE FROM held_report RETURNING id"), '');
  });
});

describe('what is refused', () => {
  const everything = () => ({
    person: ids['raad.lege'], councils: `{${reports.council('legesamarbeid').id}}`, organisations: `{${reports.hospital.id}}`,
    reporting: `{${reports.mine.id}}`, overseen: '{1}', helsefellesskap: '{1}', job: 'on' });

  test('no text of a case can be changed and no case deleted, by any scope', async () => {
    const texts = ['title', 'description', 'immediate_action', 'suggestion', 'number', 'kind', 'category', 'actual_harm'];
    const facts = ['reporter_person_id', 'reporter_organisation_id', 'helsefellesskap_id', 'serial', 'rule_set_id', 'submitted_at'];
    await assertDenied(everything(), [
      ...texts.map((column) => `UPDATE deviation SET ${column} = 'none' WHERE id = ${target.id}`),
      ...facts.map((column) => `UPDATE deviation SET ${column} = ${column} WHERE id = ${target.id}`),
      `DELETE FROM deviation WHERE id = ${target.id}`, 'TRUNCATE deviation CASCADE']);
  });

  test('history and dialogue are only ever added to', async () => {
    await assertDenied(everything(), ['event', 'message', 'read_log'].flatMap((table) => [`DELETE FROM ${table} WHERE deviation_id = ${target.id}`,
      `UPDATE ${table} SET at = now() WHERE deviation_id = ${target.id}`, `TRUNCATE ${table}`]));
    await assertDenied(everything(), [`UPDATE message SET text = 'annet' WHERE deviation_id = ${target.id}`, 'UPDATE note_event SET kind = kind', 'DELETE FROM note_event',
      'DELETE FROM learning_note', 'DELETE FROM seal', 'UPDATE seal SET at = now()', 'DELETE FROM seal_entry', 'INSERT INTO read_log (helsefellesskap_id, what) VALUES (1, \'read_log\')']);
  });

  test('what an event is hashed over and into is the database\'s to say', async () => {
    await assertDenied(everything(), ['content', 'hash', 'case_version', 'at'].map((column) =>
      `INSERT INTO event (deviation_id, sequence, kind, actor_person_id, ${column}) VALUES (${target.id}, 99, 'closed', ${ids['raad.lege']}, NULL)`));
  });

  test('nobody writes as somebody else, or where they see nothing', async () => {
    const scope = await scopeOf(nurse);
    const message = (author, audience) => `INSERT INTO message (deviation_id, audience, text, author_person_id, side)
      VALUES (${target.id}, '${audience}', 'x', ${author}, 'reporter')`;
    await assertDenied(await scopeOf(await service.signIn('fastlege.orkland')), [message(ids['fastlege.orkland'], 'dialogue')]);
    const [[next]] = await cluster.query(`SELECT last_event + 1 FROM deviation WHERE id = ${target.id}`);
    const event = (person) => `INSERT INTO event (deviation_id, sequence, kind, actor_person_id) VALUES (${target.id}, ${next}, 'closed', ${person})`;
    await assertDenied(await scopeOf(await service.signIn('raad.digital')), [event(ids['raad.digital'])]);
    const report = (person, organisation) => `INSERT INTO deviation (helsefellesskap_id, year, serial, number, kind, category, title, description,
      actual_harm, potential_harm, reporter_person_id, reporter_organisation_id, other_organisation_id, council_id, rule_set_id, route_rule, route_why)
      SELECT helsefellesskap_id, 1999, 1, 'X-1', kind, category, title, description, actual_harm, potential_harm, ${person}, ${organisation},
        other_organisation_id, council_id, rule_set_id, route_rule, route_why FROM deviation WHERE id = ${target.id}`;
    await assertDenied(scope, [message(ids['raad.lege'], 'dialogue'), message(ids['nurse.trondheim'], 'internal'), event(ids['raad.lege']),
      report(ids['raad.lege'], reports.mine.id), report('NULL', reports.mine.id), report(ids['nurse.trondheim'], reports.hospital.id)]);
    assert.deepEqual(await allAsService(scope, [message(ids['nurse.trondheim'], 'dialogue'), event(ids['nurse.trondheim']),
      report(ids['nurse.trondheim'], reports.mine.id)]), ['', '', ''], 'and oneself, where one sees, may');
  });

  test('a case one may not see is changed by nobody: no row is found', async () => {
    const scope = await scopeOf(await service.signIn('raad.digital'));
    const close = `WITH changed AS (UPDATE deviation SET status = 'answered' WHERE id = ${target.id} RETURNING 1) SELECT count(*) FROM changed`;
    assert.equal(await asService(scope, close), '0');
    assert.equal(await asService(await scopeOf(doctors), close), '1');
    const oversees = await scopeOf(await service.signIn('sekretariat'));
    assert.deepEqual(await allAsService(oversees, [close, `SELECT id FROM deviation WHERE id = ${target.id} FOR UPDATE`]), ['0', '']);
  });

  test('the role owns nothing and makes nothing', async () => {
    await assertDenied(everything(), ['CREATE TABLE mine (x int)', 'DROP TABLE event', 'ALTER TABLE deviation DISABLE ROW LEVEL SECURITY', 'SET ROLE samavvik_owner',
      'INSERT INTO membership (person_id, helsefellesskap_id, role) VALUES (1, 1, \'administrator\')', 'UPDATE rule_set SET rules = \'{}\'',
      'INSERT INTO code_value (helsefellesskap_id, list, code, position, label_nb, label_nn, label_en) VALUES (1, \'phase\', \'x\', 1, \'x\', \'x\', \'x\')',
      'UPDATE person SET email = \'x@example.org\'', 'SELECT pg_read_file(\'/etc/passwd\')', 'DROP POLICY deviation_seen ON deviation']);
    const open = await cluster.query(`SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'samavvik' AND c.relkind = 'r' AND NOT c.relrowsecurity ORDER BY 1`);
    assert.deepEqual(open.map(([name]) => name), ['configuration_field', 'rule_set', 'schema_migration']);
  });
});
