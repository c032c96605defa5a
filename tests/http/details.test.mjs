/* SPDX-License-Identifier: MIT */
/* What few reports bring: on whose behalf, the times of a stay with what they break, the version of the agreement, a reference elsewhere. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { allAsService, denied, scopeOf } from './support/as_service.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, readCase, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let nurse;
let colleague;
let council;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'kollega', [{ role: 'reporter', organisation: 'trondheim_kommune' }]);
  [nurse, colleague, council] = await Promise.all(['nurse.trondheim', 'kollega', 'raad.pasient'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const wrong = (answer) => Object.fromEntries((answer.body?.errors ?? []).map(({ pointer, code }) => [pointer, code]));
/* The same refusal, whether it is checked or sent, and nothing stored. */
async function refused(more, client = nurse) {
  const count = () => cluster.query('SELECT count(*) FROM deviation');
  const cases = await count();
  const [checked, sent] = [await client.post('/deviations/validation', reports.make(more)), await client.post('/deviations', reports.make(more))];
  assert.deepEqual([checked.status, sent.status], [422, 422], checked.text + sent.text);
  assert.deepEqual(wrong(checked), wrong(sent));
  assert.deepEqual(await count(), cases);
  return wrong(sent);
}

describe('on behalf of someone', () => {
  test('is shown with the case: who, as a role, and how it was received', async () => {
    const on_behalf_of = { who: 'Nattevakt, sone øst', received: 'phone' };
    const { id } = await fileReport(nurse, reports, { on_behalf_of, category: 'kapasitet' });
    for (const client of [nurse, council]) assert.deepEqual((await readCase(client, id)).on_behalf_of, on_behalf_of);
    const { id: own } = await fileReport(nurse, reports);
    assert.equal((await readCase(nurse, own)).on_behalf_of, null);
  });

  test('is no place for identities, and every field is checked', async () => {
    assert.deepEqual(await refused({ on_behalf_of: { who: 'Sønn til 020132 99997', received: 'phone' } }), { '/on_behalf_of/who': 'identity_number' });
    assert.deepEqual(await refused({ on_behalf_of: { who: 'x', received: 'fax', name: 'a' } }),
      { '/on_behalf_of/who': 'too_short', '/on_behalf_of/received': 'not_allowed', '/on_behalf_of/name': 'unknown_field' });
    assert.deepEqual(await refused({ on_behalf_of: {} }), { '/on_behalf_of/who': 'missing', '/on_behalf_of/received': 'missing' });
  });
});

describe('times of a stay', () => {
  const times = { admitted_at: '2026-03-02T08:00+01:00', admission_notice_at: '2026-03-03T10:30:00+01:00', planned_discharge_at: null,
    ready_notice_at: '2026-03-05T09:00+01:00', discharged_at: '2026-03-05T12:00+01:00', epicrisis_at: null };
  const said = (findings) => Object.fromEntries(findings.map(({ rule, state, late_minutes }) => [rule.code, state === 'missing' ? state : `${state} ${late_minutes}`]));

  test('are judged by the rules, told before sending and shown with the case', async () => {
    const report = reports.make({ category: 'kapasitet', occurred_on: '2026-03-05', discharge_times: times });
    const { discharge } = (await nurse.post('/deviations/validation', report)).body;
    assert.deepEqual(said(discharge), { epikrise: 'missing', varsel_innleggelse: 'late 150', varsel_utskrivning: 'kept 0' });
    // The helsefellesskap's own rule stands in the place of the one everywhere.
    assert.equal(discharge.find(({ rule }) => rule.code === 'epikrise').rule.within_hours, 24);
    const { id } = (await nurse.post('/deviations', report)).body;
    const one = (await readCase(council, id)).discharge;
    assert.deepEqual(said(one.findings), said(discharge));
    assert.deepEqual([one.times.admitted_at, one.times.epicrisis_at], ['2026-03-02T07:00:00.000Z', null]);
  });

  test('are judged by the rules of the day of the event, and stay judged so', async () => {
    await cluster.query("UPDATE discharge_rule SET valid_from = '2026-03-01' WHERE code = 'varsel_innleggelse'");
    const { id } = await fileReport(nurse, reports, { occurred_on: '2026-02-28', discharge_times: times });
    const findings = async () => said((await readCase(nurse, id)).discharge.findings);
    assert.deepEqual(Object.keys(await findings()), ['epikrise', 'varsel_utskrivning']);
    await cluster.query("UPDATE discharge_rule SET valid_to = '2026-03-02' WHERE code = 'varsel_utskrivning'");
    assert.deepEqual(Object.keys(await findings()), ['epikrise', 'varsel_utskrivning']);
  });

  test('are refused where they cannot be', async () => {
    assert.deepEqual(await refused({ discharge_times: { admitted_at: '2026-03-02 08:00', discharged_at: '2026-02-30T08:00Z' } }),
      { '/discharge_times/admitted_at': 'bad_time', '/discharge_times/discharged_at': 'bad_time' });
    assert.deepEqual(await refused({ discharge_times: { admitted_at: '2026-03-02T08:00Z', discharged_at: '2026-03-01T08:00Z', epicrisis_at: '2199-01-01T08:00Z', planned_discharge_at: '2199-01-01T08:00Z' } }),
      { '/discharge_times/discharged_at': 'before_admission', '/discharge_times/epicrisis_at': 'future_time' });
    assert.deepEqual(await refused({ kind: 'system', discharge_times: {}, hph_item: 'HPH0' }), { '/discharge_times': 'not_for_kind', '/hph_item': 'not_for_kind' });
  });
});

test('what stands beside a case is seen with the case and written by who files it, in the database as well', async () => {
  const { id } = await fileReport(nurse, reports, { on_behalf_of: { who: 'Nattevakt', received: 'paper' }, discharge_times: {} });
  const tables = ['filed_on_behalf', 'case_discharge'];
  const seen = tables.map((table) => `SELECT 1 FROM ${table} WHERE deviation_id = ${id}`);
  assert.deepEqual(await allAsService(cluster, await scopeOf(cluster, nurse), seen), ['1', '1']);
  assert.deepEqual(await allAsService(cluster, await scopeOf(cluster, colleague), seen), ['', '']);
  const { id: plain } = await fileReport(nurse, reports);
  const [mine, theirs] = await Promise.all([nurse, council].map(async (client) => allAsService(cluster, await scopeOf(cluster, client),
    [`INSERT INTO filed_on_behalf VALUES (${plain}, 'Noen', 'phone') RETURNING 'ok'`])));
  assert.deepEqual([mine[0], theirs[0]], ['ok', denied]);
});

test('erasing a case takes what stands beside it', async () => {
  const [secretariat, officer] = await Promise.all(['sekretariat', 'personvern'].map((name) => service.signIn(name)));
  const { id } = await fileReport(nurse, reports, { on_behalf_of: { who: 'Hemmelig vakt', received: 'phone' }, discharge_times: { admitted_at: '2026-01-01T10:00Z' } });
  const asked = await secretariat.post(`/deviations/${id}/erasure-requests`, { legal_basis: 'objection', decision: '2026-3' });
  assert.equal((await officer.post(`/erasure-requests/${asked.body.id}/decision`, { approve: true })).status, 200);
  const one = await readCase(nurse, id);
  assert.deepEqual([one.on_behalf_of.who, one.discharge], ['[slettet]', null]);
});

test('the point is of the version of the agreement that held on the day of the event, and stays so', async () => {
  const version = async (occurred_on) => {
    const { id } = await fileReport(nurse, reports, { agreement_point: 6, occurred_on });
    return (await readCase(nurse, id)).agreement;
  };
  const [old, today] = [await version('2023-06-30'), await version(null)];
  assert.deepEqual([old.version, today.version], ['2020', '2023']);
  assert.ok(today.title && today.labels.nb && today.labels.nn && today.labels.en);
  assert.deepEqual(await refused({ agreement_point: 13, occurred_on: '2023-06-30' }), { '/agreement_point': 'not_valid_today' });
  const { id } = await fileReport(nurse, reports);
  assert.equal((await readCase(nurse, id)).agreement, null);
});

describe('a reference in another system', () => {
  const reference = { external_system: 'EQS', external_reference: '2026-17' };

  test('is filed once for an organisation; which case has it is told to who may see that case', async () => {
    const first = await fileReport(nurse, reports, reference);
    for (const path of ['/deviations/validation', '/deviations']) {
      const mine = await nurse.post(path, reports.make(reference));
      const theirs = await colleague.post(path, reports.make(reference));
      assert.ok(mine.status >= 400 && mine.status === theirs.status, `${mine.status} ${theirs.status}`);
      assert.deepEqual([wrong(mine), wrong(theirs)], [{ '/external_reference': 'reference_used_by' }, { '/external_reference': 'reference_used' }]);
      assert.ok(mine.text.includes(first.number) && !theirs.text.includes(first.number));
    }
  });

  test('sent again with its key is the same report', async () => {
    const body = reports.make({ ...reference, external_reference: '2026-18' });
    const key = 'the-same-report-again';
    const [first, again] = [await nurse.post('/deviations', body, { key }), await nurse.post('/deviations', body, { key })];
    assert.deepEqual([again.status, again.body], [201, first.body]);
  });
});
