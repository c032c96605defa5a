/* SPDX-License-Identifier: MIT */
/* One change of several cases: each decided for itself, told what became of it, and taken back. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addPerson } from './support/people.mjs';
import { Mailbox } from './support/mailbox.mjs';
import { fileReport, readCase, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let nurse;
let doctors;
let colleague;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'raad.lege.to', [{ role: 'council_member', council: 'legesamarbeid' }]);
  [nurse, doctors, colleague] = await Promise.all(['nurse.trondheim', 'raad.lege', 'raad.lege.to'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const file = async (more) => (await fileReport(nurse, reports, more)).id;
async function change(client, action, cases) {
  const answer = await client.post('/deviations/bulk', { action, cases });
  assert.equal(answer.status, 200, answer.text);
  return answer.body.items;
}
const outcomes = (items) => items.map(({ outcome }) => outcome);
const itemOf = async (client, id) => (await client.get('/queue?view=all&limit=100')).body.items.find((one) => one.id === id);

describe('several cases at once', () => {
  test('are acknowledged, and what cannot be is told for itself, with what has happened to it', async () => {
    const [one, two, changed, closed, others] = [await file(), await file(), await file(), await file(), await file({ category: 'meldingsutveksling' })];
    assert.equal((await colleague.post(`/deviations/${changed}/acknowledgement`, undefined, { version: 1 })).status, 200);
    await doctors.post(`/deviations/${closed}/answer`, { text: 'Et svar' }, { version: 1 });
    await doctors.post(`/deviations/${closed}/closing`, {}, { version: 2 });
    const items = await change(doctors, 'acknowledge', [{ id: one, version: 1 }, { id: changed, version: 1 }, { id: two, version: 1 },
      { id: closed, version: 3 }, { id: others, version: 1 }, { id: '999999999', version: 1 }]);
    assert.deepEqual(outcomes(items), ['done', 'changed_meanwhile', 'done', 'not_now', 'not_found', 'not_found']);
    assert.deepEqual([items[1].changed.kind, items[1].changed.by, items[1].version], ['acknowledged', colleague.session.person.name, 2]);
    assert.equal(items[0].version, 2);
    assert.equal(items[4].number, null);
    for (const id of [one, two]) {
      const { status, received_at: received, events } = await readCase(doctors, id);
      assert.equal(status, 'received');
      assert.ok(received);
      assert.deepEqual(events.map(({ kind }) => kind), ['submitted', 'acknowledged']);
    }
  });

  test('who reads and does not treat changes nothing, and is not told less than that', async () => {
    const id = await file();
    await cluster.query(`UPDATE deviation SET also_told = ARRAY[${reports.council('kontaktutvalg').id}] WHERE id = ${id}`);
    const told = await service.signIn('kontaktutvalg');
    assert.deepEqual(outcomes(await change(told, 'acknowledge', [{ id, version: 1 }])), ['read_only']);
    assert.equal((await readCase(doctors, id)).status, 'sent');
    assert.equal((await nurse.post('/deviations/bulk', { action: 'acknowledge', cases: [{ id, version: 1 }] })).status, 403);
  });

  test('each stands once, and there are some', async () => {
    const id = await file();
    const twice = await doctors.post('/deviations/bulk', { action: 'acknowledge', cases: [{ id, version: 1 }, { id, version: 1 }] });
    assert.deepEqual([twice.status, twice.body.errors[0].code, twice.body.errors[0].pointer], [422, 'case_twice', '/cases/1/id']);
    for (const cases of [[], Array.from({ length: 101 }, (_, i) => ({ id: String(i + 1), version: 1 }))]) {
      assert.equal((await doctors.post('/deviations/bulk', { action: 'acknowledge', cases })).status, 422);
    }
  });
});

describe('an acknowledgement', () => {
  test('is taken back by who gave it, and the history says so', async () => {
    const ids = [await file(), await file()];
    const given = await change(doctors, 'acknowledge', ids.map((id) => ({ id, version: 1 })));
    const back = await change(doctors, 'withdraw_acknowledgement', given.map(({ id, version }) => ({ id, version })));
    assert.deepEqual(outcomes(back), ['done', 'done']);
    for (const id of ids) {
      const one = await readCase(doctors, id);
      assert.deepEqual([one.status, one.received_at, one.version], ['sent', null, 3]);
      assert.deepEqual(one.events.map(({ kind }) => kind), ['submitted', 'acknowledged', 'acknowledgement_withdrawn']);
      assert.ok(one.allowed.includes('acknowledge'));
    }
  });

  test('of a reopened case leaves it reopened, and received as it was', async () => {
    const id = await file();
    await doctors.post(`/deviations/${id}/answer`, { text: 'Et svar' }, { version: 1 });
    await doctors.post(`/deviations/${id}/closing`, {}, { version: 2 });
    await nurse.post(`/deviations/${id}/reopening`, { reason: 'Mer' }, { version: 3 });
    const { received_at: received } = await readCase(doctors, id);
    await change(doctors, 'acknowledge', [{ id, version: 4 }]);
    await change(doctors, 'withdraw_acknowledgement', [{ id, version: 5 }]);
    const one = await readCase(doctors, id);
    assert.deepEqual([one.status, one.received_at], ['reopened', received]);
  });

  test('is not taken back by others, after something has happened, or much later', async () => {
    const [others, answered, old] = [await file(), await file(), await file()];
    await change(colleague, 'acknowledge', [{ id: others, version: 1 }]);
    await change(doctors, 'acknowledge', [answered, old].map((id) => ({ id, version: 1 })));
    await nurse.post(`/deviations/${answered}/messages`, { audience: 'dialogue', text: 'Takk' });
    await cluster.query(`ALTER TABLE event DISABLE TRIGGER USER; UPDATE event SET at = at - interval '16 minutes' WHERE deviation_id = ${old};
      ALTER TABLE event ENABLE TRIGGER USER`);
    const back = await change(doctors, 'withdraw_acknowledgement', [others, answered, old].map((id) => ({ id, version: 2 })));
    assert.deepEqual(outcomes(back), ['not_now', 'not_now', 'not_now']);
    assert.equal(back[1].changed.kind, 'message_added');
  });
});

describe('who works on cases', () => {
  test('is said for several, each with its own; who is somebody else is mailed', async () => {
    const [mine, hers, nobodys] = [await file(), await file(), await file()];
    const [me, her] = [doctors.session.person.id, colleague.session.person.id];
    await change(doctors, 'assign', [{ id: nobodys, version: 1, assignee_id: me }]);
    const items = await change(doctors, 'assign', [{ id: mine, version: 1, assignee_id: me }, { id: hers, version: 1, assignee_id: her },
      { id: nobodys, version: 2, assignee_id: null }]);
    assert.deepEqual(outcomes(items), ['done', 'done', 'done']);
    assert.equal((await itemOf(doctors, mine)).assignee.id, me);
    assert.deepEqual((await itemOf(doctors, hers)).assignee, { id: her, name: colleague.session.person.name });
    assert.equal((await itemOf(doctors, nobodys)).assignee, null);
    assert.deepEqual((await colleague.get('/queue?view=mine')).body.items.map(({ id }) => id), [hers]);
    const mails = await new Mailbox(service, cluster).fetch();
    const { number } = await itemOf(doctors, hers);
    const told = mails.filter(({ subject }) => /er tildelt deg/.test(subject));
    assert.deepEqual(told.map(({ to, subject }) => [to[0], subject]), [['raad.lege.to@example.org', `Sak ${number} er tildelt deg`]]);
    const reporter = await readCase(nurse, hers);
    assert.ok(!reporter.events.some(({ kind }) => kind === 'assigned'), 'who works on it is the council\'s own');
  });

  test('of several cases at once is told in one mail with their numbers, and of none that is taken back in the same minute', async () => {
    const [first, second, third] = [await file(), await file(), await file()];
    const her = colleague.session.person.id;
    const box = new Mailbox(service, cluster);
    const assign = async (ids, version, assignee) => assert.deepEqual(
      outcomes(await change(doctors, 'assign', ids.map((id) => ({ id, version, assignee_id: assignee })))), ids.map(() => 'done'));
    const told = async () => (await box.fetch()).filter(({ subject }) => /tildelt deg/.test(subject));
    await box.fetch();
    await assign([first, second, third], 1, her);
    await assign([second], 2, null);
    const numbers = await Promise.all([first, third].map(async (id) => (await itemOf(doctors, id)).number));
    const mails = await told();
    assert.deepEqual(mails.map(({ to, subject }) => [to[0], subject]), [['raad.lege.to@example.org', '2 saker er tildelt deg']]);
    assert.deepEqual(mails[0].links.map((link) => new URL(link).pathname), [`/saker/${first}`, `/saker/${third}`, '/ko']);
    for (const number of numbers) assert.ok(mails[0].text.includes(number) && mails[0].html.includes(number));
    assert.ok(!mails[0].raw.includes((await itemOf(doctors, second)).number));
    await assign([first, third], 2, null);
    await assign([first, third], 3, her);
    await assign([first], 4, null);
    assert.deepEqual((await told()).map(({ subject }) => subject), [`Sak ${numbers[1]} er tildelt deg`], 'one is left of two');
    await assign([first], 5, her);
    const [late, later] = [await file(), await file()];
    await assign([late, later], 1, her);
    await assign([late, later], 2, null);
    assert.deepEqual((await told()).filter(({ subject }) => /\d saker/.test(subject)), [], 'all of it was taken back');
  });

  test('is a member of the council that has the case', async () => {
    const id = await file();
    const digital = await service.signIn('raad.digital');
    for (const assignee of [digital.session.person.id, nurse.session.person.id, '999999999']) {
      assert.deepEqual(outcomes(await change(doctors, 'assign', [{ id, version: 1, assignee_id: assignee }])), ['not_a_member']);
    }
    assert.equal((await itemOf(doctors, id)).assignee, null);
  });

  test('is not said of a closed case, or over what another said', async () => {
    const id = await file();
    await change(colleague, 'assign', [{ id, version: 1, assignee_id: colleague.session.person.id }]);
    const [late] = await change(doctors, 'assign', [{ id, version: 1, assignee_id: doctors.session.person.id }]);
    assert.deepEqual([late.outcome, late.changed.kind, late.changed.by], ['changed_meanwhile', 'assigned', colleague.session.person.name]);
    await doctors.post(`/deviations/${id}/answer`, { text: 'Et svar' }, { version: 2 });
    await doctors.post(`/deviations/${id}/closing`, {}, { version: 3 });
    assert.deepEqual(outcomes(await change(doctors, 'assign', [{ id, version: 4, assignee_id: doctors.session.person.id }])), ['not_now']);
  });
});
