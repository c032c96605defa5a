/* SPDX-License-Identifier: MIT */
/* While somebody else has the ball, the council's deadlines stand still; a first answer is not overruled by any other clock. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Mailbox } from './support/mailbox.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let mailbox;
let reports;
const as = {};

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  mailbox = new Mailbox(service, cluster);
  await addPerson(cluster, 'koordinator.melder', [{ role: 'coordinator', organisation: 'trondheim_kommune' }]);
  await Promise.all(Object.entries({ nurse: 'nurse.trondheim', council: 'raad.lege', other: 'koordinator.stolav', own: 'koordinator.melder' })
    .map(async ([what, name]) => { as[what] = await service.signIn(name); }));
  reports = await readReports(as.nurse);
});
beforeEach(() => mailbox.fetch());
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const file = async (more) => (await fileReport(as.nurse, reports, more)).id;
const version = async (id) => (await readCase(as.council, id)).version;
const ask = async (id, waiting_for, who = as.council) => who.post(`/deviations/${id}/waiting`, { waiting_for, text: 'Når kom epikrisen?' }, { key: null, version: await version(id) });
const goOn = async (id, who = as.council) => who.delete(`/deviations/${id}/waiting`, { version: await version(id) });
const write = (who, id) => who.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Den kom på onsdag' });
const step = async (id, what, body) => as.council.post(`/deviations/${id}/${what}`, body, { version: await version(id) });
const kinds = async (id) => (await readCase(as.nurse, id)).events.map((one) => one.kind);
/* As if the question was asked, and the case filed, so many days ago. */
const earlier = (id, days) => cluster.query(`UPDATE deviation SET waiting_since = waiting_since - interval '${days} days', submitted_at = submitted_at - interval '${days} days',
  answer_due_at = answer_due_at - interval '${days} days', answer_promised_at = answer_promised_at - interval '${days} days',
  close_due_at = close_due_at - interval '${days} days' WHERE id = ${id}`);
const days = (from, to) => (new Date(to) - new Date(from)) / 86400000;

describe('asking and waiting', () => {
  test('confirms receipt, stops the clock, shows for whom and since when, and tells whom it waits for', async () => {
    const id = await file();
    await mailbox.fetch();
    const asked = await ask(id, 'reporter');
    assert.equal(asked.status, 200, asked.text);
    const one = await readCase(as.nurse, id);
    assert.deepEqual([one.status, one.waiting_for, one.deadlines.due_on], ['received', 'reporter', null]);
    assert.ok(Date.now() - new Date(one.waiting_since) < 60000);
    assert.deepEqual(one.messages.map((message) => message.text), ['Når kom epikrisen?']);
    assert.deepEqual(await kinds(id), ['submitted', 'clock_paused']);
    assert.deepEqual((await mailbox.fetch()).map((mail) => mail.to.join()), ['nurse.trondheim@example.org']);
    assert.equal(outcome(await ask(id, 'reporter')), '409 already_waiting');
    const { allowed } = await readCase(as.council, id);
    assert.ok(allowed.includes('resume') && !allowed.includes('wait'));
  });

  test('ends when whoever was asked writes: the deadlines move by the working days that passed, the promise never', async () => {
    const id = await file();
    await ask(id, 'reporter');
    await earlier(id, 14);
    const was = (await readCase(as.nurse, id)).deadlines;
    await write(as.nurse, id);
    const one = await readCase(as.nurse, id);
    assert.equal(one.waiting_for, 'council');
    // Ten working days, and no more than a few holidays beside them.
    assert.ok(days(was.answer_due_on, one.deadlines.answer_due_on) >= 8 && days(was.answer_due_on, one.deadlines.answer_due_on) <= 24, JSON.stringify([was, one.deadlines]));
    assert.ok(one.deadlines.close_due_on > was.close_due_on);
    assert.equal(one.deadlines.receipt_due_on, was.receipt_due_on);
    assert.equal(one.deadlines.promised_on, was.promised_on);
    assert.equal(one.deadlines.due_on, one.deadlines.answer_due_on);
    assert.deepEqual(await kinds(id), ['submitted', 'clock_paused', 'message_added', 'clock_resumed', 'deadline_moved']);
    const [[moved]] = await cluster.query(`SELECT detail -> 'moved' FROM event WHERE deviation_id = ${id} AND kind = 'deadline_moved'`);
    assert.deepEqual(JSON.parse(moved).map((row) => [row.deadline, row.from.slice(0, 10)]), [['answer', was.answer_due_on], ['closing', was.close_due_on]]);
  });

  test('moves nothing when the answer comes the same day, and mends nothing that was late before', async () => {
    const id = await file();
    const was = (await readCase(as.nurse, id)).deadlines;
    await ask(id, 'reporter');
    await write(as.nurse, id);
    assert.equal((await readCase(as.nurse, id)).deadlines.answer_due_on, was.answer_due_on);
    assert.deepEqual(await kinds(id), ['submitted', 'clock_paused', 'message_added', 'clock_resumed']);
    await cluster.query(`UPDATE deviation SET answer_due_at = now() - interval '40 days' WHERE id = ${id}`);
    const late = (await readCase(as.nurse, id)).deadlines.answer_due_on;
    await ask(id, 'reporter');
    await cluster.query(`UPDATE deviation SET waiting_since = now() - interval '20 days' WHERE id = ${id}`);
    await write(as.nurse, id);
    assert.equal((await readCase(as.nurse, id)).deadlines.answer_due_on, late);
  });

  test('goes on while others write, or the council does', async () => {
    const id = await file();
    await mailbox.fetch();
    await ask(id, 'other_organisation');
    assert.ok((await mailbox.fetch()).some((mail) => mail.to.includes('koordinator.stolav@example.org')));
    for (const who of [as.nurse, as.own, as.council]) assert.equal((await write(who, id)).status, 201);
    assert.equal((await readCase(as.nurse, id)).waiting_for, 'other_organisation');
    await write(as.other, id);
    assert.equal((await readCase(as.nurse, id)).waiting_for, 'council');
  });

  test('for the organisation that reported is ended by its coordinator or the reporter', async () => {
    for (const who of ['own', 'nurse']) {
      const id = await file();
      await ask(id, 'reporter_organisation');
      await write(as.other, id);
      assert.equal((await readCase(as.nurse, id)).waiting_for, 'reporter_organisation');
      await write(as[who], id);
      assert.equal((await readCase(as.nurse, id)).waiting_for, 'council');
    }
  });

  test('ends when the council takes the ball back, answers or closes', async () => {
    const id = await file();
    assert.equal(outcome(await goOn(id)), '409 not_waiting');
    await ask(id, 'reporter');
    const back = await goOn(id);
    assert.equal(back.body.waiting_for, 'council', back.text);
    await ask(id, 'reporter');
    assert.equal((await step(id, 'answer', { text: 'Vi svarer likevel' })).body.waiting_for, 'council');
    await ask(id, 'other_organisation');
    assert.deepEqual([(await step(id, 'closing', {})).body.waiting_for, (await readCase(as.nurse, id)).status], ['council', 'closed']);
    assert.equal(outcome(await ask(id, 'reporter')), '409 transition_not_allowed');
  });

  test('is the council\'s to do', async () => {
    const id = await file();
    for (const who of [as.nurse, as.other]) assert.equal(outcome(await ask(id, 'reporter', who)), '403 forbidden');
    await ask(id, 'reporter');
    for (const who of [as.nurse, as.other]) assert.equal(outcome(await goOn(id, who)), '403 forbidden');
    assert.equal((await as.council.post(`/deviations/${id}/waiting`, { waiting_for: 'council', text: 'Oss selv' }, { key: null, version: await version(id) })).status, 422);
  });

  test('goes on through a hand-over', async () => {
    const id = await file();
    await ask(id, 'reporter');
    const digital = await service.signIn('raad.digital');
    await as.council.post(`/deviations/${id}/hand-over`, { council: 'digital', reason: 'Gjelder meldinger' }, { key: null, version: await version(id) });
    assert.equal((await readCase(digital, id)).waiting_for, 'reporter');
    await write(as.nurse, id);
    assert.equal((await readCase(digital, id)).waiting_for, 'council');
  });
});

describe('the first answer', () => {
  test('is due whatever other clock runs', async () => {
    const id = await file();
    await cluster.query(`UPDATE deviation SET answer_due_at = now() + interval '1 day', receipt_due_at = now() + interval '5 days', close_due_at = now() + interval '2 hours' WHERE id = ${id}`);
    const due = async () => (await cluster.query(`SELECT due_at = answer_due_at FROM deviation WHERE id = ${id}`))[0][0];
    assert.equal(await due(), 't');
    await step(id, 'acknowledgement');
    assert.equal(await due(), 't');
  });

  test('to a case taken up again is due anew', async () => {
    const id = await file();
    await step(id, 'answer', { text: 'Endret' });
    await step(id, 'closing', {});
    await cluster.query(`UPDATE deviation SET answer_due_at = now() - interval '30 days', close_due_at = now() - interval '1 day' WHERE id = ${id}`);
    const again = await as.nurse.post(`/deviations/${id}/reopening`, { reason: 'Skjedde igjen' }, { version: await version(id) });
    const fresh = await readCase(as.nurse, await file());
    assert.deepEqual([again.body.deadlines.answer_due_on, again.body.deadlines.close_due_on], [fresh.deadlines.answer_due_on, fresh.deadlines.close_due_on]);
    assert.equal(again.body.deadlines.due_on, fresh.deadlines.answer_due_on);
  });
});
