/* SPDX-License-Identifier: MIT */
/* People on a case: assigned, watching, mentioned; each is told, and nobody of what they do not see. And the texts a council writes often. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addPerson, endMemberships } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { command, projectRoot, startCluster, startService } from './support/service.mjs';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

let cluster;
let service;
let nurse;
let doctors; // of the council
let colleague; // of the council as well
let coordinator; // of the party that reported
let outsider; // of another council
let reports;
const at = (id) => `/deviations/${id}`;
/* Who has been told, by mail that is sent or waits. */
const told = async (kind, id) => (await cluster.query(`SELECT p.username FROM outbox o JOIN person p ON p.id = o.recipient_person_id
  WHERE o.kind = '${kind}' AND o.parameters ->> 'deviation_id' = '${id}' ORDER BY o.id`)).flat();
const people = async (client, id) => (await client.get(`${at(id)}/people`)).body.items;
const idOf = async (username) => (await cluster.query(`SELECT id FROM person WHERE username = '${username}'`))[0][0];
const write = (client, id, more) => client.post(`${at(id)}/messages`, { audience: 'dialogue', text: 'Hei på deg', ...more });
/* No mail goes out while a test looks at what waits. */
const holdMail = () => cluster.query("UPDATE outbox SET claimed_until = NULL; ALTER TABLE outbox ALTER COLUMN not_before SET DEFAULT now() + interval '1 hour'");

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'kollega', [{ role: 'council_member', council: 'legesamarbeid' }]);
  await addPerson(cluster, 'annet.raad', [{ role: 'council_member', council: 'digital' }]);
  [nurse, doctors, colleague, coordinator, outsider] = await Promise.all(
    ['nurse.trondheim', 'raad.lege', 'kollega', 'koordinator.trondheim', 'annet.raad'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
  await holdMail();
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

test('a member of the council assigns a case to another, who is told; to oneself nobody is', async () => {
  const { id } = await fileReport(nurse, reports);
  const kollega = await idOf('kollega');
  const assigned = await doctors.put(`${at(id)}/assignee`, { person_id: kollega }, { version: 1 });
  assert.equal(assigned.status, 200, assigned.text);
  assert.deepEqual(assigned.body.assignee, { id: kollega, name: 'Prøve kollega', own: false });
  assert.deepEqual(assigned.body.events.at(-1).kind, 'assigned');
  assert.equal(assigned.body.events.at(-1).person, 'Prøve kollega');
  assert.deepEqual(await told('case_assigned', id), ['kollega']);

  const again = await doctors.put(`${at(id)}/assignee`, { person_id: kollega }, { version: assigned.body.version });
  assert.equal(again.body.version, assigned.body.version, 'the same as before is no change');
  const mine = await colleague.put(`${at(id)}/assignee`, { person_id: null }, { version: assigned.body.version });
  assert.equal(mine.body.assignee, null);
  const own = await doctors.put(`${at(id)}/assignee`, { person_id: await idOf('raad.lege') }, { version: mine.body.version });
  assert.equal(own.body.assignee.own, true);
  assert.deepEqual(await told('case_assigned', id), ['kollega']);
  assert.equal((await readCase(nurse, id)).assignee, null, 'who works on it is the council\'s');
  assert.ok(!(await readCase(nurse, id)).events.some(({ kind }) => kind === 'assigned'));
});

test('a case is not assigned to somebody outside its council, by an old version, or by somebody else', async () => {
  const { id } = await fileReport(nurse, reports);
  for (const stranger of [await idOf('annet.raad'), await idOf('nurse.trondheim'), '999999']) {
    const refused = await doctors.put(`${at(id)}/assignee`, { person_id: stranger }, { version: 1 });
    assert.equal(refused.status, 422);
    assert.deepEqual(refused.body.errors.map(({ pointer, code }) => [pointer, code]), [['/person_id', 'not_of_council']]);
  }
  assert.equal(outcome(await doctors.put(`${at(id)}/assignee`, { person_id: null }, { version: 7 })), '412 version_conflict');
  assert.equal(outcome(await coordinator.put(`${at(id)}/assignee`, { person_id: null }, { version: 1 })), '403 forbidden');
  assert.equal(outcome(await outsider.put(`${at(id)}/assignee`, { person_id: null }, { version: 1 })), '404 not_found');
});

test('the people of a case are its council, who reported and the coordinators of both parties, today', async () => {
  await addPerson(cluster, 'sluttet', [{ role: 'council_member', council: 'legesamarbeid' }]);
  await endMemberships(cluster, 'sluttet');
  const { id } = await fileReport(nurse, reports);
  const named = new Map((await people(nurse, id)).map(({ name, side }) => [name, side]));
  assert.equal(named.get('Prøve kollega'), 'council');
  assert.equal([...named.values()].filter((side) => side === 'reporter').length, 1);
  assert.ok([...named.values()].includes('party'));
  assert.ok(!named.has('Prøve sluttet') && !named.has('Prøve annet.raad'));
  assert.deepEqual((await people(nurse, id)).filter(({ own }) => own).map(({ side }) => side), ['reporter']);
  assert.equal(outcome(await outsider.get(`${at(id)}/people`)), '404 not_found');
});

test('who watches is told once however much happens, and not of what they do themselves', async () => {
  const { id } = await fileReport(nurse, reports);
  assert.equal((await readCase(coordinator, id)).watching, false);
  assert.equal((await coordinator.put(`${at(id)}/watch`)).body.watching, true);
  assert.equal((await coordinator.put(`${at(id)}/watch`)).status, 200);
  await write(coordinator, id);
  assert.deepEqual(await told('case_news', id), []);
  await doctors.post(`${at(id)}/acknowledgement`, undefined, { version: 1 });
  await doctors.put(`${at(id)}/assignee`, { person_id: await idOf('kollega') }, { version: 2 });
  assert.deepEqual(await told('case_news', id), ['koordinator.trondheim']);
  await cluster.query("UPDATE outbox SET sent_at = now() WHERE kind = 'case_news'");
  await doctors.post(`${at(id)}/answer`, { text: 'Takk for meldingen' }, { version: 3 });
  assert.deepEqual(await told('case_news', id), ['koordinator.trondheim', 'koordinator.trondheim'], 'told again when the last one is sent');

  assert.equal((await coordinator.delete(`${at(id)}/watch`)).body.watching, false);
  await cluster.query("UPDATE outbox SET sent_at = now() WHERE kind = 'case_news'");
  await doctors.post(`${at(id)}/closing`, {}, { version: 4 });
  assert.equal((await told('case_news', id)).length, 2);
});

test('a message told of otherwise makes no second mail for who watches', async () => {
  const { id } = await fileReport(nurse, reports);
  await nurse.put(`${at(id)}/watch`);
  await write(doctors, id);
  assert.deepEqual(await told('case_message', id), ['nurse.trondheim']);
  assert.deepEqual(await told('case_news', id), []);
});

test('an internal note is no news for a watcher who is not of the council, nor is anything for one who sees the case no more', async () => {
  await addPerson(cluster, 'sekretar', [{ role: 'secretariat' }]);
  await addPerson(cluster, 'flyttet', [{ role: 'coordinator', organisation: 'trondheim_kommune' }]);
  const [secretary, moved] = await Promise.all(['sekretar', 'flyttet'].map((name) => service.signIn(name)));
  const { id } = await fileReport(nurse, reports);
  for (const client of [nurse, coordinator, secretary, moved, colleague]) assert.equal((await client.put(`${at(id)}/watch`)).status, 200);
  await write(doctors, id, { audience: 'internal', text: 'Bare for oss' });
  assert.deepEqual(await told('case_news', id), ['kollega']);
  await endMemberships(cluster, 'flyttet');
  await doctors.post(`${at(id)}/acknowledgement`, undefined, { version: 1 });
  assert.deepEqual((await told('case_news', id)).sort(), ['kollega', 'koordinator.trondheim', 'nurse.trondheim', 'sekretar']);
  assert.equal(outcome(await outsider.put(`${at(id)}/watch`)), '404 not_found');
  assert.equal(outcome(await outsider.delete(`${at(id)}/watch`)), '404 not_found');
});

test('what is said of who sees a case is what the database lets each of them see', async () => {
  const cases = await Promise.all([fileReport(nurse, reports), fileReport(nurse, reports, { category: 'epikrise' })]);
  await addPerson(cluster, 'uten.rolle', []);
  const names = (await cluster.query("SELECT username FROM person WHERE username IS NOT NULL AND password_hash IS NOT NULL AND disabled_at IS NULL")).flat();
  for (const { id } of cases) {
    const said = (await cluster.query(`SELECT p.username FROM who_sees(${id}, ARRAY(SELECT id FROM person)) w JOIN person p ON p.id = w.person_id
      WHERE p.username IS NOT NULL AND p.password_hash IS NOT NULL ORDER BY 1`)).flat();
    const seeing = [];
    for (const name of names) {
      const client = await service.signIn(name);
      if ((await client.get(at(id))).status === 200) seeing.push(name);
    }
    assert.deepEqual(seeing.sort(), said.sort());
    assert.ok(said.length > 3 && said.length < names.length);
  }
});

test('who is mentioned is told once, and has to see the text', async () => {
  const { id } = await fileReport(nurse, reports);
  const [kollega, sykepleier, fremmed] = await Promise.all(['kollega', 'nurse.trondheim', 'annet.raad'].map(idOf));
  const said = await write(doctors, id, { text: '@Prøve kollega, ser du på denne?', audience: 'internal', mentions: [{ person_id: kollega }] });
  assert.equal(said.status, 201, said.text);
  assert.deepEqual(said.body.messages.at(-1).mentions, ['Prøve kollega']);
  assert.deepEqual(await told('case_mention', id), ['kollega']);

  const reporter = await write(doctors, id, { mentions: [{ person_id: sykepleier }] });
  assert.equal(reporter.status, 201, reporter.text);
  assert.deepEqual(await told('case_mention', id), ['kollega', 'nurse.trondheim']);
  assert.deepEqual(await told('case_message', id), [], 'one mail of one message');

  const leak = await write(doctors, id, { audience: 'internal', mentions: [{ person_id: kollega }, { person_id: sykepleier }] });
  assert.equal(leak.status, 422);
  assert.deepEqual(leak.body.errors.map(({ pointer, code }) => [pointer, code]), [['/mentions/1/person_id', 'does_not_see_it']]);
  const unseen = await write(doctors, id, { mentions: [{ person_id: fremmed }] });
  const unknown = await write(doctors, id, { mentions: [{ person_id: '999999' }] });
  assert.deepEqual(unseen.body.errors, unknown.body.errors, 'who does not see it answers like who does not exist');
  assert.deepEqual(await told('case_mention', id), ['kollega', 'nurse.trondheim']);
  assert.equal((await readCase(nurse, id)).messages.length, 1);
});

test('a council is offered its own texts and those of all, filled in, in the language of who reported', async () => {
  const { id, number } = await fileReport(nurse, reports);
  const offered = await doctors.get(`${at(id)}/text-modules`);
  assert.equal(offered.status, 200, offered.text);
  assert.equal(offered.body.language, 'nb');
  assert.equal(offered.body.items[0].code, 'legemiddelliste', 'its own come first');
  const thanks = offered.body.items.find(({ code }) => code === 'takk_for_melding');
  const council = (await readCase(doctors, id)).route.council.name;
  assert.match(thanks.text, new RegExp(`^Takk for at du meldte fra\\. ${council} har behandlet sak ${number}\\.`));
  await cluster.query("UPDATE person SET language = 'en' WHERE username = 'nurse.trondheim'");
  assert.match((await doctors.get(`${at(id)}/text-modules`)).body.items[1].text, /^Thank you for reporting/);
  await cluster.query("UPDATE person SET language = 'nb' WHERE username = 'nurse.trondheim'");
  await cluster.query("UPDATE text_module SET valid_to = current_date WHERE code = 'takk_for_melding'");
  assert.ok(!(await doctors.get(`${at(id)}/text-modules`)).body.items.some(({ code }) => code === 'takk_for_melding'));
  assert.equal(outcome(await nurse.get(`${at(id)}/text-modules`)), '403 forbidden');
  assert.equal(outcome(await outsider.get(`${at(id)}/text-modules`)), '404 not_found');
});

test('a text with a gap that nothing fills is refused with its file', async () => {
  const file = JSON.parse(readFileSync(join(projectRoot, 'deploy/demo/st_olavs.json'), 'utf8'));
  file.text_modules[0].texts.nb = 'Hei {fornavn}';
  const path = join(cluster.folder, 'wrong.json');
  writeFileSync(path, JSON.stringify(file));
  const { code, stderr } = await command(service.environment, ['configure', path]);
  assert.equal(code, 1);
  assert.match(stderr, /text_modules.*text_module_placeholders/);
});
