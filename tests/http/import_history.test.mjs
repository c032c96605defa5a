/* SPDX-License-Identifier: MIT */
/* A case from paper brings with it what became of it: by the rules of the operations, in its history, and without a word to anybody. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Mailbox } from './support/mailbox.mjs';
import { outcome, readCase } from './support/reports.mjs';
import { projectRoot, startCluster, startService } from './support/service.mjs';

const [sample] = readFileSync(join(projectRoot, 'tests/fixtures/cases.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const past = {
  reported_on: '2025-03-03', received_on: '2025-03-04', answered_on: '2025-03-17', answer: 'Takk. Rutinen er endret.', closed_on: '2025-04-01',
  feedback_mode: 'improve_work_system', resolved_by_dialogue: false, parties_agree: 'partly', promised_on: '2025-03-24',
};
let cluster;
let service;
let secretariat;

async function importLines(lines, more = []) {
  const input = lines.map((line) => `${JSON.stringify({ ...sample, occurred_on: null, ...line })}\n`).join('');
  const { code, stdout } = await service.command(['import', '--helsefellesskap', 'st_olavs', ...more], { input });
  return { code, rows: stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)) };
}
const importOne = async (line) => {
  const { rows: [{ receipt, ...rest }] } = await importLines([line]);
  assert.ok(receipt, JSON.stringify(rest));
  return { receipt, found: await readCase(secretariat, receipt.id) };
};
const day = (moment) => moment?.slice(0, 10) ?? null;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  secretariat = await service.signIn('sekretariat');
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

describe('a case with a history', () => {
  test('brings what was done about it, and what that helped, by the rules of measures', async () => {
    const measures = [{ text: 'Sperre til listen er lest', strength: 'strong', due_on: '2025-05-01', phase: 'evaluate', done_on: '2025-05-02', effect: 'some',
      effect_note: 'Færre saker', effect_on: '2025-11-10', severity: 'high' }, { text: 'Ny mal', strength: 'weak', due_on: '2025-05-01' }];
    const { found } = await importOne({ id: 'measured', ...past, measures });
    const { items } = (await secretariat.get(`/deviations/${found.id}/measures`)).body;
    assert.deepEqual(items.map((one) => [one.text, one.state, one.phase, one.done_on, one.effect, one.effect_on, one.responsible_organisation.name]),
      [['Ny mal', 'overdue', 'prepare', null, null, null, sample.other_org], ['Sperre til listen er lest', 'evaluated', 'evaluate', '2025-05-02', 'some', '2025-11-10', sample.other_org]]);
    assert.deepEqual(found.events.slice(-2).map((one) => one.kind), ['measure_added', 'measure_added']);
    for (const [wrong, pointer, code] of [[{ strength: 'heroic' }, '/measures/1/strength', 'not_allowed'], [{ text: 'Ring 02013299997' }, '/measures/1/text', 'identity_number'],
      [{ done_on: '2025-05-02' }, '/measures/1/done_on', 'measure_not_done'], [{ effect: 'full' }, '/measures/1/effect', 'measure_not_done'],
      [{ responsible_org: 'Ingen kommune' }, '/measures/1/responsible_org', 'missing']]) {
      const { rows: [row] } = await importLines([{ id: `wrong${code}${pointer}`, ...past, measures: [measures[0], { ...measures[1], ...wrong }] }]);
      assert.deepEqual((row.errors ?? []).map((one) => [one.pointer, one.code]), [[pointer, code]], JSON.stringify(row));
    }
  });

  test('is closed on its day, with its answer, and its history says when all of it happened', async () => {
    const { receipt, found } = await importOne({ id: 'whole', ...past });
    assert.deepEqual([receipt.status, receipt.version, receipt.answer_due_on], ['closed', found.version, past.promised_on]);
    assert.equal(found.status, 'closed');
    assert.deepEqual([found.submitted_at, found.received_at, found.answered_at, found.closed_at].map(day),
      [past.reported_on, past.received_on, past.answered_on, past.closed_on]);
    assert.deepEqual([found.feedback_mode, found.resolved_by_dialogue, found.parties_agree], [past.feedback_mode, false, 'partly']);
    const [[said]] = await cluster.query(`SELECT detail FROM event WHERE deviation_id = ${receipt.id} AND kind = 'closed'`);
    assert.deepEqual(JSON.parse(said), { happened_on: past.closed_on, feedback_mode: past.feedback_mode, resolved_by_dialogue: false, parties_agree: 'partly' });
    assert.deepEqual(found.messages.map(({ text, kind, at }) => [text, kind, day(at)]), [[past.answer, 'answer', past.answered_on]]);
    assert.deepEqual(found.events.map(({ kind, happened_on: on }) => [kind, on]),
      [['submitted', null], ['acknowledged', past.received_on], ['answered', past.answered_on], ['closed', past.closed_on]]);
    const [due] = await cluster.query(`SELECT receipt_due_at, answer_due_at, close_due_at, due_at FROM deviation WHERE id = ${receipt.id}`);
    assert.deepEqual(due.map((one) => one || null), [null, null, null, null]);
  });

  test('may end half way, and is then worked on like any other', async () => {
    const { receipt, found } = await importOne({ id: 'half', reported_on: past.reported_on, received_on: past.received_on, reporter: 'nurse.trondheim' });
    assert.equal(found.status, 'received');
    assert.ok(found.deadlines.answer_due_on > past.closed_on, 'the clock of what is open runs from today');
    const council = await service.signIn({ legesamarbeid: 'raad.lege', digital: 'raad.digital', pasientsamarbeid: 'raad.pasient' }[receipt.route.council.code]);
    assert.equal(outcome(await council.post(`/deviations/${receipt.id}/answer`, { text: 'Nå er den besvart.' }, { version: found.version })), '200');
    const closed = await importOne({ id: 'whole-2', ...past });
    const reopened = await council.post(`/deviations/${closed.receipt.id}/reopening`, { reason: 'Det skjedde igjen.' }, { version: closed.found.version });
    assert.equal(reopened.status, 200, reopened.text);
    assert.ok(reopened.body.deadlines.answer_due_on > past.closed_on);
  });

  test('happened today at the latest, also what is reported and closed on one day', async () => {
    const [[today]] = await cluster.query(`SELECT (now() AT TIME ZONE 'Europe/Oslo')::date`);
    const { found } = await importOne({ id: 'today', received_on: today, answered_on: today, answer: 'Samme dag.', closed_on: today });
    assert.ok(found.submitted_at <= found.received_at && found.received_at <= found.answered_at && found.answered_at <= found.closed_at);
    assert.equal(found.feedback_mode, null);
  });

  test('tells nobody of what is past', async () => {
    const mailbox = new Mailbox(service, cluster);
    await mailbox.fetch();
    await importOne({ id: 'silent', ...past, reporter: 'nurse.trondheim' });
    assert.deepEqual(await mailbox.fetch(), []);
    const [[left]] = await cluster.query('SELECT count(*) FROM announcement');
    assert.equal(Number(left), 0);
  });

  test('is part of a history that verifies', async () => {
    const { code, stdout } = await service.command(['verify']);
    assert.equal(code, 0, stdout);
  });

  test('is there once, however often it is imported', async () => {
    const { code, rows } = await importLines([{ id: 'whole', ...past }]);
    assert.equal(code, 0);
    assert.deepEqual(rows, [{ line: 1, id: 'whole', already: true }]);
  });

  test('is refused with every mistake and its place, and nothing of it is filed', async () => {
    const without = (...names) => Object.fromEntries(Object.entries(past).filter(([name]) => !names.includes(name)));
    const wrong = [
      [{ ...past, received_on: '2025-02-30', closed_on: 'i går' }, { '/received_on': 'bad_date', '/closed_on': 'bad_date' }],
      [{ ...past, received_on: '2025-03-02', answered_on: '2025-03-01' }, { '/received_on': 'date_out_of_order', '/answered_on': 'date_out_of_order' }],
      [{ ...past, closed_on: '2199-01-01', category: 'X' }, { '/closed_on': 'future_date', '/category': 'bad_code' }],
      [{ ...without('reported_on') }, { '/received_on': 'date_out_of_order', '/answered_on': 'date_out_of_order', '/closed_on': 'date_out_of_order' }],
      [without('answer', 'answered_on', 'promised_on'), { '/answer': 'answer_missing' }],
      [without('answer'), { '/answer': 'missing' }],
      [without('answered_on'), { '/answered_on': 'missing' }],
      [without('closed_on'), { '/closed_on': 'missing' }],
      [{ ...past, feedback_mode: 'shouting', title: null }, { '/feedback_mode': 'not_allowed', '/title': 'missing' }],
      [{ ...past, resolved_by_dialogue: 'maybe', parties_agree: 'no way' }, { '/resolved_by_dialogue': 'not_boolean', '/parties_agree': 'not_allowed' }],
      [{ reported_on: past.reported_on, parties_agree: 'no' }, { '/closed_on': 'missing' }],
      [{ ...past, answer: 'x'.repeat(5001) }, { '/answer': 'too_long' }],
      [{ ...past, answer: 7 }, { '/answer': 'not_text' }],
      [{ ...past, answer: 'Pasienten har fødselsnummer 13097248022.', description: 'Ring 913 45 678 om det.' },
        { '/answer': 'identity_number', '/description': 'warn_phone' }],
      [{ ...past, category: 'no_such' }, { '/category': 'unknown_code' }],
    ];
    const count = async () => (await cluster.query('SELECT count(*) FROM deviation'))[0][0];
    const before = await count();
    const { code, rows } = await importLines(wrong.map(([line], index) => ({ id: `wrong-${index}`, ...line })));
    assert.equal(code, 1);
    wrong.forEach(([, errors], index) => {
      assert.deepEqual(Object.fromEntries((rows[index].errors ?? []).map(({ pointer, code: word }) => [pointer, word])), errors, `line ${index + 1}`);
    });
    const held = await importLines([{ id: 'held', ...past }], ['--held']);
    assert.deepEqual(held.rows[0].errors.map(({ pointer, code: word }) => [pointer, word]),
      ['received_on', 'answered_on', 'answer', 'closed_on', 'feedback_mode', 'resolved_by_dialogue', 'parties_agree', 'promised_on'].map((name) => [`/${name}`, 'not_when_held']));
    assert.equal(await count(), before);
  });

  test('keeps on record which warnings in its answer whoever imports it let pass', async () => {
    const { rows: [{ receipt }] } = await importLines([{ id: 'confirmed', ...past, answer: 'Ring koordinator på 913 45 678.' }], ['--confirm-warnings']);
    const found = await readCase(secretariat, receipt.id);
    const confirmed = found.events.find(({ kind }) => kind === 'warning_confirmed');
    assert.deepEqual(confirmed.findings.map(({ pointer, kind }) => [pointer, kind]), [['/text', 'phone']]);
  });
});

test('no one but the import can enter a past', async () => {
  const { found } = await importOne({ id: 'later', reported_on: past.reported_on });
  await cluster.query(`SELECT enter_past(${found.id}, NULL, '2025-03-05', 'Skrevet etterpå', NULL, NULL, NULL)`);
  const again = await readCase(secretariat, found.id);
  assert.equal(again.status, 'sent');
});
