/* SPDX-License-Identifier: MIT */
/* Measures: what is done about a case, who says how far it has come and whether it helped, and the list of what is left to do. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { randomUUID } from 'node:crypto';
import { fileReport, readReports } from './support/reports.mjs';
import { allAsService, denied } from './support/as_service.mjs';
import { startCluster, startService } from './support/service.mjs';

const inDays = (days) => new Date(Date.now() + days * 86400e3).toISOString().slice(0, 10);
let cluster;
let service;
let people;
let reports;
let id; // a case of the council for doctors' cooperation, filed by Trondheim kommune about St. Olavs hospital

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  const names = { nurse: 'nurse.trondheim', council: 'raad.lege', mine: 'koordinator.trondheim', theirs: 'koordinator.stolav', secretariat: 'sekretariat', other: 'raad.pasient' };
  people = Object.fromEntries(await Promise.all(Object.entries(names).map(async ([name, user]) => [name, await service.signIn(user)])));
  reports = await readReports(people.nurse);
  ({ id } = await fileReport(people.nurse, reports));
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const draft = (changes) => ({ text: 'Sjekklisten låser utskriving til legemiddellisten er sendt', strength: 'strong', severity: 'high', benefit: 'high', resource: 'low',
  responsible_organisation_id: reports.mine.id, due_on: inDays(60), ...changes });

async function add(changes, of = id) {
  const answer = await people.council.post(`/deviations/${of}/measures`, draft(changes));
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}
const step = (who, one, what, body) => who.put(`/measures/${one.id}/${what}`, body, { version: one.version });
/* As if it had been done on a day that long ago. */
async function doneAgo(one, days) {
  const answer = await step(people.council, one, 'phase', { phase: 'evaluate', done_on: inDays(-days) });
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

describe('a measure', () => {
  test('is added by the council, once however often it is sent, and read by everybody in the case', async () => {
    const key = randomUUID();
    const [first, second] = [await people.council.post(`/deviations/${id}/measures`, draft(), { key }), await people.council.post(`/deviations/${id}/measures`, draft(), { key })];
    assert.equal(first.status, 201, first.text);
    assert.deepEqual([second.status, second.body.id], [201, first.body.id]);
    const { body } = first;
    assert.deepEqual([body.state, body.phase, body.effect_months, body.effect, body.responsible_organisation.name], ['open', 'prepare', 6, null, 'Trondheim kommune']);
    for (const who of ['nurse', 'mine', 'theirs', 'secretariat', 'council']) {
      const list = await people[who].get(`/deviations/${id}/measures`);
      assert.deepEqual(list.body.items.map((one) => one.text), [body.text], who);
      assert.equal(list.body.may_add, who === 'council');
    }
    assert.equal((await people.other.get(`/deviations/${id}/measures`)).status, 404);
  });

  test('is for a responsible organisation of the helsefellesskap, a day that is one, and a text without an identity number', async () => {
    const [[foreign]] = await cluster.query("SELECT id FROM organisation WHERE code = 'lillehammer_kommune'");
    for (const [changes, pointer] of [[{ responsible_organisation_id: foreign }, '/responsible_organisation_id'], [{ due_on: '1899-01-01' }, '/due_on'],
      [{ effect_months: 4 }, '/effect_months'], [{ text: 'Ring 02013299997' }, '/text'], [{ strength: 'heroic' }, '/strength']]) {
      const answer = await people.council.post(`/deviations/${id}/measures`, draft(changes));
      assert.deepEqual([answer.status, answer.body.errors.map((one) => one.pointer)], [422, [pointer]], answer.text);
    }
  });

  test('goes through its phases and back; done from Evaluate on, on a day that has been', async () => {
    let one = await add({ effect_months: 3 });
    for (const phase of ['plan', 'do', 'plan', 'do']) one = (await step(people.council, one, 'phase', { phase })).body;
    assert.deepEqual([one.phase, one.done_on], ['do', null]);
    for (const [body, code] of [[{ phase: 'do', done_on: inDays(-3) }, 'measure_not_done'], [{ phase: 'evaluate', done_on: inDays(9) }, 'future_date']]) {
      const refused = await step(people.council, one, 'phase', body);
      assert.deepEqual([refused.status, refused.body.errors[0].pointer, refused.body.errors[0].code], [422, '/done_on', code]);
    }
    one = (await step(people.council, one, 'phase', { phase: 'evaluate', done_on: '2026-03-31' })).body;
    assert.deepEqual([one.done_on, one.effect_due_on, one.state], ['2026-03-31', '2026-06-30', 'to_evaluate']);
    one = (await step(people.council, one, 'effect', { effect: 'some', note: 'Færre avvik enn før' })).body;
    assert.deepEqual([one.state, one.effect, one.effect_note, one.allowed], ['evaluated', 'some', 'Færre avvik enn før', ['change', 'drop', 'evaluate', 'move']]);
    one = (await step(people.council, one, 'phase', { phase: 'follow_up' })).body;
    assert.deepEqual([one.effect, one.done_on], ['some', '2026-03-31']);
    one = (await step(people.council, one, 'phase', { phase: 'do' })).body;
    assert.deepEqual([one.effect, one.effect_note, one.done_on], [null, null, null], 'what is done anew is looked at anew');
  });

  test('has no effect before it is done', async () => {
    const refused = await step(people.council, await add(), 'effect', { effect: 'full' });
    assert.deepEqual([refused.status, refused.body.code], [409, 'measure_not_done']);
  });

  test('is followed by who is responsible, who does not say what it is; nobody else writes', async () => {
    let one = await add();
    assert.equal((await people.mine.put(`/measures/${one.id}`, draft({ text: 'Noe enklere' }), { version: one.version })).status, 403);
    one = (await step(people.mine, one, 'phase', { phase: 'evaluate' })).body;
    one = (await step(people.mine, one, 'effect', { effect: 'none' })).body;
    assert.deepEqual([one.effect, one.allowed], ['none', ['evaluate', 'move']]);
    for (const [who, status] of [['theirs', 403], ['nurse', 403], ['secretariat', 403], ['other', 404]])
      assert.equal((await step(people[who], one, 'phase', { phase: 'do' })).status, status, who);
    for (const [who, status] of [['mine', 403], ['nurse', 403], ['other', 404]])
      assert.equal((await people[who].post(`/deviations/${id}/measures`, draft())).status, status, who);
  });

  test('that somebody else has changed is not written over: the refusal says what happened', async () => {
    const one = await add();
    const changed = await people.council.put(`/measures/${one.id}`, draft({ text: 'Ny tekst', strength: 'weak' }), { version: one.version });
    assert.deepEqual([changed.status, changed.headers.get('etag'), changed.body.strength], [200, '"2"', 'weak']);
    const refused = await step(people.mine, one, 'phase', { phase: 'plan' });
    assert.deepEqual([refused.status, refused.body.version, refused.body.changes.map((c) => [c.kind, c.own, c.text])], [412, 2, [['measure_changed', false, 'Ny tekst']]]);
  });

  test('is dropped with a reason, and taken up again', async () => {
    let one = await add();
    assert.equal((await people.council.delete(`/measures/${one.id}/dropping`, { version: one.version })).body.code, 'measure_not_dropped');
    one = (await step(people.council, one, 'dropping', { reason: 'Leverandøren sier nei' })).body;
    assert.deepEqual([one.state, one.dropped.reason, one.allowed], ['dropped', 'Leverandøren sier nei', ['change', 'take_up']]);
    assert.equal((await step(people.council, one, 'phase', { phase: 'do' })).body.code, 'measure_dropped');
    one = (await people.council.delete(`/measures/${one.id}/dropping`, { version: one.version })).body;
    assert.deepEqual([one.state, one.dropped], ['open', null]);
  });

  test('of a closed case is added and worked on as before', async () => {
    const closed = await fileReport(people.nurse, reports);
    const answered = await people.council.post(`/deviations/${closed.id}/answer`, { text: 'Takk for meldingen' }, { version: 1 });
    assert.equal((await people.council.post(`/deviations/${closed.id}/closing`, {}, { version: answered.body.version })).status, 200);
    const one = await doneAgo(await add({}, closed.id), 200);
    const answer = await step(people.council, one, 'effect', { effect: 'full' });
    assert.deepEqual([answer.status, answer.body.state], [200, 'evaluated']);
  });
});

test('the history says what became of a measure, and keeps none of its words', async () => {
  const { id: of } = await fileReport(people.nurse, reports);
  let one = await add({ text: 'Ordet-QZX står ikke i historikken' }, of);
  one = (await step(people.council, one, 'phase', { phase: 'follow_up' })).body;
  one = (await step(people.council, one, 'effect', { effect: 'worse', note: 'Merknaden-QZY' })).body;
  await step(people.council, one, 'dropping', { reason: 'Begrunnelsen-QZZ' });
  const { body } = await people.nurse.get(`/deviations/${of}`);
  assert.deepEqual(body.events.map((e) => e.kind), ['submitted', 'measure_added', 'measure_moved', 'measure_evaluated', 'measure_dropped']);
  assert.deepEqual(body.events.map((e) => e.measure && [e.measure.phase, e.measure.effect]),
    [null, ['prepare', null], ['follow_up', null], ['follow_up', 'worse'], ['follow_up', 'worse']]);
  const details = await cluster.query(`SELECT detail FROM event WHERE deviation_id = ${of}`);
  assert.doesNotMatch(JSON.stringify(details), /QZ[XYZ]/);
  assert.match(JSON.stringify(details), /worse/);
});

describe('the work list', () => {
  test('has what is left to do, due first, page by page, and only of cases one sees', async () => {
    await cluster.query('DELETE FROM measure');
    const late = await add({ due_on: inDays(-5), text: 'Forfalt' });
    const soon = await add({ due_on: inDays(5), text: 'Snart' });
    const look = await doneAgo(await add({ text: 'Se på effekten', effect_months: 3 }), 120);
    const wait = await doneAgo(await add({ text: 'Gjort nettopp' }), 1);
    await step(people.council, await add({ text: 'Droppet' }), 'dropping', { reason: 'Nei' });
    const ask = async (who, query) => (await people[who].get(`/measures?${query}`)).body;
    const all = await ask('council', 'state=open');
    assert.deepEqual(all.items.map((one) => one.id), [look, late, soon, wait].map((one) => one.id));
    assert.deepEqual(all.counts, { open: 4, overdue: 1, to_evaluate: 1 });
    assert.deepEqual((await ask('mine', 'state=overdue')).items.map((one) => one.text), ['Forfalt']);
    assert.deepEqual((await ask('secretariat', 'state=to_evaluate&helsefellesskap=st_olavs')).items.map((one) => one.text), ['Se på effekten']);
    assert.deepEqual([(await ask('secretariat', 'helsefellesskap=innlandet')).items, (await ask('other', 'state=open')).counts.open], [[], 0]);
    assert.equal((await ask('council', `council_id=${reports.council('legesamarbeid').id}`)).items.length, 4);
    const seen = [];
    for (let next = '/measures?limit=3'; next;) {
      const page = await people.council.get(next);
      seen.push(...page.body.items.map((one) => one.id));
      next = /<\/api\/v1([^>]*)>/.exec(page.headers.get('link') ?? '')?.[1];
    }
    assert.deepEqual(seen, all.items.map((one) => one.id));
    assert.equal((await people.council.get('/measures?cursor=x-1')).status, 400);
    assert.equal((await people.council.get('/measures?state=all')).status, 400);
  });
});

test('the database lets who is responsible write nothing but how far it is and whether it helped', async () => {
  const one = await add();
  const [[organisation, coordinator]] = await cluster.query("SELECT (SELECT id FROM organisation WHERE code = 'trondheim_kommune'), (SELECT id FROM person WHERE username = 'koordinator.trondheim')");
  const scope = { person: coordinator, councils: '{}', organisations: `{${organisation}}`, reporting: '{}', overseen: '{}', helsefellesskap: '{}' };
  assert.deepEqual(await allAsService(cluster, scope, [`UPDATE measure SET phase = 'plan' WHERE id = ${one.id} RETURNING phase`,
    `UPDATE measure SET text = 'Noe annet' WHERE id = ${one.id}`, `UPDATE measure SET due_on = '2030-01-01' WHERE id = ${one.id}`, `DELETE FROM measure WHERE id = ${one.id}`]),
  ['plan', denied, denied, denied]);
});
