/* SPDX-License-Identifier: MIT */
/*
 * Cases from a file: `samavvik route` finds the council each belongs to, `samavvik import` files them by the same rules as the
 * API, once, and says of every line what became of it. Whatever is in their texts comes back as it went in.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { command, projectRoot, startCluster, startService } from './support/service.mjs';
import { Mailbox } from './support/mailbox.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';

const casesText = readFileSync(join(projectRoot, 'tests/fixtures/cases.jsonl'), 'utf8');
const cases = casesText.trim().split('\n').map((line) => JSON.parse(line));
const texts = ['title', 'description', 'immediate_action', 'suggestion'];

let cluster;
let service;
let secretariat;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  secretariat = await service.signIn('sekretariat');
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* JSON lines of a command of the program, with its exit code. */
async function lines(args, input) {
  const { code, stdout, stderr } = await service.command(args, { input });
  return { code, stderr, rows: stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)) };
}

const importLines = (input, helsefellesskap = 'st_olavs') => lines(['import', '--helsefellesskap', helsefellesskap], input);
const line = (more = {}) => `${JSON.stringify({ ...cases[0], id: 'try-1', ...more })}\n`;
const filedCount = async () => Number((await cluster.query('SELECT count(*) FROM deviation'))[0][0]);

describe('route', () => {
  for (const args of [['route'], ['route', '--default-rules'], ['route', '--helsefellesskap', 'st_olavs', '--language', 'en']]) {
    test(`${args.join(' ')} finds the council of every case, in order`, async () => {
      const { code, rows } = await lines(args, casesText);
      assert.equal(code, 0);
      assert.deepEqual(rows.map(({ id, council }) => [id, council]), cases.map((one) => [one.id, one.expected_council]));
      assert.ok(rows.every(({ rule, why }) => rule.length > 0 && why.length > 10));
    });
  }

  test('needs no database for the shipped rules', async () => {
    const { code, stdout } = await command({ SAMAVVIK_DATABASE: 'host=/nowhere dbname=none' }, ['route', '--default-rules'], { input: casesText });
    assert.equal(code, 0);
    assert.equal(stdout.trim().split('\n').length, cases.length);
    const away = await command({ SAMAVVIK_DATABASE: 'host=/nowhere dbname=none' }, ['route'], { input: casesText });
    assert.equal(away.code, 2);
    assert.equal(away.stdout, '');
  });

  test('reports a bad line with its number and goes on', async () => {
    const { code, rows } = await lines(['route'], `${JSON.stringify(cases[0])}\n{"id":\n{"id":"x","kind":"patient"}\n\n${JSON.stringify(cases[1])}`);
    assert.equal(code, 1);
    assert.deepEqual(rows.map((row) => row.line ?? row.id), [cases[0].id, 2, 3, cases[1].id]);
    assert.match(rows[2].error, /category: missing/);
  });
});

describe('import', () => {
  test('files every case at its council, and says so line by line', async () => {
    const { code, rows, stderr } = await importLines(casesText);
    assert.equal(code, 0, stderr);
    assert.deepEqual(rows.map((row) => [row.line, row.id, row.receipt.route.council.code]),
      cases.map((one, index) => [index + 1, one.id, one.expected_council]));
    const year = rows[0].receipt.number.slice(4, 8);
    assert.deepEqual(rows.map((row) => row.receipt.number), cases.map((_, index) => `STO-${year}-${String(index + 1).padStart(5, '0')}`));
  });

  test('again files none, and says that they are there', async () => {
    const { code, rows } = await importLines(casesText);
    assert.equal(code, 0);
    assert.deepEqual(rows, cases.map((one, index) => ({ line: index + 1, id: one.id, already: true })));
    assert.equal(await filedCount(), cases.length);
  });

  test('keeps every text to the byte: line ends, emoji, combining marks, markup, formulas', async () => {
    const ids = Object.fromEntries(await cluster.query('SELECT external_reference, id FROM deviation'));
    let odd = 0;
    for (const one of cases) {
      const read = await readCase(secretariat, ids[one.id]);
      for (const name of texts) assert.equal(read[name], one[name], `${one.id} ${name}`);
      assert.equal(read.reporter, null);
      assert.equal(read.reporter_organisation.name, one.reporter_org);
      assert.equal(read.other_organisation.name, one.other_org);
      assert.equal((read.other_unit ?? read.reporter_unit)?.name ?? null, one.hospital_unit);
      for (const name of ['kind', 'category', 'phase', 'patient_group', 'agreement_point', 'hph_item', 'occurred_on', 'actual_harm', 'potential_harm']) {
        assert.equal(read[name], one[name], `${one.id} ${name}`);
      }
      odd += texts.filter((name) => /[\r\u00a0\u0300-\u036f<>]|\p{Extended_Pictographic}|^[=+@-]|\n[=+@-]/u.test(one[name] ?? '')).length;
    }
    assert.ok(odd >= 5, `only ${odd} texts of the cases are odd`);
  });

  test('text made to do harm is text, through file and API, in case, list and mail', async () => {
    const harm = {
      title: '<script>alert(1)</script>{{7*7}}${7*7}',
      description: '=HYPERLINK("http://evil.example")\r\n"; DROP TABLE event; --\n\u2028\u2029\ue000\u202egnp\u0301\u00a0👩🏽‍⚕️</textarea><img src=x onerror=alert(1)>',
      immediate_action: '@SUM(1+1)*cmd|\'/C calc\'!A0', suggestion: '\\u0000 %00 %0d%0aBcc: x at example.org \\"\\\\',
    };
    const mailbox = new Mailbox(service, cluster);
    await mailbox.fetch();
    const { rows: [{ receipt }] } = await importLines(line({ id: 'harm', ...harm }));
    const nurse = await service.signIn('nurse.trondheim');
    const filed = await fileReport(nurse, await readReports(nurse), harm);
    for (const { id } of [receipt, filed]) {
      const read = await readCase(secretariat, id);
      for (const name of texts) assert.equal(read[name], harm[name], name);
    }
    const listed = await nurse.get('/deviations?view=mine');
    assert.equal(listed.body.items[0].title, harm.title);
    assert.match(listed.headers.get('content-type'), /^application\/json/);
    assert.equal(listed.headers.get('x-content-type-options'), 'nosniff');
    for (const mail of await mailbox.fetch()) assert.ok(!/script|HYPERLINK|alert|Bcc:/i.test(mail.raw + mail.html), mail.raw);
    assert.ok(!service.log.includes('HYPERLINK') && !service.log.includes('alert('));
  });

  test('reports bad lines with their number and what is wrong, and files the good ones', async () => {
    const before = await filedCount();
    const bad = [
      ['{"id": "broken"\n', 'malformed_json'],
      ['[]\n', 'not_object'],
      ['"text"\n', 'not_object'],
      [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d, 0x0a]), 'invalid_utf8'],
      ['{"id":"nul","title":"a\\u0000b"}\n', 'nul_character'],
      ['{"id":"nul","title":"a\0b"}\n', 'nul_character'],
      ['{"id":"twice","id":"twice"}\n', 'duplicate_name'],
      [`{"id":"deep","a":${'['.repeat(10000)}\n`, 'too_deep'],
      [line({ id: 'b1', category: 'no_such', phase: 'no_such' }), { '/category': 'unknown_code', '/phase': 'unknown_code' }],
      [line({ id: 'b2', kind: 'complaint', title: 'x'.repeat(121) }), { '/kind': 'not_allowed', '/title': 'too_long' }],
      [line({ id: 'b3', reporter_org: 'Ukjent kommune' }), { '/reporter_organisation_id': 'missing' }],
      [line({ id: 'b4', other_org: cases[0].reporter_org, hospital_unit: null }), { '/other_organisation_id': 'same_party' }],
      [line({ id: 'b5', occurred_on: '2199-01-01' }), { '/occurred_on': 'future_date' }],
      [line({ id: 'b6', reporter: 'no.such.person' }), { '/reporter': 'unknown_code' }],
      [line({ id: 'b7', reported_on: '2199-01-01' }), { '/reported_on': 'future_date' }],
      [line({ id: 'b10', reported_on: '2026-02-30' }), { '/reported_on': 'bad_date' }],
      [line({ id: 'b11', reported_on: 'yesterday', reporter: 'nobody', category: 'X' }),
        { '/reported_on': 'bad_date', '/reporter': 'unknown_code', '/category': 'bad_code' }],
      [line({ id: 'b8', title: null, description: 7 }), { '/title': 'missing', '/description': 'not_text' }],
      [line({ id: undefined }), { '/id': 'missing' }],
      [line({ id: 'b9', description: 'x'.repeat(300000) }), 'too_large'],
    ];
    const good = (index) => line({ id: `good-${index}`, title: `Mellom de gale ${index}` });
    const { code, rows } = await importLines(Buffer.concat(bad.flatMap(([text], index) => [Buffer.from(text), Buffer.from(good(index))])));
    assert.equal(code, 1);
    assert.deepEqual(rows.map((row) => row.line), rows.map((_, index) => index + 1));
    assert.equal(rows.length, 2 * bad.length);
    bad.forEach(([text, errors], index) => {
      const [refused, filed] = [rows[2 * index], rows[2 * index + 1]];
      if (typeof errors === 'string') assert.equal(refused.error, errors, String(text).slice(0, 60));
      else assert.deepEqual(Object.fromEntries(refused.errors.map(({ pointer, code: word }) => [pointer, word])), errors, String(text));
      assert.equal(filed.id, `good-${index}`);
      assert.ok(filed.receipt, JSON.stringify(filed));
    });
    assert.equal(await filedCount(), before + bad.length);
  });

  test('takes what a person reported on paper as that person\'s, on its day', async () => {
    const [[day]] = await cluster.query('SELECT current_date - 40');
    const { rows: [{ receipt }] } = await importLines(line({ id: 'paper', reporter: 'nurse.trondheim', reported_on: day, occurred_on: null }));
    assert.equal(receipt.submitted_at.slice(0, 10), day);
    assert.equal(receipt.number.slice(4, 8), day.slice(0, 4));
    const nurse = await service.signIn('nurse.trondheim');
    assert.equal((await readCase(nurse, receipt.id)).reporter, 'Ingrid Moholt');
    assert.ok((await nurse.get('/deviations?view=mine')).body.items.some((item) => item.id === receipt.id));
  });

  test('blank lines, windows line ends and a missing last line end do no harm', async () => {
    const input = `\r\n${line({ id: 'end-1' }).trim()}\r\n\n   \n${line({ id: 'end-2' }).trim()}`;
    const { code, rows } = await importLines(input);
    assert.equal(code, 0, JSON.stringify(rows));
    assert.deepEqual(rows.map((row) => [row.line, row.id]), [[2, 'end-1'], [5, 'end-2']]);
  });

  test('nothing is filed where there is no such helsefellesskap, or without saying where', async () => {
    const before = await filedCount();
    const nowhere = await importLines(line({ id: 'nowhere' }), 'nowhere');
    assert.notEqual(nowhere.code, 0);
    const { code, stderr } = await service.command(['import'], { input: line() });
    assert.equal(code, 2);
    assert.match(stderr, /--helsefellesskap/);
    assert.equal(await filedCount(), before);
  });

  test('two imports of one file at once file each case once', async () => {
    const input = Array.from({ length: 20 }, (_, index) => line({ id: `race-${index}` })).join('');
    const runs = await Promise.all([importLines(input), importLines(input)]);
    assert.deepEqual(runs.map(({ code }) => code), [0, 0]);
    for (let index = 0; index < 20; index += 1) {
      assert.equal(runs.filter(({ rows }) => rows[index].receipt).length, 1, `race-${index}`);
      assert.equal(runs.filter(({ rows }) => rows[index].already).length, 1, `race-${index}`);
    }
  });
});

test('a case that came on paper is treated like any other, and nobody is mailed an answer', async () => {
  const { rows: [{ receipt }] } = await importLines(line({ id: 'treated' }));
  const council = await service.signIn({ legesamarbeid: 'raad.lege', digital: 'raad.digital', pasientsamarbeid: 'raad.pasient' }[receipt.route.council.code]);
  const mailbox = new Mailbox(service, cluster);
  await mailbox.fetch();
  const answered = await council.post(`/deviations/${receipt.id}/answer`, { text: 'Takk for brevet' }, { version: 1 });
  assert.equal(answered.status, 200, answered.text);
  assert.equal(outcome(await council.post(`/deviations/${receipt.id}/closing`, {}, { version: 2 })), '200');
  assert.deepEqual(await mailbox.fetch(), []);
});
