/* SPDX-License-Identifier: MIT */
/* What is due when: promised on filing, by the deadline set of the helsefellesskap, in working days. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let nurse;
let council;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  [nurse, council] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const preview = (more = {}) => nurse.post('/deviations/route-preview', { helsefellesskap: 'st_olavs', kind: 'patient', category: 'legemidler',
  reporter_organisation_id: reports.mine.id, other_organisation_id: reports.hospital.id, ...more });
const oslo = (date) => new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Oslo', dateStyle: 'short' }).format(date);
const weekdaysTo = (to) => {
  let count = 0;
  for (const day = new Date(`${oslo(new Date())}T12:00:00Z`); oslo(day) < to; count += day.getUTCDay() % 6 ? 1 : 0) day.setUTCDate(day.getUTCDate() + 1);
  return count;
};
/* What a case has in the database: working days' ends in Oslo. */
const stored = async (id) => (await cluster.query(`SELECT to_char(receipt_due_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD HH24:MI:SS'),
  to_char(answer_due_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD HH24:MI:SS'), to_char(close_due_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD HH24:MI:SS'),
  answer_promised_at = answer_due_at, deadline_set, filing_seconds FROM deviation WHERE id = ${id}`))[0];

describe('filing', () => {
  test('promises an answer on a day that preview, receipt and case agree on', async () => {
    const { answer_due_on } = (await preview()).body;
    const receipt = await fileReport(nurse, reports);
    assert.equal(receipt.answer_due_on, answer_due_on);
    // Fifteen working days, and a few holidays at most.
    assert.ok(weekdaysTo(answer_due_on) >= 15 && weekdaysTo(answer_due_on) <= 22, answer_due_on);
    assert.notEqual(new Date(answer_due_on).getUTCDay() % 6, 0);
    const one = await readCase(nurse, receipt.id);
    assert.equal(one.deadlines.promised_on, answer_due_on);
    assert.equal(one.deadlines.answer_due_on, answer_due_on);
    assert.ok(one.deadlines.receipt_due_on < answer_due_on && answer_due_on < one.deadlines.close_due_on);
    assert.equal(one.deadlines.due_on, one.deadlines.receipt_due_on);
    assert.deepEqual([one.waiting_for, one.waiting_since], ['council', one.submitted_at]);
  });

  test('stores the ends of those days in Oslo, and which set they are from', async () => {
    const { id, answer_due_on } = await fileReport(nurse, reports);
    const [receipt, answer, closing, promised, set] = await stored(id);
    assert.equal(answer, `${answer_due_on} 23:59:59`);
    assert.match(receipt, / 23:59:59$/);
    assert.match(closing, / 23:59:59$/);
    assert.deepEqual([promised, set], ['t', 'standard']);
  });

  test('a repeat is promised the same', async () => {
    const key = crypto.randomUUID();
    const [first, again] = [await nurse.post('/deviations', reports.make(), { key }), await nurse.post('/deviations', reports.make(), { key })];
    assert.deepEqual(again.body, first.body);
  });

  test('keeps the seconds it took, and refuses what cannot be', async () => {
    const { id } = await fileReport(nurse, reports, { filing_seconds: 48 });
    assert.equal((await stored(id))[5], '48');
    for (const filing_seconds of [-1, 86401, 1.5, '48']) assert.equal((await nurse.post('/deviations', reports.make({ filing_seconds }))).status, 422);
  });

  test('what comes from paper is due from the day it is entered', async () => {
    const line = JSON.stringify({ id: 'papir-1', kind: 'patient', category: 'legemidler', reporter_org: 'Trondheim kommune', other_org: 'St. Olavs hospital HF',
      title: 'Meldt på papir', description: 'Kom uten liste.', actual_harm: 'none', potential_harm: 'low', reported_on: '2024-02-01' });
    assert.equal((await service.command(['import', '--helsefellesskap', 'st_olavs'], { input: line })).code, 0);
    const [[id]] = await cluster.query("SELECT id FROM deviation WHERE title = 'Meldt på papir'");
    assert.equal((await stored(id))[1], `${(await preview()).body.answer_due_on} 23:59:59`);
  });
});

describe('deadline sets', () => {
  test('of each helsefellesskap are its own', async () => {
    const [[own], [other]] = await cluster.query(`SELECT answer_days FROM deadline_set s JOIN helsefellesskap h ON h.id = s.helsefellesskap_id
      WHERE is_default ORDER BY h.code DESC`);
    assert.deepEqual([own, other], ['15', '20']);
  });

  test('that change or end hold for what is filed from then on', async () => {
    const before = await fileReport(nurse, reports);
    await cluster.query("UPDATE deadline_set SET answer_days = 5 WHERE code = 'standard' AND receipt_days = 3");
    const after = await fileReport(nurse, reports);
    assert.ok(after.answer_due_on < before.answer_due_on);
    assert.equal((await readCase(nurse, before.id)).deadlines.promised_on, before.answer_due_on);
    await cluster.query("UPDATE deadline_set SET valid_to = current_date WHERE code = 'standard' AND receipt_days = 3");
    assert.equal((await fileReport(nurse, reports)).answer_due_on, null);
    assert.equal((await preview()).body.answer_due_on, null);
    await cluster.query("UPDATE deadline_set SET valid_to = NULL, answer_days = 15 WHERE code = 'standard' AND receipt_days = 3");
  });

  test('come from the configuration file, which may run again', async () => {
    const file = join(cluster.folder, 'nord.json');
    const configure = (sets, deadline_set) => {
      writeFileSync(file, JSON.stringify({ helsefellesskap: { code: 'nord', name: 'Nord', case_prefix: 'NOR' }, organisations: [],
        councils: [{ code: 'raad', level: 'professional', name: 'Råd' }], deadline_sets: sets,
        rules: { version: 1, title: 'Nord', rules: [{ id: 'default', when: {}, council: 'raad', deadline_set, why: { nb: 'Alt', nn: 'Alt', en: 'All' } }], also_tell: [] } }));
      return service.command(['configure', file]);
    };
    const sets = () => cluster.query(`SELECT s.code, answer_days, is_default FROM deadline_set s JOIN helsefellesskap h ON h.id = s.helsefellesskap_id
      WHERE h.code = 'nord' ORDER BY s.code`);
    assert.equal((await configure()).code, 0);
    assert.deepEqual(await sets(), [['standard', '15', 't']]);
    const rask = { code: 'rask', labels: { nb: 'Rask', nn: 'Rask', en: 'Fast' }, receipt_days: 1, answer_days: 5, closing_days: 20, default: true };
    for (let round = 0; round < 2; round += 1) {
      assert.equal((await configure([rask])).code, 0);
      assert.deepEqual(await sets(), [['rask', '5', 't'], ['standard', '15', 'f']]);
    }
    const refused = await configure([{ ...rask, answer_days: 0 }]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /deadline_sets.*deadline_set_answer_days_range/);
    assert.equal((await configure([rask], 'rask')).code, 0);
    assert.match((await configure([rask], 'rasende')).stderr, /\/rules\/0\/deadline_set: unknown_code/);
    assert.deepEqual(await sets(), [['rask', '5', 't'], ['standard', '15', 'f']]);
  });
});

test('acknowledging, answering and closing each meet what was due', async () => {
  const { id } = await fileReport(nurse, reports);
  const step = async (what, body) => {
    const answer = await council.post(`/deviations/${id}/${what}`, body, { version: (await readCase(council, id)).version });
    assert.equal(answer.status, 200, outcome(answer));
    return answer.body.deadlines;
  };
  const filed = (await readCase(council, id)).deadlines;
  assert.equal(filed.due_on, filed.receipt_due_on);
  assert.equal((await step('acknowledgement')).due_on, filed.answer_due_on);
  assert.equal((await step('answer', { text: 'Rutinen er endret' })).due_on, filed.close_due_on);
  assert.equal((await step('closing', {})).due_on, null);
});
