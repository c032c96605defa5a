/* SPDX-License-Identifier: MIT */
/* The demo brings two years of cases with their history, so that the report has something to say to whoever tries it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { projectRoot, startCluster, startService } from './support/service.mjs';

const day = '2026-09-15';
const make = (here, as_of = day) => execFileSync('/usr/bin/python3', [join(projectRoot, 'deploy/demo/make_history.py'), here, as_of], { maxBuffer: 1 << 24, encoding: 'utf8' });
const linesOf = (here, as_of) => make(here, as_of).trim().split('\n').map((line) => JSON.parse(line));
let cluster;
let service;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, history: day });
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

test('the lines of a day are the same each time, and fall into the half-years that are over by then', () => {
  assert.equal(make('st_olavs'), make('st_olavs'));
  assert.equal(linesOf('st_olavs').length, 900);
  assert.equal(linesOf('innlandet').length, 250);
  const days = (as_of) => linesOf('st_olavs', as_of).map((line) => line.reported_on).sort();
  const [first, last] = [days(day)[0], days(day).at(-1)];
  assert.ok(first >= '2024-07-01' && last <= '2026-06-30', `${first} ${last}`);
  assert.ok(days('2026-07-01').at(-1) <= '2026-06-30' && days('2026-06-30').at(-1) <= '2025-12-31');
  const closed = linesOf('st_olavs', '2026-07-01').map((line) => line.closed_on ?? '');
  assert.ok(closed.every((one) => one <= '2026-07-01'), 'nothing was closed in the days to come');
});

test('the report of both helsefellesskap counts four half-years, and shows what became better', async () => {
  const nurse = await service.signIn('nurse.trondheim');
  const { body } = await nurse.get('/helsefellesskap/st_olavs/report?from=2025-2&to=2026-1');
  assert.deepEqual(body.periods.map(({ half_year }) => half_year), ['2024-2', '2025-1', '2025-2', '2026-1']);
  assert.ok(body.total.count > 450 && body.total_before.count > 350, JSON.stringify([body.total, body.total_before]));
  const letters = body.dimensions.find(({ dimension }) => dimension === 'category').values.find(({ value }) => value === 'epikrise');
  assert.ok(letters.cell.count < letters.before.count, 'fewer discharge letters go wrong than before');
  const answer = body.times.find(({ measure }) => measure === 'answer');
  assert.ok(answer.median < answer.median_before, JSON.stringify(answer));
  const platform = body.dimensions.find(({ dimension }) => dimension === 'helseplattformen').values.map(({ value }) => value);
  for (const value of ['both', 'other', 'reporter']) assert.ok(platform.includes(value), value);
  const parts = (name) => Object.fromEntries(body.dimensions.find(({ dimension }) => dimension === name).values.map(({ value, cell }) => [value, cell.count]));
  const { yes, partly, no } = parts('parties_agree');
  assert.ok(yes > partly && partly > no && no > 0 && parts('dialogue').yes > 100, JSON.stringify([parts('parties_agree'), parts('dialogue')]));
  assert.ok(parts('measure_strength').strong > 10 && parts('measure_effect').not_known > 20, JSON.stringify([parts('measure_strength'), parts('measure_effect')]));
  assert.ok(body.points_published >= 2 && body.points_taken_up >= 1 && body.points_done >= 1, JSON.stringify([body.points_published, body.points_taken_up, body.points_done]));
  const inland = await (await service.signIn('nurse.innlandet')).get('/helsefellesskap/innlandet/report?from=2024-2&to=2026-1');
  assert.equal(inland.body.total.count, 250);
});

test('the councils find a handful of it in their queues, and nobody gets a mail', async () => {
  const open = await cluster.query(`SELECT count(*) FROM deviation WHERE status <> 'closed'`);
  assert.equal(Number(open[0][0]), 12 + 40);
  assert.equal(Number((await cluster.query(`SELECT count(*) FROM outbox WHERE kind <> 'case_new'`))[0][0]), 0);
  assert.equal((await service.command(['verify'])).code, 0);
});

describe('its learning notes', () => {
  const library = '/helsefellesskap/st_olavs/learning-notes';
  const make_notes = () => execFileSync('/usr/bin/python3', ['-B', join(projectRoot, 'deploy/demo/make_notes.py'), day], { encoding: 'utf8' });
  const bring_in = async (lines) => (await service.command(['notes', '--helsefellesskap', 'st_olavs'], { input: lines })).stdout.trim().split('\n').map((line) => JSON.parse(line));

  test('came about as notes do, and five are there to read: in the library and for everybody', async () => {
    const asu = await service.signIn('asu');
    const { items } = (await asu.get(library)).body;
    assert.deepEqual(items.map(({ title, marks }) => `${title}: ${marks.done}`), ['Dose og neste kontroll står på samme sted: 0',
      'Alle meldingsbokser har noen som leser dem hver dag: 1', 'Hjemreise fredag avtales senest torsdag: 2', 'Én legemiddelliste følger pasienten hjem: 3',
      'Epikrisen sier hvem som gjør hva, og når: 2']);
    assert.equal((await service.client().get('/public/st_olavs/learning-notes')).body.items.length, 5);
    const coordinator = await service.signIn('raad.lege');
    const { body: one } = await coordinator.get(`/learning-notes/${items[3].id}`);
    assert.equal(one.cases.length, 6);
    assert.equal(one.work.reviewed_by, 'Anne Kristin Elgeseter');
    assert.ok(one.work.releases.length >= 2 && one.work.releases.every(({ state }) => state === 'released'));
    assert.ok(one.work.history.every(({ at }, place, all) => place === 0 || at >= all[place - 1].at), JSON.stringify(one.work.history));
    const { body: before } = await asu.get(`/learning-notes/${one.replaces}`);
    assert.deepEqual([before.status, before.ended_at], ['replaced', one.published_at]);
    assert.deepEqual((await cluster.query("SELECT status FROM learning_note WHERE ended_reason IS NOT NULL")), [['withdrawn']]);
    assert.deepEqual((await asu.get('/helsefellesskap/st_olavs/learning-work')).body.items, []);
  });

  test('are not brought in twice, nor one that could not have come about', async () => {
    const lines = make_notes();
    assert.ok((await bring_in(lines)).every(({ already }) => already));
    const good = JSON.parse(lines.split('\n')[0]);
    const tried = async (more) => {
      const [answer] = await bring_in(JSON.stringify({ ...good, title: `Et notat som ikke går ${Object.keys(more)[0]}`, replaces: undefined, ...more }));
      return [answer.error, ...(answer.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)].join(', ');
    };
    assert.equal(await tried({ why: 'Det gjaldt 02013299997' }), 'identity_number, /note/why identity_number');
    assert.equal(await tried({ withdrawn_on: day, withdrawn_reason: 'Det gjaldt 02013299997' }), 'identity_number, /withdrawn_reason identity_number');
    assert.equal(await tried({ published_on: '2027-13-01' }), 'invalid, /published_on bad_date');
    assert.equal(await tried({ reviewed_by: good.written_by }), 'second_person_needed');
    assert.equal(await tried({ released_by: ['koordinator.trondheim'] }), 'release_missing');
    assert.equal(await tried({ written_by: 'nurse.trondheim' }), 'forbidden');
    assert.equal(await tried({ written_by: 'ingen' }), 'unknown_person');
    assert.equal(await tried({ cases: ['finnes-ikke'] }), 'invalid, /note/cases/0/id bad_id');
  });
});
