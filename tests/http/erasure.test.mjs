/* SPDX-License-Identifier: MIT */
/* Everything held about a case goes out to the patient who asks, and goes away when two people have said so; the chain stays whole. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { projectRoot, startCluster, startService } from './support/service.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';

const run = promisify(execFile);
const secrets = ['Hemmelig tittel', 'Hemmelig beskrivelse', 'Hemmelig tiltak', 'Hemmelig forslag', 'Hemmelig spørsmål', 'Hemmelig notat', 'Hemmelig punkt', 'ekstern-77', 'Hemmelig oppfølging', 'Hemmelig effekt', 'Hemmelig grunn'];

let cluster;
let service;
let people;
let target;
let spared;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, env: { SAMAVVIK_JOBS: '0' } });
  const names = { nurse: 'nurse.trondheim', doctors: 'raad.lege', secretariat: 'sekretariat', officer: 'personvern' };
  people = Object.fromEntries(await Promise.all(Object.entries(names).map(async ([key, name]) => [key, await service.signIn(name)])));
  const reports = await readReports(people.nurse);
  target = await fileReport(people.nurse, reports, { title: secrets[0], description: secrets[1], immediate_action: secrets[2], suggestion: secrets[3],
    occurred_on: '2026-01-02', external_system: 'eksternt', external_reference: secrets[7] });
  spared = await fileReport(people.nurse, reports);
  const at = `/deviations/${target.id}`;
  await people.doctors.post(`${at}/messages`, { audience: 'dialogue', text: secrets[4] });
  await people.doctors.post(`${at}/messages`, { audience: 'internal', text: secrets[5] });
  const answered = await people.doctors.post(`${at}/answer`, { text: 'Takk for meldingen' }, { version: 1 });
  const closed = await people.doctors.post(`${at}/closing`, { learning_point: { title: secrets[6], text: 'Lærdommen' } }, { version: answered.body.version });
  assert.equal(closed.status, 200, closed.text);
  const measure = await people.doctors.post(`${at}/measures`, { text: secrets[8], strength: 'weak', responsible_organisation_id: reports.mine.id, due_on: '2026-12-01' });
  const step = (what, body, version) => people.doctors.put(`/measures/${measure.body.id}/${what}`, body, { version });
  await step('phase', { phase: 'evaluate' }, 1);
  await step('effect', { effect: 'some', note: secrets[9] }, 2);
  assert.equal((await step('dropping', { reason: secrets[10] }, 3)).status, 200);
  await service.command(['seal']);
});
after(async () => {
  if (service?.running) await service.stop();
  await cluster?.stop();
});

const ask = (client, id, more) => client.post(`/deviations/${id}/erasure-requests`, { legal_basis: 'objection', decision: '2026-1234', ...more });
const decide = (client, id, approve) => client.post(`/erasure-requests/${id}/decision`, { approve });

describe('a request for access', () => {
  test('gets everything that is held about the case, and is itself on record', async () => {
    const { code, stdout } = await service.command(['case', 'export', target.number.toLowerCase()]);
    assert.equal(code, 0);
    const held = JSON.parse(stdout);
    for (const secret of secrets) assert.ok(stdout.includes(secret), secret);
    assert.deepEqual(held.history.map((one) => one.kind), ['submitted', 'message_added', 'note_added', 'answered', 'closed', 'learning_proposed',
      'measure_added', 'measure_moved', 'measure_evaluated', 'measure_dropped']);
    assert.ok(held.seen_by.length > 0 && held.mail.length > 0);
    const answer = await people.officer.get(`/deviations/${target.id}/readers`);
    assert.deepEqual(answer.body.readers.filter((one) => one.what === 'export').map((one) => [one.person, one.times]), [[null, 1]]);
    assert.equal((await service.command(['case', 'export', 'STO-1999-00001'])).code, 1);
  });
});

describe('erasing', () => {
  test('needs the secretariat to ask and somebody else to decide', async () => {
    for (const name of ['nurse', 'doctors', 'officer']) assert.equal((await ask(people[name], target.id)).status, 403, name);
    assert.equal((await ask(people.secretariat, 999999)).status, 404);
    assert.equal((await ask(people.secretariat, target.id, { legal_basis: 'whim' })).status, 422);
    const asked = await ask(people.secretariat, target.id);
    assert.equal(asked.status, 201, asked.text);
    assert.equal(outcome(await ask(people.secretariat, target.id)), '409 erasure_waits');
    assert.equal(outcome(await decide(people.secretariat, asked.body.id, true)), '403 own_request');
    assert.equal((await decide(people.doctors, asked.body.id, true)).status, 403);
    assert.equal((await decide(people.officer, 999999, true)).status, 404);
    const elsewhere = await service.signIn('sekretariat.innlandet');
    assert.deepEqual([(await ask(elsewhere, target.id)).status, (await decide(elsewhere, asked.body.id, true)).status], [404, 404]);
    const list = await people.officer.get('/erasure-requests');
    assert.deepEqual(list.body.items.map((one) => [one.case.number, one.own, one.approved]), [[target.number, false, null]]);
    assert.equal((await people.nurse.get('/erasure-requests')).status, 403);
  });

  test('declined, nothing changes', async () => {
    const [{ id }] = (await people.officer.get('/erasure-requests')).body.items;
    assert.equal((await decide(people.officer, id, false)).body.approved, false);
    assert.equal((await readCase(people.nurse, target.id)).title, secrets[0]);
    assert.equal(outcome(await decide(people.officer, id, true)), '409 request_over');
  });

  test('approved, every text is gone from the database, and number, figures and history stay', async () => {
    const before = await readCase(people.doctors, target.id);
    const asked = await ask(people.secretariat, target.id);
    assert.equal((await decide(people.officer, asked.body.id, true)).body.approved, true);
    const erased = await readCase(people.doctors, target.id);
    assert.deepEqual([erased.title, erased.description, erased.suggestion, erased.occurred_on, erased.external_reference, erased.learning_note],
      ['[slettet]', '[slettet]', null, null, null, null]);
    assert.deepEqual(new Set(erased.messages.map((one) => one.text)), new Set(['[slettet]']));
    assert.deepEqual([erased.number, erased.category, erased.status, erased.submitted_at], [before.number, before.category, before.status, before.submitted_at]);
    const [measure] = (await people.doctors.get(`/deviations/${target.id}/measures`)).body.items;
    assert.deepEqual([measure.text, measure.effect, measure.effect_note, measure.state], ['[slettet]', 'some', null, 'dropped'], 'whether it helped is counted on');
    assert.equal(erased.events.at(-1).kind, 'erased');
    assert.ok(Date.parse(erased.erased_at));
    const tables = (await cluster.query("SELECT c.relname FROM pg_class c WHERE relnamespace = 'samavvik'::regnamespace AND relkind = 'r'")).flat();
    for (const table of tables) {
      const [[held]] = await cluster.query(`SELECT count(*) FROM ${table} t WHERE ${secrets.map((secret) => `t::text LIKE '%${secret}%'`).join(' OR ')}`);
      assert.equal(held, '0', table);
    }
    assert.equal((await readCase(people.nurse, spared.id)).title, 'Legemiddelliste manglet');
  });

  test('leaves a chain that is whole and says who erased what', async () => {
    const { code, stdout } = await service.command(['verify']);
    assert.equal(code, 0, stdout);
    const [note] = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
    assert.deepEqual([note.erased, note.approved_by], [target.number, people.officer.session.person.id]);
  });

  test('is the only way past: not for the owner without two people, and found when a superuser does it', async () => {
    const wipe = `UPDATE message m SET erased_digest = message_text_digest(m), salt = NULL, text = '[slettet]' WHERE deviation_id = ${spared.id}`;
    await people.nurse.post(`/deviations/${spared.id}/messages`, { audience: 'dialogue', text: 'Står' });
    await assert.rejects(cluster.query(wipe), /only ever added to/);
    await assert.rejects(cluster.query(`UPDATE deviation SET title = 'Skrevet etterpå' WHERE id = ${target.id}`), /only ever added to/);
    await assert.rejects(cluster.query('UPDATE erasure SET approved = NOT approved'), /stays/);
    await run(join(projectRoot, 'deploy/cluster'), ['psql', cluster.data, '-Xq', '-v', 'ON_ERROR_STOP=1', '-c',
      `SET search_path = samavvik; SET session_replication_role = replica; UPDATE deviation SET title = 'Skrevet etterpå' WHERE id = ${target.id}; ${wipe}`]);
    const { stdout } = await service.command(['verify']);
    const found = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((one) => one.finding);
    assert.deepEqual(found.map((one) => `${one.finding} ${one.case} ${one.event}`),
      [`narrative_changed ${target.number} 1`, `erased_without_record ${spared.number} 2`]);
  });
});
