/* SPDX-License-Identifier: MIT */
/* The demo brings two years of cases with their history, so that the report has something to say to whoever tries it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { projectRoot, startCluster, startService } from './support/service.mjs';

const day = '2026-09-15';
const make = (here, as_of = day) => execFileSync('/usr/bin/python3', [join(projectRoot, 'deploy/demo/make_history.py'), here, as_of], { maxBuffer: 1 << 24, encoding: 'utf8' });
const linesOf = (here, as_of) => make(here, as_of).trim().split('\n').map((line) => JSON.parse(line));
let cluster;
let service;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false, history: day });
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
  const inland = await (await service.signIn('nurse.innlandet')).get('/helsefellesskap/innlandet/report?from=2024-2&to=2026-1');
  assert.equal(inland.body.total.count, 250);
});

test('the councils find a handful of it in their queues, and nobody gets a mail', async () => {
  const open = await cluster.query(`SELECT count(*) FROM deviation WHERE status <> 'closed'`);
  assert.equal(Number(open[0][0]), 12);
  assert.equal(Number((await cluster.query(`SELECT count(*) FROM outbox WHERE kind <> 'case_new'`))[0][0]), 0);
  assert.equal((await service.command(['verify'])).code, 0);
});
