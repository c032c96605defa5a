/* SPDX-License-Identifier: MIT */
/* Several reports sent as one: each a case of its own by the same rules, all or none, once, and one notice to the council. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Mailbox } from './support/mailbox.mjs';
import { addPerson } from './support/people.mjs';
import { outcome, readCase, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let nurse;
let council;
let reports;
let mailbox;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'raad.lege.to', [{ role: 'council_member', council: 'legesamarbeid' }]);
  mailbox = new Mailbox(service, cluster);
  [nurse, council] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const rows = [{ occurred_on: '2026-02-02', description: 'Kom etter åtte dager' }, { description: 'Kom aldri' }, { occurred_on: '2026-02-09', description: 'Gikk til feil lege' }];
const make = (more) => ({ helsefellesskap: 'st_olavs', kind: 'patient', category: 'epikrise', reporter_organisation_id: reports.mine.id, other_organisation_id: reports.hospital.id,
  title: 'Epikrise for sen', actual_harm: 'none', potential_harm: 'low', rows, ...more });
const send = (more, options) => nurse.post('/deviations/batch', make(more), options);
const wrong = (answer) => Object.fromEntries((answer.body?.errors ?? []).map(({ pointer, code }) => [pointer, code]));
const count = async (what) => Number((await cluster.query(`SELECT count(*) FROM ${what}`))[0][0]);

describe('a batch', () => {
  test('becomes a case for each row, numbered one after the other, with what all have in common', async () => {
    const unit = reports.hospital.units[0];
    const answer = await send({ agreement_point: 6, rows: [{ ...rows[0], other_unit_id: unit.id }, rows[1], rows[2]] });
    assert.equal(answer.status, 201, answer.text);
    const { items } = answer.body;
    const numbers = items.map(({ number }) => Number(number.split('-')[2]));
    assert.deepEqual(numbers, [numbers[0], numbers[0] + 1, numbers[0] + 2]);
    const cases = await Promise.all(items.map(({ id }) => readCase(council, id)));
    assert.deepEqual(cases.map((one) => [one.title, one.description, one.occurred_on, one.category, one.agreement_point, one.actual_harm, one.potential_harm, one.other_unit?.id]),
      rows.map((row, i) => ['Epikrise for sen', row.description, row.occurred_on ?? null, 'epikrise', 6, 'none', 'low', i === 0 ? unit.id : undefined]));
    assert.ok(cases.every((one) => one.route.council.code === 'legesamarbeid' && one.events[0].kind === 'submitted'));
    assert.equal((await service.command(['verify'])).code, 0);
  });

  test('gives each member of the council one notice, of the first', async () => {
    await mailbox.fetch();
    const { items } = (await send()).body;
    const mails = await mailbox.fetch();
    assert.deepEqual(mails.map(({ to }) => to), [['raad.lege.to@example.org'], ['raad.lege@example.org']]);
    assert.ok(mails.every(({ text }) => text.includes(items[0].number)));
  });

  test('sent again with its key gives the same receipts and no more cases; the key is refused for another one', async () => {
    const key = randomUUID();
    const first = await send({}, { key });
    const cases = await count('deviation');
    const again = await Promise.all([send({}, { key }), send({}, { key })]);
    for (const one of again) assert.deepEqual([one.status, one.body], [201, first.body]);
    assert.equal(outcome(await send({ title: 'En annen tittel' }, { key })), '422 key_reused');
    assert.equal(await count('deviation'), cases);
  });

  test('sent twice at the same moment is filed once', async () => {
    const key = randomUUID();
    const cases = await count('deviation');
    const answers = await Promise.all(Array.from({ length: 4 }, () => send({}, { key })));
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    assert.equal(await count('deviation'), cases + rows.length);
  });

  test('takes fifty rows, one case each', async () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ description: `Rad nummer ${i}` }));
    const { items } = (await send({ rows: many })).body;
    assert.equal(new Set(items.map(({ number }) => number)).size, 50);
    assert.equal((await readCase(council, items[37].id)).description, 'Rad nummer 37');
  });
});

describe('a batch with something wrong', () => {
  let cases;
  before(async () => { cases = await count('deviation'); });
  const refused = async (more) => {
    const answer = await send(more);
    assert.equal(answer.status, 422, answer.text);
    assert.equal(await count('deviation'), cases);
    return wrong(answer);
  };

  test('says which field of which row, and what all share once; nothing is filed', async () => {
    assert.deepEqual(await refused({ rows: [rows[0], { occurred_on: '2199-01-01', description: 'Rad' }, { description: 'Rad', other_unit_id: '999999' }] }),
      { '/rows/1/occurred_on': 'future_date', '/rows/2/other_unit_id': 'unknown_unit' });
    assert.deepEqual(await refused({ category: 'no_such', other_organisation_id: reports.mine.id }), { '/category': 'unknown_code', '/other_organisation_id': 'same_party' });
    assert.deepEqual(await refused({ reporter_organisation_id: reports.hospital.id, other_organisation_id: reports.mine.id }), { '/reporter_organisation_id': 'not_your_organisation' });
    // The agreement had no thirteenth point then.
    assert.deepEqual(await refused({ agreement_point: 13, rows: [{ description: 'Rad', occurred_on: '2026-01-01' }, { description: 'Rad', occurred_on: '2022-01-01' }] }),
      { '/agreement_point': 'not_valid_today' });
  });

  test('is refused by shape: no rows, too many, empty ones, more than little harm', async () => {
    assert.deepEqual(await refused({ rows: [] }), { '/rows': 'too_few_items' });
    assert.deepEqual(await refused({ rows: Array.from({ length: 51 }, () => rows[1]) }), { '/rows': 'too_many_items' });
    assert.deepEqual(await refused({ rows: [rows[0], { occurred_on: 'i går' }] }), { '/rows/1/occurred_on': 'bad_date', '/rows/1/description': 'missing' });
    assert.deepEqual(await refused({ actual_harm: 'moderate', potential_harm: 'severe', kind: 'positive' }),
      { '/actual_harm': 'not_allowed', '/potential_harm': 'not_allowed', '/kind': 'not_allowed' });
  });

  test('is stopped by the guard in any row; a confirmed warning stands in the history of its own case', async () => {
    assert.deepEqual(await refused({ rows: [rows[0], { description: 'Gjelder 020132 99997' }] }), { '/rows/1/description': 'identity_number' });
    const described = { rows: [rows[0], { description: 'Ring 99 88 77 66' }] };
    const [{ pointer, kind, start, end }] = (await send(described)).body.errors;
    assert.equal(pointer, '/rows/1/description');
    const answer = await send({ ...described, confirmed_findings: [{ pointer, kind, start, end }] });
    assert.equal(answer.status, 201, answer.text);
    const [first, second] = await Promise.all(answer.body.items.map(({ id }) => readCase(nurse, id)));
    assert.deepEqual(first.events.map((one) => one.kind), ['submitted']);
    assert.deepEqual(second.events.map((one) => one.findings), [null, [{ pointer: '/description', kind, start, end }]]);
  });

  test('counts as many reports as it has rows for the limits', async () => {
    const limited = await startService({ cluster, prepare: false, env: { SAMAVVIK_LIMIT_ORGANISATION_MINUTE: '5', SAMAVVIK_LIMIT_ORGANISATION_HOUR: '5' } });
    const client = await limited.signIn('nurse.trondheim');
    assert.equal((await client.post('/deviations/batch', make())).status, 201);
    const answer = await client.post('/deviations/batch', make());
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
    await limited.stop();
  });
});
