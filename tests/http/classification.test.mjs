/* SPDX-License-Identifier: MIT */
/*
 * A council puts right how a case is classified. The queue, search and rules go by what it says now; statistics by what was filed;
 * and everybody in the case reads what was changed, and why.
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
  await addPerson(cluster, 'raad.lege2', [{ role: 'council_member', council: 'legesamarbeid' }]);
  await Promise.all(Object.entries({ nurse: 'nurse.trondheim', doctors: 'raad.lege', colleague: 'raad.lege2', digital: 'raad.digital', secretariat: 'sekretariat',
    coordinator: 'koordinator.melder' }).map(async ([what, name]) => { as[what] = await service.signIn(name); }));
  reports = await readReports(as.nurse);
});
beforeEach(() => mailbox.fetch());
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const FILED = { kind: 'patient', category: 'legemidler', phase: null, patient_group: null, agreement_point: null, hph_item: null, actual_harm: 'none', potential_harm: 'low' };
const EPICRISIS = { kind: 'patient', category: 'epikrise', actual_harm: 'none', potential_harm: 'severe' };
const file = async (more) => (await fileReport(as.nurse, reports, more)).id;
const change = async (who, id, body = {}, version) => who.put(`/deviations/${id}/classification`, { ...EPICRISIS, reason: 'Gjelder epikrisen', ...body },
  { version: version ?? (await readCase(who, id)).version });
const takeBack = (who, id) => who.post(`/deviations/${id}/classification/taking-back`, undefined, { key: null });
const changes = (one) => one.events.filter((event) => event.kind === 'reclassified').map((event) => event.changes.map(({ field, from, to }) => `${field}: ${from} > ${to}`).join(', '));
const asFiled = async (id) => JSON.parse((await cluster.query(`SELECT classification_as_filed(d) - 'agreement_version_id' FROM deviation d WHERE id = ${id}`))[0][0]);

describe('a changed classification', () => {
  test('holds for the case, and everybody in it reads what was changed and why; what was filed stays and is what is counted', async () => {
    const id = await file();
    await mailbox.fetch();
    const done = await change(as.doctors, id);
    assert.equal(done.status, 200, done.text);
    assert.equal(done.headers.get('etag'), `"${done.body.version}"`);
    for (const who of [as.doctors, as.nurse, as.secretariat, as.coordinator]) {
      const one = await readCase(who, id);
      assert.deepEqual([one.category, one.potential_harm, one.actual_harm], ['epikrise', 'severe', 'none']);
      assert.deepEqual(one.filed_as, FILED);
      assert.deepEqual(changes(one), ['category: legemidler > epikrise, potential_harm: low > severe']);
      assert.deepEqual(one.messages.map(({ text, side, audience }) => [text, side, audience]), [['Gjelder epikrisen', 'council', 'dialogue']]);
    }
    assert.deepEqual(await asFiled(id), FILED);
    assert.deepEqual((await mailbox.fetch()).map((mail) => mail.to.join()), ['nurse.trondheim@example.org']);
  });

  test('is what the queue shows, filters and sorts by', async () => {
    const council = reports.council('legesamarbeid').id;
    const id = await file({ description: 'Skal bli funnet' });
    const before = await cluster.query(`SELECT urgency FROM deviation WHERE id = ${id}`);
    await change(as.doctors, id);
    assert.notDeepEqual(await cluster.query(`SELECT urgency FROM deviation WHERE id = ${id}`), before);
    const found = async (category) => (await as.doctors.get(`/queue?view=all&council_id=${council}&category=${category}&limit=50`)).body.items.some((one) => one.id === id);
    assert.deepEqual([await found('epikrise'), await found('legemidler')], [true, false]);
  });

  test('says where the rules of today would send the case, and moves nothing by itself', async () => {
    const id = await file();
    const stays = await change(as.doctors, id, { category: 'legemidler' });
    assert.deepEqual([stays.body.today.council.code, stays.body.today.elsewhere], ['legesamarbeid', false]);
    const moves = await change(as.doctors, id, { category: 'ikt_helseplattformen' });
    assert.deepEqual([moves.body.today.council.code, moves.body.today.elsewhere], ['digital', true]);
    assert.ok(moves.body.today.why.nb);
    const one = await readCase(as.doctors, id);
    assert.equal(one.council.code, 'legesamarbeid');
    const route = (await as.doctors.get(`/deviations/${id}/route`)).body;
    assert.deepEqual(route.today, moves.body.today);
    assert.deepEqual([route.council.code, route.facts.category], ['legesamarbeid', 'legemidler']);
  });

  test('is changed again and again, and the history holds every step; the first filing is kept', async () => {
    const id = await file({ phase: 'discharge' });
    await change(as.doctors, id, { phase: 'discharge' });
    await change(as.colleague, id, { phase: null, category: 'kommunikasjon' });
    const one = await readCase(as.nurse, id);
    assert.deepEqual(changes(one), ['category: legemidler > epikrise, potential_harm: low > severe', 'category: epikrise > kommunikasjon, phase: discharge > null']);
    assert.deepEqual(one.filed_as, { ...FILED, phase: 'discharge' });
    const { code, stdout } = await service.command(['verify']);
    assert.equal(code, 0, stdout);
  });

  test('is refused to everybody but the council, on an old version, closed, erased, unchanged, and with what does not go together', async () => {
    const id = await file();
    assert.equal(outcome(await change(as.nurse, id)), '403 forbidden');
    assert.equal(outcome(await change(as.secretariat, id)), '403 forbidden');
    assert.equal(outcome(await change(as.coordinator, id)), '403 forbidden');
    assert.equal(outcome(await change(as.digital, id, {}, 1)), '404 not_found');
    assert.equal(outcome(await change(as.doctors, id, {}, 9)), '412 version_conflict');
    assert.equal(outcome(await change(as.doctors, id, { ...FILED })), '409 nothing_changed');
    const wrong = async (body) => (await change(as.doctors, id, body)).body.errors?.map((one) => `${one.pointer} ${one.code}`).join();
    assert.equal(await wrong({ category: 'romfart' }), '/category unknown_code');
    assert.equal(await wrong({ kind: 'user_representative' }), '/kind kind_of_reporter');
    assert.equal(await wrong({ actual_harm: null }), '/actual_harm missing');
    assert.equal(await wrong({ kind: 'system', hph_item: '1' }), '/hph_item unknown_code,/hph_item not_for_kind');
    assert.equal(await wrong({ agreement_point: 99 }), '/agreement_point not_valid_today');
    assert.match(await wrong({ reason: 'Pasienten 13097248022 ringte' }), /identity/);
    await as.doctors.post(`/deviations/${id}/answer`, { text: 'Endret' }, { version: 1 });
    await as.doctors.post(`/deviations/${id}/closing`, {}, { version: 2 });
    assert.equal(outcome(await change(as.doctors, id)), '409 transition_not_allowed');
    assert.equal((await readCase(as.doctors, id)).filed_as, null);
  });

  test('keeps a code that is no longer in use, where that is not what is changed', async () => {
    const id = await file({ category: 'henvisning' });
    await cluster.query("UPDATE code_value SET valid_to = current_date WHERE list = 'category' AND code = 'henvisning'");
    assert.equal((await change(as.doctors, id, { category: 'henvisning' })).status, 200);
    await cluster.query("UPDATE code_value SET valid_to = NULL WHERE list = 'category' AND code = 'henvisning'");
  });

  test('does not become about a system while it has the times of a stay', async () => {
    const id = await file({ discharge_times: { admitted_at: '2026-01-02T10:00:00Z' } });
    assert.deepEqual((await change(as.doctors, id, { kind: 'system' })).body.errors.map((one) => `${one.pointer} ${one.code}`), ['/kind kind_has_stay']);
  });

  test('with a warning says in the history that it was confirmed', async () => {
    const id = await file();
    const reason = 'Ring kontoret på 73 12 34 56 først';
    const refused = await change(as.doctors, id, { reason });
    const done = await change(as.doctors, id, { reason, confirmed_findings: refused.body.errors.map(({ pointer, kind, start, end }) => ({ pointer, kind, start, end })) });
    assert.equal(done.status, 200, `${refused.text} ${done.text}`);
    assert.deepEqual((await readCase(as.nurse, id)).events.map((one) => one.kind), ['submitted', 'warning_confirmed', 'reclassified']);
    assert.equal((await takeBack(as.doctors, id)).status, 200);
  });
});

describe('taking a change back', () => {
  test('puts everything as it was, says so, and mail that has not left is not sent', async () => {
    const id = await file();
    await mailbox.fetch();
    await change(as.doctors, id);
    const back = await takeBack(as.doctors, id);
    assert.equal(back.status, 200, back.text);
    assert.deepEqual([back.body.category, back.body.potential_harm, back.body.filed_as], ['legemidler', 'low', null]);
    assert.equal(changes(back.body).at(-1), 'category: epikrise > legemidler, potential_harm: severe > low');
    assert.equal(outcome(await takeBack(as.doctors, id)), '409 no_change_to_take_back');
    const { code, stdout } = await service.command(['verify']);
    assert.equal(code, 0, stdout);
  });

  test('is for whoever made it, for ten minutes, while nothing else has happened', async () => {
    const id = await file();
    assert.equal(outcome(await takeBack(as.doctors, id)), '409 no_change_to_take_back');
    await change(as.doctors, id);
    assert.equal(outcome(await takeBack(as.colleague, id)), '409 no_change_to_take_back');
    assert.equal(outcome(await takeBack(as.nurse, id)), '403 forbidden');
    assert.equal(outcome(await takeBack(as.digital, id)), '404 not_found');
    await as.doctors.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Noe mer' });
    assert.equal(outcome(await takeBack(as.doctors, id)), '409 too_late_to_undo');
  });

  test('recalls its mail when none of it has left', async () => {
    const id = await file();
    await mailbox.fetch();
    await cluster.query('ALTER TABLE outbox ALTER not_before SET DEFAULT now() + interval \'1 hour\'');
    await change(as.doctors, id);
    const waiting = async () => Number((await cluster.query('SELECT count(*) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL'))[0][0]);
    const before = await waiting();
    await takeBack(as.doctors, id);
    assert.deepEqual([before - await waiting()], [1]);
    await cluster.query('ALTER TABLE outbox ALTER not_before SET DEFAULT now()');
  });
});

describe('the database', () => {
  test('lets the service change neither a classification nor what a case was filed as', async () => {
    const [[kind, original]] = await cluster.query(`SELECT has_column_privilege('samavvik_service', 'samavvik.deviation', 'category', 'UPDATE'),
      has_column_privilege('samavvik_service', 'samavvik.deviation', 'original', 'UPDATE')`);
    assert.deepEqual([kind, original], ['f', 'f']);
  });
});
