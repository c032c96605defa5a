/* SPDX-License-Identifier: MIT */
/*
 * What whoever files is told before sending: the same refusals as sending, and otherwise where it goes and what is similar. Similar
 * cases are found in Norwegian, in spite of inflection and slips of the pen, and only by those who may see them.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { allAsService } from './support/as_service.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { startCluster, startService, waitFor } from './support/service.mjs';

let cluster;
let service;
let people;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true });
  await addPerson(cluster, 'kollega', [{ role: 'reporter', organisation: 'trondheim_kommune' }]);
  await addPerson(cluster, 'raad.ogsaa', [{ role: 'council_member', council: 'legesamarbeid' }, { role: 'reporter', organisation: 'st_olavs_hospital' }]);
  await addPerson(cluster, 'koord.melder', [{ role: 'coordinator', organisation: 'st_olavs_hospital' }]);
  await addPerson(cluster, 'koord.tredje', [{ role: 'coordinator', organisation: 'orkland_kommune' }]);
  await addPerson(cluster, 'raad.annet', [{ role: 'council_member', council: 'digital' }, { role: 'reporter', organisation: 'orkland_kommune' }]);
  await addPerson(cluster, 'oppfolging', [{ role: 'follow_up' }]);
  const names = { nurse: 'nurse.trondheim', colleague: 'kollega', council: 'raad.ogsaa', coordinator: 'koord.melder', third: 'koord.tredje', other: 'raad.annet',
    doctors: 'raad.lege', secretariat: 'sekretariat', officer: 'personvern' };
  people = Object.fromEntries(await Promise.all(Object.entries(names).map(async ([key, name]) => [key, await service.signIn(name)])));
  reports = await readReports(people.nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* The report as the client's own organisation would file it. */
function reportBy(client, more) {
  const { organisation } = client.session.memberships.find((one) => one.organisation);
  const other = organisation.id === reports.hospital.id ? reports.mine : reports.hospital;
  return reports.make({ reporter_organisation_id: organisation.id, other_organisation_id: other.id, ...more });
}
async function validate(client, more) {
  const answer = await client.post('/deviations/validation', reportBy(client, more));
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}
const wrong = (answer) => Object.fromEntries((answer.body?.errors ?? []).map(({ pointer, code }) => [pointer, code]));
const similarTo = async (client, title, more) => (await validate(client, { title, ...more })).similar.map(({ id }) => id);
const indexed = (id) => waitFor('the case to be found by its words', async () => (await cluster.query(`SELECT 1 FROM case_search WHERE deviation_id = ${id}`)).length > 0);

async function filed(more) {
  const receipt = await fileReport(people.nurse, reports, more);
  await indexed(receipt.id);
  return receipt;
}

describe('validation', () => {
  test('says which council would get it and why, and stores nothing', async () => {
    const counts = 'SELECT (SELECT count(*) FROM deviation), (SELECT count(*) FROM event), (SELECT count(*) FROM outbox), (SELECT sum(last) FROM case_counter)';
    const before = await cluster.query(counts);
    const { route, similar, findings, duties, answer_due_on } = await validate(people.nurse, { title: 'Zeppelin over fjorden' });
    assert.equal(route.council.code, 'legesamarbeid');
    assert.ok(route.why.nb && route.why.nn && route.why.en);
    assert.deepEqual([similar, findings, duties], [[], [], []]);
    assert.match(answer_due_on, /^20\d\d-\d\d-\d\d$/);
    assert.equal((await people.nurse.post('/deviations/route-preview', { helsefellesskap: 'st_olavs', kind: 'patient', category: 'legemidler', reporter_organisation_id: reports.mine.id,
      other_organisation_id: reports.hospital.id })).body.answer_due_on, answer_due_on);
    assert.deepEqual(await cluster.query(counts), before);
  });

  test('refuses what sending refuses, field by field', async () => {
    const bad = [
      { category: 'no_such', phase: 'no_such', patient_group: 'no_such', hph_item: 'HPH9', agreement_point: 98, occurred_on: '2199-01-01',
        other_organisation_id: '99999992', external_system: 'import' },
      { kind: 'complaint', title: 'a\nb', actual_harm: 'much', potential_harm: null, colour: 'red' },
      { title: 'Gjelder 020132 99997' },
      { description: 'Ring 99 88 77 66' },
      { reporter_organisation_id: reports.hospital.id, other_organisation_id: reports.mine.id },
      { other_organisation_id: reports.mine.id },
    ];
    for (const more of bad) {
      const [checked, sent] = [await people.nurse.post('/deviations/validation', reports.make(more)), await people.nurse.post('/deviations', reports.make(more))];
      assert.equal(checked.status, 422, JSON.stringify(more));
      assert.deepEqual([outcome(checked), wrong(checked)], [outcome(sent), wrong(sent)]);
    }
  });

  test('tells which warnings of the guard are confirmed', async () => {
    const description = 'Ring 99 88 77 66 for mer';
    const [{ pointer, kind, start, end }] = (await people.nurse.post('/deviations/validation', reports.make({ description }))).body.errors;
    const finding = { pointer, kind, start, end };
    assert.deepEqual((await validate(people.nurse, { description, confirmed_findings: [finding] })).findings, [finding]);
  });
});

describe('duties to notify elsewhere', () => {
  const duties = async (more) => (await validate(people.nurse, more)).duties.map(({ code }) => code);

  test('are noted where the facts meet their conditions, with deadline and law, in three languages', async () => {
    const [serious] = (await validate(people.nurse, { actual_harm: 'severe' })).duties;
    assert.deepEqual([serious.code, serious.deadline, serious.deadline_unit], ['alvorlig_hendelse', 0, 'hours']);
    assert.ok(serious.labels.nb && serious.labels.nn && serious.labels.en && serious.law.includes('§ 3-3 a') && serious.link.startsWith('https://'));
    assert.deepEqual(await duties({ actual_harm: 'fatal', category: 'meldingsutveksling' }), ['alvorlig_hendelse', 'personopplysninger']);
    for (const more of [{ actual_harm: 'moderate', potential_harm: 'fatal' }, { actual_harm: 'fatal', kind: 'system' }]) assert.deepEqual(await duties(more), [], JSON.stringify(more));
  });

  test('hold from the day they are in force to the day they end, and one of the helsefellesskap goes before the same one everywhere', async () => {
    // Nobody knows yet from when the new scheme applies; then somebody does.
    await cluster.query("UPDATE notification_duty SET valid_from = current_date - 1 WHERE code = 'ny_meldeordning'");
    await cluster.query("UPDATE notification_duty SET valid_to = current_date WHERE code = 'alvorlig_hendelse'");
    assert.deepEqual(await duties({ actual_harm: 'severe' }), ['ny_meldeordning']);
    await cluster.query(`INSERT INTO notification_duty (helsefellesskap_id, code, labels, deadline, deadline_unit, law, valid_from)
      SELECT id, 'ny_meldeordning', '{"nb": "a", "nn": "b", "en": "c"}', 2, 'days', 'Lokal rutine', '2020-01-01' FROM helsefellesskap WHERE code = 'st_olavs'`);
    assert.deepEqual((await validate(people.nurse, {})).duties, [{ code: 'ny_meldeordning', labels: { nb: 'a', nn: 'b', en: 'c' }, deadline: 2, deadline_unit: 'days', law: 'Lokal rutine', link: null }]);
    await cluster.query("DELETE FROM notification_duty WHERE code = 'ny_meldeordning'");
  });
});

describe('similar cases', () => {
  const title = 'Epikrisen kom ikke frem til hjemmesykepleien';
  let case_;
  before(async () => {
    case_ = await filed({ title, category: 'epikrise', occurred_on: '2026-03-04', description: 'Sendt til feil adressat i meldingsutvekslingen.' });
  });

  test('are found by other forms of the words, by a slip of the pen, and by what the description says', async () => {
    for (const asked of [title, 'Hjemmesykepleie fikk ingen epikriser', 'Epikirsen kom ikke fram til hjemmesykpleien', 'Feil adressater i meldingsutveksling'])
      assert.ok((await similarTo(people.nurse, asked)).includes(case_.id), asked);
    assert.ok(!(await similarTo(people.nurse, 'Rullestol manglet ved utskrivning')).includes(case_.id));
  });

  test('say how they are similar, the likest first', async () => {
    const second = await filed({ title: 'Epikrise uten medisinliste til hjemmesykepleien', category: 'epikrise' });
    const { similar } = await validate(people.nurse, { title, category: 'epikrise', occurred_on: '2026-03-04' });
    assert.deepEqual(similar.slice(0, 2).map(({ id, same_parties, same_day }) => [id, same_parties, same_day]), [[case_.id, true, true], [second.id, true, false]]);
    assert.deepEqual([similar[0].title, similar[0].number, similar[0].status], [title, case_.number, 'sent']);
    assert.ok(similar.length <= 5);
  });

  test('are shown to those who may see the case, and to nobody else', async () => {
    for (const name of ['council', 'coordinator']) assert.ok((await similarTo(people[name], title)).includes(case_.id), name);
    for (const name of ['colleague', 'third', 'other']) {
      const { similar } = await validate(people[name], { title });
      assert.deepEqual(similar, [], name);
    }
  });

  test('come from the same helsefellesskap only', async () => {
    const there = await service.signIn('nurse.innlandet');
    const { similar } = (await there.post('/deviations/validation', (await readReports(there)).make({ title, category: 'annet' }))).body;
    assert.deepEqual(similar, []);
  });

  test('neither show nor are found by a word that is masked, until it is shown again', async () => {
    const { id } = await filed({ title: 'Fysioterapeuten avlyste hjembesøket', description: 'Gjaldt ergometersykkel og gangstol.' });
    const asked = ['Ergometersykkel gangstol', 'Fysioterapeut avlyste'];
    for (const one of asked) assert.ok((await similarTo(people.nurse, one)).includes(id));
    const mask = async (field, start, end) => people.doctors.post(`/deviations/${id}/masks`, { field, start, end, reason: 'identity' },
      { key: null, version: (await readCase(people.doctors, id)).version });
    assert.equal((await mask('description', 7, 22)).status, 200);
    assert.equal((await mask('title', 0, 15)).status, 200);
    for (const one of asked) assert.ok(!(await similarTo(people.nurse, one)).includes(id), one);
    const { similar } = await validate(people.nurse, { title: 'Avlyste hjembesøk' });
    assert.equal(similar.find((one) => one.id === id).title, `${'█'.repeat(15)} avlyste hjembesøket`);
    const { masks, version } = await readCase(people.doctors, id);
    assert.equal((await people.doctors.delete(`/deviations/${id}/masks/${masks[0].id}`, { version })).status, 200);
    assert.ok((await similarTo(people.nurse, asked[0])).includes(id));
  });

  test('are gone with an erased case', async () => {
    const { id } = await filed({ title: 'Trygghetsalarmen var frakoblet hele helgen' });
    assert.ok((await similarTo(people.nurse, 'Trygghetsalarm frakoblet')).includes(id));
    const asked = await people.secretariat.post(`/deviations/${id}/erasure-requests`, { legal_basis: 'objection', decision: '2026-12' });
    assert.equal(asked.status, 201, asked.text);
    assert.equal((await people.officer.post(`/erasure-requests/${asked.body.id}/decision`, { approve: true })).status, 200);
    assert.deepEqual(await cluster.query(`SELECT title FROM case_search WHERE deviation_id = ${id}`), []);
    assert.deepEqual(await similarTo(people.nurse, 'Trygghetsalarm frakoblet'), []);
    const { id: next } = await filed({ title: 'Kaffetrakteren på vaktrommet' });
    assert.ok(next > id);
    assert.deepEqual(await cluster.query(`SELECT title FROM case_search WHERE deviation_id = ${id}`), []);
  });

  test('a title of quotes, operators and blanks asks for nothing and breaks nothing', async () => {
    for (const asked of ["'; DROP TABLE x; --", '& | ! ( )', "a'b\\c & d:*", '\\\\server\\mappe\\fil.txt', '€€€', 'og i på'])
      await validate(people.nurse, { title: asked });
  });
});

/* What functions of the owner take for visible is what the policy shows, whoever asks. A change of one is a change of both. */
test('visible_deviations() gives everybody the rows of the policy', async () => {
  await cluster.query(`INSERT INTO successor (person_id, helsefellesskap_id, successor_person_id, since)
    SELECT (SELECT id FROM person WHERE username = 'nurse.trondheim'), h.id, (SELECT id FROM person WHERE username = 'kollega'), current_date FROM helsefellesskap h WHERE code = 'st_olavs'`);
  const scopes = await cluster.query(`SELECT p.username, p.id, s.councils, s.organisations, s.reporting, s.overseen, s.helsefellesskap FROM person p, person_scope(p.id) s`);
  const seen = {};
  for (const [username, person, councils, organisations, reporting, overseen, helsefellesskap] of scopes) {
    const settings = { person, councils, organisations, reporting, overseen, helsefellesskap };
    const set = Object.entries(settings).map(([name, value]) => `set_config('samavvik.${name}', '${value}', true)`).join(', ');
    const [[, byFunction]] = await cluster.query(`SELECT length(concat(${set})), (SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') FROM visible_deviations())`);
    const [byPolicy] = await allAsService(cluster, settings, ["SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') FROM deviation"]);
    assert.equal(byFunction ?? '', byPolicy, username);
    seen[username] = byPolicy.split(',').filter(Boolean).length;
  }
  assert.ok(seen.sekretariat > seen['raad.lege'] && seen['raad.lege'] > 0 && seen.kontaktutvalg > 0 && seen.oppfolging === seen.sekretariat, JSON.stringify(seen));
  assert.ok(seen['nurse.trondheim'] > 0 && seen.kollega === seen['nurse.trondheim'] && seen.administrator === 0, JSON.stringify(seen));
});
