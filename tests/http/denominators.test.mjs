/* SPDX-License-Identifier: MIT */
/* Denominators: what an analyst imports stands there with its source; a mistake refuses all of it; rates are by month. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addPerson } from './support/people.mjs';
import { outcome } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let analyst;
const path = '/helsefellesskap/st_olavs/denominators';
const source = 'Norsk pasientregister, uttrekk i januar';
const put = (rows, client = analyst) => client.put(path, { source, rows });
const listed = async (query = '') => (await analyst.get(`${path}${query}`)).body.items;
const values = (items) => items.map(({ kind, organisation, year, month, value }) => [kind, organisation?.code ?? null, year, month, value]);
const errors = (answer) => answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`);

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'analytiker', [{ role: 'analyst' }]);
  await addPerson(cluster, 'analytiker.innlandet', [{ role: 'analyst', helsefellesskap: 'innlandet' }]);
  analyst = await service.signIn('analytiker');
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

test('what is imported stands there with its source, and an import again changes, removes and leaves', async () => {
  const first = await put([
    { kind: 'admissions', organisation: 'st_olavs_hospital', year: 2025, month: 7, value: 4210 },
    { kind: 'admissions', organisation: 'st_olavs_hospital', year: 2025, month: 8, value: 4305 },
    { kind: 'inhabitants', year: 2025, value: 320000 },
  ]);
  assert.deepEqual(first.body, { added: 3, changed: 0, removed: 0, unchanged: 0 });
  assert.deepEqual(values(await listed()), [['inhabitants', null, 2025, null, 320000],
    ['admissions', 'st_olavs_hospital', 2025, 8, 4305], ['admissions', 'st_olavs_hospital', 2025, 7, 4210]]);
  assert.deepEqual((await listed('?kind=inhabitants')).map((one) => [one.source, one.imported_by]), [[source, 'Prøve analytiker']]);

  const second = await put([
    { kind: 'admissions', organisation: 'st_olavs_hospital', year: 2025, month: 7, value: 4215 },
    { kind: 'admissions', organisation: 'st_olavs_hospital', year: 2025, month: 8, value: null },
    { kind: 'inhabitants', organisation: null, year: 2025, month: null, value: 320000 },
    { kind: 'admissions', organisation: 'st_olavs_hospital', year: 2025, month: 9, value: null },
  ]);
  assert.deepEqual(second.body, { added: 0, changed: 1, removed: 1, unchanged: 2 });
  assert.deepEqual(values(await listed('?kind=admissions')), [['admissions', 'st_olavs_hospital', 2025, 7, 4215]]);
});

test('a mistake refuses all rows, and each is told with its place', async () => {
  const before = await listed();
  const refused = await put([
    { kind: 'discharges', year: 2025, month: 1, value: 10 },
    { kind: 'discharges', organisation: 'lillehammer_kommune', year: 2025, month: 1, value: 10 },
    { kind: 'discharges', year: 2025, month: 1, value: 11 },
  ]);
  assert.equal(outcome(refused), '422 unprocessable');
  assert.deepEqual(errors(refused), ['/rows/1/organisation unknown_organisation', '/rows/2 denominator_twice']);
  for (const [row, error] of [
    [{ kind: 'Innleggelser!', year: 2025, value: 1 }, '/rows/0/kind'], [{ kind: 'x', year: 1025, value: 1 }, '/rows/0/year'],
    [{ kind: 'x', year: 2025, month: 13, value: 1 }, '/rows/0/month'], [{ kind: 'x', year: 2025, value: 0 }, '/rows/0/value'],
    [{ kind: 'x', year: 2025, value: 1.5 }, '/rows/0/value'],
  ]) assert.equal((await put([row])).body.errors[0].pointer, error);
  assert.deepEqual(await listed(), before);
});

test('a month has its own number, else its share of the year; people are not divided; none is none and not zero', async () => {
  await put([{ kind: 'admissions', year: 2024, value: 12000 }, { kind: 'admissions', year: 2024, month: 2, value: 900 }, { kind: 'inhabitants', year: 2024, value: 300 }]);
  const months = async (kind) => (await cluster.query(`SELECT coalesce(value::text, 'none') FROM denominator_months((SELECT id FROM helsefellesskap WHERE code = 'st_olavs'), '${kind}', NULL, '2023-12-01', '2024-02-29')`)).flat();
  assert.deepEqual(await months('admissions'), ['none', '1000', '900']);
  assert.deepEqual(await months('inhabitants'), ['none', '300', '300']);
});

test('who neither administers nor analyses the helsefellesskap imports and lists nothing', async () => {
  const elsewhere = await service.signIn('analytiker.innlandet');
  assert.equal(outcome(await elsewhere.get(path)), '404 not_found');
  assert.equal(outcome(await put([{ kind: 'admissions', year: 2025, value: 1 }], elsewhere)), '404 not_found');
  const nurse = await service.signIn('nurse.trondheim');
  assert.equal((await nurse.get(path)).status, 403);
  assert.equal((await put([{ kind: 'admissions', year: 2025, value: 1 }], nurse)).status, 403);
});
