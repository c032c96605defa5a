/* SPDX-License-Identifier: MIT */
/* The patient reference of a closed case goes, but never without a warning a week before and a way back until then (T21). */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { everythingSent, Mailbox } from './support/mailbox.mjs';
import { startCluster, startService, waitFor } from './support/service.mjs';

let cluster;
let service;
let nurse;
let coordinator; // of the other party
let council;
let reports;
let mailbox;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'melder.orkland', [{ role: 'reporter', organisation: 'orkland_kommune' }]);
  await addPerson(cluster, 'koordinator.orkland', [{ role: 'coordinator', organisation: 'orkland_kommune' }], { language: 'nn' });
  await addPerson(cluster, 'sluttet.orkland', [{ role: 'coordinator', organisation: 'orkland_kommune' }]);
  await cluster.query(`UPDATE membership SET valid_from = current_date - 10, valid_to = current_date
    WHERE person_id = (SELECT id FROM person WHERE username = 'sluttet.orkland')`);
  await cluster.query(`INSERT INTO substitute (membership_id, for_person_id, helsefellesskap_id, person_id, valid_from, valid_to)
    SELECT m.id, m.person_id, m.helsefellesskap_id, (SELECT id FROM person WHERE username = 'raad.akutt'), current_date, current_date + 7
    FROM membership m JOIN person p ON p.id = m.person_id WHERE p.username = 'koordinator.stolav'`);
  [nurse, coordinator, council] = await Promise.all(['melder.orkland', 'koordinator.stolav', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
  mailbox = new Mailbox(service, cluster);
});
beforeEach(() => mailbox.fetch());
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const at = (id, more = '') => `/deviations/${id}/patient-reference${more}`;
const stand = async (id, who = nurse) => (await who.get(at(id))).body;
const version = async (id) => (await readCase(council, id)).version;
const close = async (id) => {
  await council.post(`/deviations/${id}/answer`, { text: 'Rutinen er endret' }, { version: await version(id) });
  assert.equal((await council.post(`/deviations/${id}/closing`, {}, { version: await version(id) })).status, 200);
};
const reopen = async (id) => council.post(`/deviations/${id}/reopening`, { reason: 'Nye opplysninger' }, { version: await version(id) });
const day = async (offset) => (await cluster.query(`SELECT ((now() AT TIME ZONE 'Europe/Oslo')::date + ${offset})::text`))[0][0];
const set = (id, what) => cluster.query(`UPDATE patient_reference SET ${what} WHERE deviation_id = ${id}`);
const sealed = async (id) => (await cluster.query(`SELECT count(*) FROM sealed_reference WHERE deviation_id = ${id}`))[0][0];
const kinds = async (id) => (await readCase(nurse, id)).events.map(({ kind }) => kind);

async function withReference() {
  const { id } = await fileReport(nurse, reports);
  assert.equal((await nurse.put(at(id), { kind: 'local_reference', value: 'Journal 4711', patient_objects: false })).status, 200);
  return id;
}

async function closedCase() {
  const id = await withReference();
  await close(id);
  return id;
}

/* The jobs run soon after the start; a case that is to be warned of shows when they have. */
async function runJobs() {
  const mark = await closedCase();
  await set(mark, "destroy_on = current_date");
  await service.stop();
  await service.start();
  await waitFor('the jobs', async () => (await cluster.query(`SELECT warned_at IS NOT NULL FROM patient_reference WHERE deviation_id = ${mark}`))[0][0] === 't');
}

test('closing plans the destruction by the agreement, reopening cancels it, closing again plans it anew', async () => {
  await cluster.query('UPDATE agreement_version SET reference_days = 45');
  const id = await withReference();
  assert.equal((await stand(id)).destroy_on, null);
  await close(id);
  assert.equal((await stand(id)).destroy_on, await day(45));
  await set(id, "warned_at = now(), destroy_on = current_date + 1, postponed = 2, postponed_reason = 'Tilsyn'");
  await reopen(id);
  const open = await stand(id);
  assert.deepEqual([open.state, open.destroy_on, open.warned, open.postponed], ['present', null, false, 0]);
  await close(id);
  assert.equal((await stand(id)).destroy_on, await day(45));
  await cluster.query('UPDATE agreement_version SET reference_days = 30');
});

test('a week before, the coordinators of both parties are told by mail that says nothing of the case, and the page says so', async () => {
  const [id, later] = [await closedCase(), await closedCase()];
  await set(id, `destroy_on = '${await day(7)}'`);
  await set(later, `destroy_on = '${await day(8)}'`);
  await mailbox.fetch();
  await runJobs();
  const mails = (await mailbox.fetch()).filter(({ links }) => links.some((link) => link.endsWith(`/saker/${id}`)) );
  const { number } = await readCase(nurse, id);
  assert.deepEqual(mails.map(({ to }) => to.join()), ['koordinator.orkland@example.org', 'koordinator.stolav@example.org', 'raad.akutt@example.org'], 'a substitute too');
  const [there, here] = mails;
  assert.match(there.subject, new RegExp(`^Pasientreferansen i sak ${number} blir sletta \\d+\\. \\w+ \\d{4}$`));
  assert.match(here.subject, new RegExp(`^Pasientreferansen i sak ${number} slettes \\d+\\. \\w+ \\d{4}$`));
  for (const { raw } of mails) assert.ok(!/4711|Legemiddelliste|Kom hjem/.test(raw));
  assert.deepEqual([(await stand(id)).warned, (await stand(id)).destroy_on], [true, await day(7)]);
  assert.ok((await kinds(id)).includes('reference_warned'));
  assert.equal((await stand(later)).warned, false);
  await runJobs();
  assert.equal((await kinds(id)).filter((kind) => kind === 'reference_warned').length, 1, 'once');
});

test('what is due goes: the sealed text is gone, the event stays, and nobody can open it', async () => {
  const [due, early, unwarned, open] = [await closedCase(), await closedCase(), await closedCase(), await withReference()];
  const today = await day(0);
  await set(due, `destroy_on = '${today}', warned_at = now() - interval '8 days'`);
  await set(early, `destroy_on = '${await day(1)}', warned_at = now() - interval '8 days'`);
  await set(unwarned, `destroy_on = '${await day(-20)}'`);
  await set(open, `destroy_on = '${today}', warned_at = now() - interval '8 days'`);
  await runJobs();
  await waitFor('the destruction', async () => await sealed(due) === '0');
  assert.deepEqual([await sealed(early), await sealed(unwarned), await sealed(open)], ['1', '1', '1']);
  const gone = await stand(due, coordinator);
  assert.deepEqual([gone.state, gone.destroy_on, gone.allowed], ['destroyed', null, []]);
  assert.ok(gone.destroyed_at);
  assert.equal((await readCase(nurse, due)).events.at(-1).kind, 'reference_destroyed');
  assert.equal((await readCase(nurse, due)).events.at(-1).actor, null);
  assert.equal(outcome(await coordinator.post(at(due, '/opening'), { legal_basis: 'patient_consent', purpose: 'Prøve' })), '409 reference_destroyed');
  assert.equal((await stand(unwarned)).destroy_on, await day(7), 'a warning that comes late moves the day');
  await reopen(due);
  assert.equal((await nurse.put(at(due), { kind: 'local_reference', value: 'Journal 5', patient_objects: false })).status, 200, 'a reopened case can have another');
});

test('it waits while the warning has not gone out', async () => {
  const id = await closedCase();
  await set(id, `destroy_on = '${await day(0)}'`);
  await runJobs();
  await everythingSent(cluster);
  await set(id, `destroy_on = '${await day(0)}', warned_at = now() - interval '8 days'`);
  const waiting = `parameters ->> 'deviation_id' = '${id}' AND kind = 'reference_expiring'`;
  await cluster.query(`UPDATE outbox SET sent_at = NULL, not_before = now() + interval '1 day' WHERE ${waiting}`);
  await runJobs();
  assert.equal(await sealed(id), '1');
  await cluster.query(`UPDATE outbox SET sent_at = now() WHERE ${waiting}`);
  await runJobs();
  await waitFor('the destruction', async () => await sealed(id) === '0');
});

describe('putting it off', () => {
  const postpone = (who, id, destroy_on, reason = 'Tilsynet ber om journalen') => who.post(at(id, '/postponement'), { destroy_on, reason });

  test('is for coordinators, with a reason, 30 days each, twice; and a new warning comes before the new day', async () => {
    const id = await closedCase();
    await set(id, `destroy_on = '${await day(3)}', warned_at = now()`);
    const seen = await day(3);
    assert.equal(outcome(await postpone(nurse, id, seen)), '403 forbidden');
    assert.equal(outcome(await postpone(council, id, seen)), '403 forbidden');
    const answer = await postpone(coordinator, id, seen);
    assert.equal(answer.status, 200);
    assert.deepEqual([answer.body.destroy_on, answer.body.postponed, answer.body.postponed_reason, answer.body.warned], [await day(33), 1, 'Tilsynet ber om journalen', false]);
    assert.equal((await stand(id)).postponed_reason, null, 'the reason is for the coordinators');
    assert.equal(outcome(await postpone(coordinator, id, seen)), '409 reference_plan_changed', 'a second click puts it off no further');
    assert.equal(outcome(await postpone(coordinator, id, await day(33))), '200');
    assert.equal(outcome(await postpone(coordinator, id, await day(63))), '409 reference_postponed_enough');
    assert.equal((await kinds(id)).filter((kind) => kind === 'reference_postponed').length, 2);
  });

  test('of a case that is open, or holds an identity number in the reason, is refused', async () => {
    const id = await withReference();
    assert.equal(outcome(await postpone(coordinator, id, await day(1))), '409 reference_plan_changed');
    assert.equal(outcome(await postpone(coordinator, id, await day(1), 'Gjelder 02013299997')), '422 identity_number');
  });
});
