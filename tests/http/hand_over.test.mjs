/* SPDX-License-Identifier: MIT */
/*
 * A case that came to the wrong council: handed over with the reason, its clock running on and the notes of the old council staying
 * behind; returned with a coded reason; taken back; and passed around until the secretariat hears of it.
 */
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
const as = {}; // clients by what they are

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  mailbox = new Mailbox(service, cluster);
  await addPerson(cluster, 'koordinator.melder', [{ role: 'coordinator', organisation: 'trondheim_kommune' }]);
  await Promise.all(Object.entries({ nurse: 'nurse.trondheim', doctors: 'raad.lege', patients: 'raad.pasient', digital: 'raad.digital',
    secretariat: 'sekretariat', coordinator: 'koordinator.melder' }).map(async ([what, name]) => { as[what] = await service.signIn(name); }));
  reports = await readReports(as.nurse);
});
beforeEach(() => mailbox.fetch());
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const council = (code) => reports.council(code).id;
const file = async (more) => (await fileReport(as.nurse, reports, more)).id;
const version = async (who, id) => (await readCase(who, id)).version;
const handOver = async (who, id, to, more = {}) => who.post(`/deviations/${id}/hand-over`,
  { council_id: council(to), reason: 'Gjelder pasientforløpet, ikke legene', ...more }, { key: null, version: await version(who, id) });
const giveBack = (who, id) => who.post(`/deviations/${id}/hand-over/taking-back`, undefined, { key: null });
const sendBack = async (who, id, reason, text = 'Dette hører ikke til hos oss.') => who.post(`/deviations/${id}/return`, { reason, text },
  { key: null, version: await version(who, id) });
const note = async (who, id, text) => assert.equal((await who.post(`/deviations/${id}/messages`, { audience: 'internal', text })).status, 201);
const recipients = async () => (await mailbox.fetch()).map((mail) => mail.to.join()).sort();
const passedAround = async () => (await mailbox.fetch()).filter((mail) => /sendes fram og tilbake/.test(mail.subject)).flatMap((mail) => mail.to);

describe('a hand-over', () => {
  test('gives the case to the other council, and everybody in it reads why', async () => {
    const id = await file();
    const before = await readCase(as.doctors, id);
    await mailbox.fetch();
    const done = await handOver(as.doctors, id, 'pasientsamarbeid');
    assert.equal(done.status, 200, done.text);
    assert.deepEqual([done.body.council.code, done.body.hand_overs, done.body.number], ['pasientsamarbeid', 1, before.number]);
    assert.equal(outcome(await as.doctors.get(`/deviations/${id}`)), '404 not_found');
    for (const who of [as.patients, as.nurse, as.secretariat]) {
      const one = await readCase(who, id);
      assert.equal(one.council.code, 'pasientsamarbeid');
      assert.deepEqual(one.hand_overs.map((h) => [h.from.code, h.to.code, h.by, h.reason, h.taken_back]),
        [['legesamarbeid', 'pasientsamarbeid', 'Torstein Fannrem', 'Gjelder pasientforløpet, ikke legene', false]]);
      assert.deepEqual(one.route, before.route);
      assert.deepEqual(one.deadlines, before.deadlines);
    }
    assert.deepEqual(await recipients(), ['nurse.trondheim@example.org', 'raad.pasient@example.org']);
    const queue = (who, code) => who.get(`/deviations?view=council&council_id=${council(code)}&status=open`);
    assert.ok(!(await queue(as.doctors, 'legesamarbeid')).body.items.some((one) => one.id === id));
    assert.ok((await queue(as.patients, 'pasientsamarbeid')).body.items.some((one) => one.id === id));
  });

  test('leaves the notes with the council that wrote them, also when the case comes back', async () => {
    const id = await file();
    await note(as.doctors, id, 'Vår egen vurdering NOTEX');
    await handOver(as.doctors, id, 'pasientsamarbeid');
    await note(as.patients, id, 'Deres egen NOTEY');
    const theirs = await as.patients.get(`/deviations/${id}`);
    assert.doesNotMatch(theirs.text, /NOTEX/);
    assert.match(theirs.text, /NOTEY/);
    assert.deepEqual(theirs.body.events.map((one) => one.kind), ['submitted', 'handed_over', 'note_added']);
    for (const who of [as.nurse, as.secretariat, as.coordinator]) assert.doesNotMatch((await who.get(`/deviations/${id}`)).text, /NOTE[XY]|note_added/);
    await handOver(as.patients, id, 'legesamarbeid');
    const ours = await as.doctors.get(`/deviations/${id}`);
    assert.match(ours.text, /NOTEX/);
    assert.doesNotMatch(ours.text, /NOTEY/);
  });

  test('is received anew by nobody yet, with nobody on it, and what was answered stays answered', async () => {
    const id = await file();
    await as.doctors.post(`/deviations/${id}/acknowledgement`, undefined, { version: 1 });
    await cluster.query(`UPDATE deviation SET assignee_person_id = (SELECT id FROM person WHERE username = 'raad.lege') WHERE id = ${id}`);
    await handOver(as.doctors, id, 'pasientsamarbeid');
    const one = await readCase(as.patients, id);
    assert.deepEqual([one.status, Boolean(one.received_at)], ['sent', true]);
    assert.equal((await cluster.query(`SELECT assignee_person_id IS NULL FROM deviation WHERE id = ${id}`))[0][0], 't');
    await as.patients.post(`/deviations/${id}/answer`, { text: 'Endret' }, { version: one.version });
    await handOver(as.patients, id, 'legesamarbeid');
    assert.equal((await readCase(as.doctors, id)).status, 'answered');
  });

  test('is made by the secretariat as well, and by nobody else', async () => {
    const id = await file();
    assert.ok((await readCase(as.secretariat, id)).allowed.includes('hand_over'));
    assert.equal(outcome(await handOver(as.nurse, id, 'digital')), '403 forbidden');
    assert.equal(outcome(await handOver(as.coordinator, id, 'digital')), '403 forbidden');
    const stranger = await as.patients.post(`/deviations/${id}/hand-over`, { council_id: council('digital'), reason: 'Vil ha den' }, { key: null, version: 1 });
    assert.equal(outcome(stranger), '404 not_found');
    assert.equal((await handOver(as.secretariat, id, 'digital')).status, 200);
    assert.equal((await readCase(as.secretariat, id)).council.code, 'digital');
  });

  test('finds the council by any name people call it', async () => {
    for (const name of ['Fagråd lege-samarbeid', 'LEGESAMARBEID', 'fagråd for lege samarbeid']) {
      const id = await file({ category: 'ikt_helseplattformen' });
      const done = await as.digital.post(`/deviations/${id}/hand-over`, { council: name, reason: 'Gjelder legene' }, { key: null, version: await version(as.digital, id) });
      assert.equal(done.body.council?.code, 'legesamarbeid', done.text);
    }
    const by = async (name) => (await cluster.query(`SELECT code FROM council WHERE id = council_by_name((SELECT id FROM helsefellesskap WHERE code = 'st_olavs'), '${name}')`))[0]?.[0];
    assert.equal(await by('Kontaktutvalg PH / TSB'), 'kontaktutvalg');
    assert.equal(await by('ph og tsb'), 'kontaktutvalg');
    assert.equal(await by('Fagråd foreb., helsefremming, læring-mestring'), 'forebygging');
    assert.equal(await by('fagråd'), undefined);
    assert.equal(await by('-'), undefined);
    assert.deepEqual(await cluster.query(`SELECT c.code FROM council c WHERE c.id = council_by_name((SELECT id FROM helsefellesskap WHERE code = 'innlandet'),
      'helsefellesskap innlandet – sekretariat')`), [['sekretariat']]);
  });

  test('is refused to where it is, to nowhere, to another helsefellesskap, without a reason, closed, or on an old version', async () => {
    const id = await file();
    const [[foreign]] = await cluster.query("SELECT c.id FROM council c JOIN helsefellesskap h ON h.id = c.helsefellesskap_id WHERE h.code = 'innlandet' LIMIT 1");
    const wrong = async (body) => { const answer = await as.doctors.post(`/deviations/${id}/hand-over`, { reason: 'Feil råd', ...body }, { key: null, version: await version(as.doctors, id) });
      return answer.body.errors?.map((one) => `${one.pointer} ${one.code}`).join() ?? outcome(answer); };
    assert.equal(await wrong({ council_id: council('legesamarbeid') }), '409 same_council');
    assert.equal(await wrong({ council_id: foreign }), '/council_id unknown_council');
    assert.equal(await wrong({ council: 'Fagråd for romfart' }), '/council unknown_council');
    assert.equal(await wrong({}), '/council_id one_council');
    assert.equal(await wrong({ council_id: council('digital'), council: 'digital' }), '/council_id one_council');
    assert.equal(await wrong({ council_id: council('digital'), reason: '' }), '/reason missing');
    assert.match(await wrong({ council_id: council('digital'), reason: 'Pasienten 13097248022 ringte' }), /identity/);
    const old = await as.doctors.post(`/deviations/${id}/hand-over`, { council_id: council('digital'), reason: 'Feil råd' }, { key: null, version: 9 });
    assert.equal(outcome(old), '412 version_conflict');
    await as.doctors.post(`/deviations/${id}/answer`, { text: 'Endret' }, { version: 1 });
    await as.doctors.post(`/deviations/${id}/closing`, {}, { version: 2 });
    assert.equal(await wrong({ council_id: council('digital') }), '409 transition_not_allowed');
  });

  test('with a warning says in the history that it was confirmed', async () => {
    const id = await file();
    const reason = 'Ring kontoret på 73 12 34 56 først';
    const refused = await handOver(as.doctors, id, 'digital', { reason });
    const done = await handOver(as.doctors, id, 'digital', { reason, confirmed_findings: refused.body.errors.map(({ pointer, kind, start, end }) => ({ pointer, kind, start, end })) });
    assert.equal(done.status, 200, `${refused.text} ${done.text}`);
    assert.deepEqual((await readCase(as.digital, id)).events.map((one) => one.kind), ['submitted', 'warning_confirmed', 'handed_over']);
  });
});

describe('taking back', () => {
  test('puts everything where it was', async () => {
    const id = await file();
    await as.doctors.post(`/deviations/${id}/acknowledgement`, undefined, { version: 1 });
    await handOver(as.doctors, id, 'digital');
    const back = await giveBack(as.doctors, id);
    assert.equal(back.status, 200, back.text);
    assert.deepEqual([back.body.council.code, back.body.status], ['legesamarbeid', 'received']);
    assert.deepEqual(back.body.hand_overs.map((one) => one.taken_back), [false, true]);
    assert.equal(outcome(await as.digital.get(`/deviations/${id}`)), '404 not_found');
    assert.equal(outcome(await giveBack(as.doctors, id)), '409 nothing_to_take_back');
  });

  test('at once leaves no mail about a case that its reader does not see', async () => {
    const id = await file();
    await mailbox.fetch();
    await handOver(as.doctors, id, 'pasientsamarbeid');
    assert.equal((await giveBack(as.doctors, id)).status, 200);
    assert.ok(!(await recipients()).includes('raad.pasient@example.org'));
    await handOver(as.doctors, id, 'pasientsamarbeid');
    assert.ok((await recipients()).includes('raad.pasient@example.org'));
  });

  test('is for whoever handed it over, while nothing else has happened, for ten minutes', async () => {
    const id = await file();
    await handOver(as.doctors, id, 'digital');
    assert.equal(outcome(await giveBack(as.patients, id)), '404 not_found');
    assert.equal(outcome(await giveBack(as.secretariat, id)), '409 nothing_to_take_back');
    await as.digital.post(`/deviations/${id}/acknowledgement`, undefined, { version: await version(as.digital, id) });
    assert.equal(outcome(await giveBack(as.doctors, id)), '409 too_late_to_take_back');
  });
});

describe('passing around', () => {
  test('is told to the secretariat the third time, once', async () => {
    const id = await file();
    await mailbox.fetch();
    await handOver(as.doctors, id, 'digital');
    await handOver(as.digital, id, 'pasientsamarbeid');
    assert.deepEqual(await passedAround(), []);
    assert.equal((await handOver(as.patients, id, 'legesamarbeid')).body.hand_overs, 3);
    assert.deepEqual(await passedAround(), ['sekretariat@example.org']);
    await handOver(as.doctors, id, 'digital');
    assert.deepEqual(await passedAround(), []);
  });

  test('does not count what was taken back', async () => {
    const id = await file();
    await handOver(as.doctors, id, 'digital');
    await giveBack(as.doctors, id);
    await handOver(as.doctors, id, 'digital');
    assert.equal((await handOver(as.digital, id, 'legesamarbeid')).body.hand_overs, 2);
    assert.deepEqual(await passedAround(), []);
  });
});

describe('a return', () => {
  test('answers the reporter, closes the case and keeps the code', async () => {
    const id = await file();
    await mailbox.fetch();
    const done = await sendBack(as.doctors, id, 'internal_to_one_party', 'Ta det opp i eget kvalitetssystem.');
    assert.equal(done.status, 200, done.text);
    assert.equal(done.body.handed_over, null);
    const one = await readCase(as.nurse, id);
    assert.deepEqual([one.status, Boolean(one.answered_at), one.deadlines.due_on], ['closed', true, null]);
    assert.deepEqual(one.messages.map((m) => [m.is_answer, m.text]), [[true, 'Ta det opp i eget kvalitetssystem.']]);
    assert.deepEqual(one.events.map((event) => event.kind), ['submitted', 'returned', 'closed']);
    assert.deepEqual(await cluster.query(`SELECT detail ->> 'reason' FROM event WHERE deviation_id = ${id} AND kind = 'returned'`), [['internal_to_one_party']]);
    assert.deepEqual(await recipients(), ['nurse.trondheim@example.org']);
    assert.ok((await readCase(as.nurse, id)).allowed.includes('reopen'));
  });

  test('to the wrong council goes to the secretariat, the clock running on', async () => {
    const id = await file();
    const before = await readCase(as.doctors, id);
    const done = await sendBack(as.doctors, id, 'wrong_council');
    assert.equal(done.body.handed_over?.council.code, 'sekretariat', done.text);
    const one = await readCase(as.nurse, id);
    assert.deepEqual([one.status, one.council.code], ['sent', 'sekretariat']);
    assert.deepEqual(one.deadlines, before.deadlines);
    assert.deepEqual(one.events.map((event) => event.kind), ['submitted', 'returned', 'handed_over']);
    assert.equal((await giveBack(as.doctors, id)).status, 200);
  });

  test('for want of information waits for the reporter, whose answer starts the clock again', async () => {
    const id = await file();
    assert.equal((await sendBack(as.doctors, id, 'insufficient_information', 'Hvilken avdeling?')).status, 200);
    assert.deepEqual([(await readCase(as.nurse, id)).waiting_for, (await readCase(as.nurse, id)).status], ['reporter', 'received']);
    await as.nurse.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Kirurgen' });
    assert.equal((await readCase(as.doctors, id)).waiting_for, 'council');
  });

  test('is refused with a reason nobody knows, and of what has been answered', async () => {
    const id = await file();
    const unknown = await sendBack(as.doctors, id, 'boring');
    assert.deepEqual(unknown.body.errors.map((one) => [one.pointer, one.code]), [['/reason', 'unknown_code']]);
    assert.equal(outcome(await sendBack(as.secretariat, id, 'duplicate')), '403 forbidden');
    await as.doctors.post(`/deviations/${id}/answer`, { text: 'Endret' }, { version: 1 });
    assert.equal(outcome(await sendBack(as.doctors, id, 'duplicate')), '409 transition_not_allowed');
  });
});

test('the history of cases that went around can still be verified', async () => {
  const { code, stdout, stderr } = await service.command(['verify']);
  assert.equal(code, 0, stdout + stderr);
});
