/* SPDX-License-Identifier: MIT */
/* The learning report: counted once, approved, frozen, and the same in every answer; what is small can not be worked out. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { addPastCases, monthsOf } from './support/past_cases.mjs';
import { fileReport, outcome, readReports } from './support/reports.mjs';
import { command, startCluster, startService, waitFor } from './support/service.mjs';

const here = '/helsefellesskap/st_olavs';
let cluster;
let service;
let nurse;
let secretariat;

const problem = (answer) => ({ status: answer.status, code: answer.body?.code, fields: (answer.body?.errors ?? []).map((one) => one.code) });
const counted = (id) => waitFor('the report is counted', async () => {
  const answer = await secretariat.get(`/reports/${id}`);
  return answer.body.state === 'requested' ? false : answer;
});
async function make(half_year, more = {}) {
  const asked = await secretariat.post(`${here}/reports`, { half_year, ...more });
  assert.equal(asked.status, 201, asked.text);
  return counted(asked.body.id);
}
const approve = async (draft) => {
  const answer = await secretariat.post(`/reports/${draft.body.id}/approval`, undefined, { version: draft.body.row_version });
  assert.equal(answer.status, 200, answer.text);
  return answer;
};
const dimension = (report, name) => Object.fromEntries(report.dimensions.find((one) => one.dimension === name).values.map(({ value, cell }) => [value, cell]));

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  [nurse, secretariat] = await Promise.all(['nurse.trondheim', 'sekretariat'].map((name) => service.signIn(name)));
  const { id } = await fileReport(nurse, await readReports(nurse));
  await addPastCases(cluster, id, 700, monthsOf('2025-1', '2025-2'));
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

describe('the learning report', () => {
  test('is nothing to see before somebody has approved it', async () => {
    const draft = await make('2025-1');
    assert.equal(draft.body.state, 'draft');
    const empty = await nurse.get(`${here}/report?from=2025-1&to=2025-1`);
    assert.equal(empty.status, 200, empty.text);
    assert.deepEqual(empty.body.total, { state: 'no_data', count: null, at_least: null });
    assert.equal((await nurse.get(`/reports/${draft.body.id}`)).status, 404);
    assert.equal((await nurse.get(`/reports/${draft.body.id}/document`)).status, 404);
    await approve(draft);
    assert.equal((await nurse.get(`${here}/report?from=2025-1&to=2025-1`)).body.total.state, 'shown');
    assert.equal((await nurse.get(`/reports/${draft.body.id}`)).body.approved_by, secretariat.session.person.name, 'whose name everybody reads');
    const told = await cluster.query(`SELECT p.username FROM outbox o JOIN person p ON p.id = o.recipient_person_id WHERE o.kind = 'report_ready'`);
    assert.deepEqual(told.flat(), ['asu']);
  });

  test('counts every case once, and says zero, suppressed and shown apart', async () => {
    const { body } = await nurse.get(`${here}/report?from=2025-1&to=2025-1`);
    const [[all]] = await cluster.query(`SELECT count(*) FROM deviation WHERE submitted_at >= '2025-01-01' AND submitted_at < '2025-07-01'`);
    assert.equal(body.total.count, Number(all));
    const categories = dimension(body, 'category');
    assert.equal(categories.barn_unge.state, 'zero');
    const [[medicines]] = await cluster.query(`SELECT count(*) FROM deviation WHERE category = 'legemidler' AND submitted_at >= '2025-01-01' AND submitted_at < '2025-07-01'`);
    assert.equal(categories.legemidler.count, Number(medicines));
    assert.equal(Object.keys(dimension(body, 'month')).length, 6);
    const said = await cluster.query(`SELECT coalesce(parties_agree, 'not_stated'), count(*), count(*) FILTER (WHERE resolved_by_dialogue)
      FROM deviation WHERE submitted_at >= '2025-01-01' AND submitted_at < '2025-07-01' GROUP BY 1`);
    assert.deepEqual(Object.entries(dimension(body, 'parties_agree')).map(([value, { count }]) => [value, String(count)]).sort(), said.map(([value, count]) => [value, count]).sort());
    assert.equal(dimension(body, 'dialogue').yes.count, said.reduce((sum, [, , settled]) => sum + Number(settled), 0));
    // A case counts once, with the strongest of its measures; what was dropped does not count.
    const strongest = await cluster.query(`SELECT coalesce(strength, 'no_measure'), count(*) FROM (SELECT (array_agg(m.strength ORDER BY m.strength = 'strong' DESC, m.strength = 'intermediate' DESC))[1] AS strength
      FROM deviation d LEFT JOIN measure m ON m.deviation_id = d.id WHERE d.submitted_at >= '2025-01-01' AND d.submitted_at < '2025-07-01' GROUP BY d.id) s GROUP BY 1 ORDER BY 1`);
    assert.ok(strongest.length === 4, JSON.stringify(strongest));
    assert.deepEqual(Object.entries(dimension(body, 'measure_strength')).map(([value, { count }]) => [value, String(count)]).sort(), strongest.sort());
    assert.equal(dimension(body, 'measure_phase').no_measure.count, dimension(body, 'measure_effect').no_measure.count);
    assert.ok(dimension(body, 'measure_state').overdue.count > 10 && dimension(body, 'measure_effect').some.count > 10, JSON.stringify(dimension(body, 'measure_effect')));
    const answer = body.times.find(({ measure }) => measure === 'answer');
    assert.ok(answer.median >= 3 && answer.p90 >= answer.median && answer.unit === 'days', JSON.stringify(answer));
  });

  test('compares with the half-year before', async () => {
    await approve(await make('2025-2'));
    const { body } = await nurse.get(`${here}/report`);
    assert.deepEqual(body.periods.map(({ half_year, before: earlier }) => [half_year, earlier]), [['2025-1', true], ['2025-2', false]]);
    assert.equal(body.total_before.state, 'shown');
    const both = await nurse.get(`${here}/report?from=2025-1&to=2025-2`);
    assert.equal(both.body.total.count, body.total.count + body.total_before.count);
    assert.equal(both.body.total_before.state, 'no_data', 'a year is not compared with half a year or none');
  });

  test('has no data of the months that no report is of', async () => {
    const { body } = await nurse.get(`${here}/report?from=2024-2&to=2025-1`);
    const months = dimension(body, 'month');
    assert.deepEqual([months['2024-07'].state, months['2025-01'].state], ['no_data', 'shown']);
  });

  test('has the same bytes each time, and its hash is of them', async () => {
    const { items } = (await nurse.get(`${here}/reports`)).body;
    const one = await nurse.get(`/reports/${items[0].id}/document`);
    const two = await nurse.get(`/reports/${items[0].id}/document`);
    assert.equal(one.text, two.text);
    assert.equal(createHash('sha256').update(one.text).digest('hex'), items[0].hash);
  });

  test('stays as it is when cases change, and a new version says what has changed', async () => {
    const old = (await nurse.get(`${here}/report?from=2025-2&to=2025-2`)).body;
    await cluster.query(`UPDATE deviation SET category = 'annet' WHERE category = 'legemidler' AND submitted_at >= '2025-07-01'`);
    await cluster.query(`UPDATE deviation SET feedback_mode = 'improve_work_system' WHERE submitted_at >= '2025-07-01'`);
    assert.deepEqual((await nurse.get(`${here}/report?from=2025-2&to=2025-2`)).body, old);
    const without = await secretariat.post(`${here}/reports`, { half_year: '2025-2' });
    assert.deepEqual(problem(without).fields, ['required']);
    const draft = await make('2025-2', { what_changed: 'Tilbakemeldingene var registrert feil.' });
    assert.equal(draft.body.version, 2);
    assert.notEqual(draft.body.data_version, old.periods.at(-1).data_version);
    await approve(draft);
    const now = (await nurse.get(`${here}/report?from=2025-2&to=2025-2`)).body;
    assert.equal(now.periods.at(-1).version, 2);
    assert.deepEqual(dimension(now, 'category'), dimension(old, 'category'), 'what a case was filed as is what counts');
    assert.equal(dimension(now, 'feedback').bounce_back.state, 'zero');
    const seen = (await nurse.get(`${here}/reports`)).body.items.map(({ half_year, version }) => `${half_year} ${version}`);
    assert.deepEqual(seen, ['2025-2 2', '2025-1 1'], 'a replaced version is for those who prepare reports');
    const replaced = (await secretariat.get(`${here}/reports`)).body.items.find(({ state }) => state === 'replaced');
    await assert.rejects(cluster.query(`UPDATE report SET smallest_shown = 1 WHERE id = ${replaced.id}`), /stays as it is/);
  });

  test('is counted anew from the same facts to the same hash', async () => {
    const before = (await secretariat.get(`${here}/reports`)).body.items.find(({ half_year, state }) => half_year === '2025-1' && state === 'approved');
    const again = await make('2025-1', { what_changed: 'Bare for å se at det blir det samme.' });
    assert.equal(again.body.data_version, before.data_version);
    const tables = async (id) => JSON.parse((await secretariat.get(`/reports/${id}/document`)).text).tables;
    assert.deepEqual(await tables(again.body.id), await tables(before.id));
    assert.equal((await secretariat.delete(`/reports/${again.body.id}`, { version: again.body.row_version })).status, 204);
    assert.equal((await secretariat.get(`/reports/${again.body.id}`)).status, 404);
  });

  test('tells what was decided, in the words of those who prepared it', async () => {
    const draft = await make('2025-2', { what_changed: 'Det som ble besluttet, er med.' });
    const wrong = await secretariat.put(`/reports/${draft.body.id}/remarks`, { remarks: [{ council: 'finnes_ikke', text: 'Noe ble besluttet.' }] }, { version: draft.body.row_version });
    assert.deepEqual(problem(wrong).fields, ['unknown_council']);
    const remarks = [{ council: 'legesamarbeid', text: 'Rådet vil ha én legemiddelliste.' }, { text: 'Tallene sier hva som er meldt.' }];
    const noted = await secretariat.put(`/reports/${draft.body.id}/remarks`, { remarks }, { version: draft.body.row_version });
    assert.equal(noted.status, 200, noted.text);
    const late = await secretariat.put(`/reports/${draft.body.id}/remarks`, { remarks: [] }, { version: draft.body.row_version });
    assert.equal(late.status, 412);
    await approve(noted);
    const { body } = await nurse.get(`${here}/report`);
    assert.equal(body.remarks[0].council.code, 'legesamarbeid');
    assert.equal(body.remarks[1].council, null);
    const closed = await secretariat.put(`/reports/${draft.body.id}/remarks`, { remarks: [] }, { version: noted.body.row_version + 1 });
    assert.equal(closed.status, 409);
  });

  test('draws control charts of the months, in which what is hidden is a gap', async () => {
    const chart = async (query) => (await nurse.get(`${here}/report/control-chart?${query}`)).body;
    const all = await chart('');
    assert.equal(all.points.length, 12);
    assert.equal(all.kind, 'xmr');
    assert.ok(all.centre > 0 && all.points.every(({ upper, lower }) => upper > all.centre && lower < all.centre), JSON.stringify(all));
    const sparse = await chart('chart=run&category=henvisning&patient_group=children_youth');
    assert.ok(sparse.points.some(({ state, missing, value }) => state === 'suppressed' && missing && value === null), JSON.stringify(sparse));
    assert.deepEqual(problem(await nurse.get(`${here}/report/control-chart?chart=u`)).fields, ['required']);
    const leader = await service.signIn('administrator');
    const rows = Array.from({ length: 12 }, (_, i) => ({ kind: 'admissions', year: 2025, month: i + 1, value: 4000 + i }));
    assert.equal((await leader.put(`${here}/denominators`, { source: 'Prøve', rows })).status, 200);
    const rate = await chart('chart=u&denominator=admissions');
    assert.deepEqual([rate.kind, rate.denominators, rate.points[0].missing], ['u', ['admissions'], false]);
  });

  test('refuses what would single people out, and what is no period', async () => {
    const ask = async (query) => problem(await nurse.get(`${here}/report?${query}`));
    assert.deepEqual(await ask('kind=patient&category=epikrise&council=legesamarbeid'), { status: 422, code: 'unprocessable', fields: ['too_many_filters'] });
    assert.deepEqual((await ask('from=2025-2&to=2025-1')).fields, ['period_backwards']);
    assert.deepEqual((await ask('from=2025-3')).fields, ['not_a_half_year']);
    assert.deepEqual((await ask('from=2015-1&to=2025-1')).fields, ['period_too_long']);
    assert.equal((await nurse.get(`${here}/report?name=kari`)).status, 400);
    const table = async (query) => problem(await nurse.get(`${here}/report/table?${query}`));
    assert.deepEqual((await table('rows=category&columns=category')).fields, ['same_dimension']);
    assert.deepEqual((await table('rows=category&columns=month&kind=patient&council=legesamarbeid')).fields, ['too_many_filters']);
    const future = await secretariat.post(`${here}/reports`, { half_year: '2099-1' });
    assert.deepEqual(problem(future).fields, ['half_year_not_over']);
    assert.equal((await nurse.post(`${here}/reports`, { half_year: '2024-1' })).status, 403);
    assert.equal((await nurse.get('/helsefellesskap/innlandet/report')).status, 404);
  });

  test('is counted by what the analysis group chose, and an unknown parameter is refused', async () => {
    const first = await nurse.get(`${here}/report-definition`);
    assert.equal(first.body.version, 0);
    const change = (body, version) => secretariat.put(`${here}/report-definition`, body, { version });
    assert.equal((await change({ dimensions: ['category', 'shoe_size'], measures: [], note: 'Nytt valg' }, 0)).status, 422);
    const chosen = await change({ dimensions: ['category', 'council', 'month'], measures: ['answer'], note: 'ASU valgte færre tall.' }, 0);
    assert.equal(chosen.status, 200, chosen.text);
    assert.equal((await change({ dimensions: ['category'], measures: [], note: 'For sent ute' }, 0)).status, 412);
    await approve(await make('2025-1', { what_changed: 'Nye parametre.' }));
    const { body } = await nurse.get(`${here}/report?from=2025-1&to=2025-1`);
    assert.equal(dimension(body, 'category').epikrise.state, 'shown');
    assert.equal(dimension(body, 'actual_harm').severe.state, 'no_data');
    assert.deepEqual(body.times.map(({ measure }) => measure), ['answer']);
    // What came to be counted later leaves alone what does not count it.
    assert.equal(body.dimensions.find((one) => one.dimension === 'dialogue'), undefined);
    await cluster.query(`UPDATE deviation SET resolved_by_dialogue = true, parties_agree = 'no'`);
    const again = await make('2025-1', { what_changed: 'Partene har sagt noe nytt.' });
    assert.equal(again.body.data_version, (await secretariat.get(`/reports/${body.periods[0].id}`)).body.data_version);
    await secretariat.delete(`/reports/${again.body.id}`, { version: again.body.row_version });
  });

  test('is printed by the command, which also counts a half-year', async () => {
    const env = service.environment;
    const result = await command(env, ['report', '--helsefellesskap', 'st_olavs', '--from', '2025-1', '--to', '2025-2']);
    assert.deepEqual(JSON.parse(result.stdout), (await nurse.get(`${here}/report?from=2025-1&to=2025-2`)).body);
    const made = await command(env, ['report', '--helsefellesskap', 'innlandet', '--count', '2025-1', '--approve']);
    assert.equal(JSON.parse(made.stdout).approved, true, made.stdout + made.stderr);
    assert.equal((await command(env, ['report', '--helsefellesskap', 'innlandet', '--count', 'yesterday'])).code, 2);
  });
});

describe('an adversary with every answer', () => {
  test('finds the same numbers everywhere, and no small one', async () => {
    const { body: report } = await nurse.get(`${here}/report?from=2025-1&to=2025-1`);
    const { body: table } = await nurse.get(`${here}/report/table?rows=category&columns=council&from=2025-1&to=2025-1`);
    const categories = dimension(report, 'category');
    for (const [category, cell] of Object.entries(categories)) {
      const row = table.cells.filter(({ row: name }) => name === category).map((one) => one.cell);
      const filtered = (await nurse.get(`${here}/report?from=2025-1&to=2025-1&category=${category}`)).body;
      assert.deepEqual(filtered.total, cell, category);
      for (const one of [cell, ...row]) assert.ok(one.count === null || one.count === 0 || one.count >= report.smallest_shown);
      if (row.length > 0 && row.every(({ state }) => state !== 'suppressed') && cell.state === 'shown')
        assert.equal(row.reduce((sum, { count }) => sum + count, 0), cell.count);
      assert.ok(row.filter(({ state }) => state === 'suppressed').length !== 1 || cell.state === 'suppressed', `${category}: one hidden count is a difference`);
    }
  });
});
