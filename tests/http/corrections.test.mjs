/* SPDX-License-Identifier: MIT */
/* A report that lacks something: the council asks, the reporter adds, and what was written first stays. What another did meanwhile is told. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { command, startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let nurse;
let doctors;
let coordinator;
let outsider;
let reports;
const at = (id) => `/deviations/${id}`;
const told = async (kind, id) => (await cluster.query(`SELECT p.username FROM outbox o JOIN person p ON p.id = o.recipient_person_id
  WHERE o.kind = '${kind}' AND o.parameters ->> 'deviation_id' = '${id}' ORDER BY o.id`)).flat();
const ask = (client, id, version = 1) => client.post(`${at(id)}/correction-request`, { text: 'Hvilken dag var det?' }, { version });
const add = (client, id, options) => client.post(`${at(id)}/addenda`, { text: 'Det var mandag kveld.' }, options);

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'annet.raad', [{ role: 'council_member', council: 'digital' }]);
  [nurse, doctors, coordinator, outsider] = await Promise.all(
    ['nurse.trondheim', 'raad.lege', 'koordinator.trondheim', 'annet.raad'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

test('the council asks for a correction, and the reporter has the ball until the addendum comes', async () => {
  const { id } = await fileReport(nurse, reports);
  const before_it = await readCase(nurse, id);
  const asked = await ask(doctors, id);
  assert.equal(asked.status, 200, asked.text);
  assert.deepEqual([asked.body.waiting_for, asked.body.messages.at(-1).kind], ['reporter', 'correction_request']);
  assert.deepEqual(await told('correction_requested', id), ['nurse.trondheim']);
  assert.equal(outcome(await ask(doctors, id, asked.body.version)), '409 already_waiting');
  assert.ok(asked.body.refused.some(({ action, reason }) => action === 'request_correction' && reason === 'already_waiting'));

  const added = await add(nurse, id);
  assert.equal(added.status, 201, added.text);
  assert.deepEqual([added.body.waiting_for, added.body.messages.at(-1).kind], ['council', 'addendum']);
  assert.ok((await told('case_message', id)).includes('raad.lege'));
  for (const field of ['title', 'description', 'category', 'suggestion']) assert.equal(added.body[field], before_it[field], 'the original stays');
  assert.equal((await readCase(doctors, id)).messages.filter(({ kind }) => kind === 'addendum').length, 1);
});

test('an addendum sent twice is one, is guarded, and is the reporter\'s alone', async () => {
  const { id } = await fileReport(nurse, reports);
  const key = randomUUID();
  assert.equal((await add(nurse, id, { key })).status, 201);
  const repeat = await add(nurse, id, { key });
  assert.equal(repeat.status, 201, repeat.text);
  assert.equal(repeat.body.messages.length, 1);
  assert.equal(outcome(await add(doctors, id)), '403 forbidden');
  assert.equal(outcome(await add(coordinator, id)), '403 forbidden');
  assert.equal(outcome(await add(outsider, id)), '404 not_found');
  assert.equal(outcome(await ask(nurse, id)), '403 forbidden');
  const number = await nurse.post(`${at(id)}/addenda`, { text: 'Pasienten er 02013299997.' });
  assert.equal(number.status, 422, number.text);
  await doctors.post(`${at(id)}/answer`, { text: 'Takk for meldingen' }, { version: 1 });
  await doctors.post(`${at(id)}/closing`, {}, { version: 2 });
  assert.equal(outcome(await add(nurse, id)), '409 transition_not_allowed');
});

test('an addendum can be masked, and history stays whole', async () => {
  const { id } = await fileReport(nurse, reports);
  const [message] = (await add(nurse, id)).body.messages;
  const masked = await doctors.post(`${at(id)}/masks`, { message_id: message.id, start: 0, end: 3, reason: 'identity' }, { key: null, version: 1 });
  assert.equal(masked.status, 200, masked.text);
  assert.match(masked.body.messages[0].text, /^███ var mandag/);
  const verified = await command(service.environment, ['verify']);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
});

test('who changes an old version is told what happened since, as far as they see it', async () => {
  const { id } = await fileReport(nurse, reports);
  await addPerson(cluster, 'kollega', [{ role: 'council_member', council: 'legesamarbeid' }]);
  const colleague = await service.signIn('kollega');
  const [[me]] = await cluster.query("SELECT id FROM person WHERE username = 'kollega'");
  await doctors.post(`${at(id)}/acknowledgement`, undefined, { version: 1 });
  await doctors.put(`${at(id)}/assignee`, { person_id: me }, { version: 2 });
  await doctors.post(`${at(id)}/answer`, { text: 'Vi har sett på det' }, { version: 3 });
  const late = await colleague.post(`${at(id)}/answer`, { text: 'Mitt svar' }, { version: 1 });
  assert.equal(outcome(late), '412 version_conflict');
  assert.equal(late.body.version, 4);
  const council = (await readCase(doctors, id)).messages[0].author;
  assert.deepEqual(late.body.changes.map(({ kind, actor, own, person, text }) => [kind, actor, own, person, text]), [
    ['acknowledged', council, false, null, null],
    ['assigned', council, false, 'Prøve kollega', null],
    ['answered', council, false, null, 'Vi har sett på det']]);
  const later = await doctors.post(`${at(id)}/answer`, { text: 'Igjen' }, { version: 3 });
  assert.deepEqual(later.body.changes.map(({ kind, own }) => [kind, own]), [['answered', true]]);
  await doctors.post(`${at(id)}/closing`, {}, { version: 4 });
  const reporter = await nurse.post(`${at(id)}/reopening`, { reason: 'Det skjedde igjen' }, { version: 1 });
  assert.equal(outcome(reporter), '412 version_conflict');
  assert.deepEqual(reporter.body.changes.map(({ kind }) => kind), ['acknowledged', 'answered', 'closed'], 'who works on it is the council\'s');
});

test('each side is told why it may not do something now', async () => {
  const { id } = await fileReport(nurse, reports);
  const why = async (client) => Object.fromEntries((await readCase(client, id)).refused.map(({ action, reason }) => [action, reason]));
  assert.equal((await why(doctors)).close, 'answer_missing');
  assert.equal((await why(doctors)).reopen, 'not_closed');
  assert.deepEqual(await why(nurse), { reopen: 'not_closed' });
  await doctors.post(`${at(id)}/answer`, { text: 'Takk for meldingen' }, { version: 1 });
  await doctors.post(`${at(id)}/closing`, {}, { version: 2 });
  assert.deepEqual(await why(nurse), { message: 'case_closed', addendum: 'case_closed' });
  assert.equal((await why(doctors)).answer, 'case_closed');
});
