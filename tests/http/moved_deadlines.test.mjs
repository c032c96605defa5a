/* SPDX-License-Identifier: MIT */
/* Who leads a council moves a deadline, with a reason: everybody in the case sees both dates, and the promise to the reporter stays. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Mailbox } from './support/mailbox.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports, workingDay } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let mailbox;
let reports;
const as = {}; // clients by what they are

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  mailbox = new Mailbox(service, cluster);
  await addPerson(cluster, 'raad.lege2', [{ role: 'council_member', council: 'legesamarbeid' }, { role: 'council_lead', council: 'akuttmedisin' }]);
  await Promise.all(Object.entries({ nurse: 'nurse.trondheim', lead: 'raad.lege', member: 'raad.lege2', digital: 'raad.digital', secretariat: 'sekretariat' })
    .map(async ([what, name]) => { as[what] = await service.signIn(name); }));
  reports = await readReports(as.nurse);
});
beforeEach(() => mailbox.fetch());
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const file = async (more) => (await fileReport(as.nurse, reports, more)).id;
const move = async (who, id, body = {}, version) => who.post(`/deviations/${id}/deadline-moves`,
  { deadline: 'answer', due_on: workingDay(60), reason: 'Vi venter på en gjennomgang', ...body }, { key: null, version: version ?? (await readCase(as.lead, id)).version });

describe('a moved deadline', () => {
  test('holds, the reporter is told and sees both dates, and what was promised stays', async () => {
    const id = await file();
    const was = (await readCase(as.nurse, id)).deadlines;
    await mailbox.fetch();
    const done = await move(as.lead, id);
    assert.equal(done.status, 200, done.text);
    for (const who of [as.lead, as.nurse, as.secretariat]) {
      const one = await readCase(who, id);
      assert.deepEqual(one.deadlines, { ...was, answer_due_on: workingDay(60), due_on: was.receipt_due_on });
      assert.deepEqual(one.events.at(-1).moved, [{ deadline: 'answer', from: was.answer_due_on, to: workingDay(60) }]);
      assert.deepEqual(one.messages.map(({ text }) => text), ['Vi venter på en gjennomgang']);
    }
    assert.deepEqual((await mailbox.fetch()).map((mail) => mail.to.join()), ['nurse.trondheim@example.org']);
    const { code, stdout } = await service.command(['verify']);
    assert.equal(code, 0, stdout);
  });

  test('may come nearer as well, is what is due next, and is reminded of like any other', async () => {
    const id = await file();
    assert.equal((await move(as.lead, id, { deadline: 'receipt', due_on: workingDay(1) })).body.deadlines.due_on, workingDay(1));
    assert.equal((await move(as.lead, id, { deadline: 'receipt', due_on: workingDay(20) })).body.deadlines.receipt_due_on, workingDay(20));
    const one = await readCase(as.lead, id);
    assert.equal(one.deadlines.due_on, [one.deadlines.receipt_due_on, one.deadlines.answer_due_on].sort()[0]);
  });

  test('is moved by who leads the council alone; by any member where nobody leads', async () => {
    const id = await file();
    assert.ok((await readCase(as.lead, id)).allowed.includes('move_deadline'));
    assert.ok(!(await readCase(as.member, id)).allowed.includes('move_deadline'), 'who leads another council');
    assert.equal(outcome(await move(as.member, id)), '403 council_lead_only');
    for (const who of [as.nurse, as.secretariat]) assert.equal(outcome(await move(who, id)), '403 forbidden');
    assert.equal(outcome(await move(as.digital, id)), '404 not_found');
    const led = await file({ category: 'ikt_helseplattformen' });
    assert.equal((await move(as.digital, led, {}, 1)).status, 200);
  });

  test('is refused in the past, too far ahead, on a Sunday, without a reason, unchanged, met, while the case waits, and closed', async () => {
    const id = await file();
    const wrong = async (body) => { const answer = await move(as.lead, id, body); return answer.body.errors?.map((one) => `${one.pointer} ${one.code}`).join() ?? outcome(answer); };
    const sunday = new Date(`${workingDay(14)}T12:00Z`);
    sunday.setUTCDate(sunday.getUTCDate() + 5);
    assert.equal(await wrong({ due_on: '2020-01-02' }), '/due_on past_date');
    assert.equal(await wrong({ due_on: '2399-01-02' }), '/due_on date_too_far');
    assert.equal(await wrong({ due_on: sunday.toISOString().slice(0, 10) }), '/due_on no_working_day');
    assert.equal(await wrong({ due_on: '2027-02-30' }), '/due_on bad_date');
    assert.equal(await wrong({ reason: '' }), '/reason missing');
    assert.match(await wrong({ reason: 'Pasienten 13097248022 ringte' }), /identity/);
    await move(as.lead, id);
    assert.equal(await wrong({}), '409 nothing_changed');
    assert.equal(outcome(await move(as.lead, id, {}, 99)), '412 version_conflict');
    const waiting = await as.lead.post(`/deviations/${id}/waiting`, { waiting_for: 'reporter', text: 'Når var det?' }, { key: null, version: (await readCase(as.lead, id)).version });
    assert.equal(await wrong({ due_on: workingDay(30) }), '409 clock_stands_still');
    assert.ok(!waiting.body.allowed.includes('move_deadline'));
    await as.lead.delete(`/deviations/${id}/waiting`, { version: waiting.body.version });
    assert.equal(await wrong({ deadline: 'receipt', due_on: workingDay(30) }), '409 nothing_due');
    await as.lead.post(`/deviations/${id}/answer`, { text: 'Endret' }, { version: (await readCase(as.lead, id)).version });
    await as.lead.post(`/deviations/${id}/closing`, {}, { version: (await readCase(as.lead, id)).version });
    assert.equal(await wrong({ deadline: 'closing' }), '409 transition_not_allowed');
  });
});
