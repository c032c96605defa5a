/* SPDX-License-Identifier: MIT */
/*
 * What lets a whole hospital file from behind one address, and stops a flood: a puzzle for each report, harder the more come,
 * and a cap an hour that holds. Nothing is counted by address.
 */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { fileReport, outcome, readReports } from './support/reports.mjs';
import { findCounter, newKey, openFiling, writeSolution } from './support/open_filing.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let open;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  open = await openFiling(service);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const refused = '403 puzzle_refused';
const heldCount = async () => Number((await cluster.query('SELECT count(*) FROM held_report'))[0][0]);
/* A sent report with one part of its solution changed. */
async function withPart(index, change) {
  const parts = (await open.solve()).split('-');
  parts[index] = change(parts[index]);
  return outcome(await open.trySend({}, { solution: parts.join('-') }));
}

test('thirty behind one address file at the same time, and all are accepted', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, async (_, index) => open.trySend({ title: `Fra avdeling ${index}` })));
  assert.deepEqual(answers.map((answer) => answer.status), Array(30).fill(201));
  assert.equal(new Set(answers.map((answer) => answer.body.receipt_code)).size, 30);
});

describe('a puzzle', () => {
  test('lets one report in', async () => {
    const before_count = await heldCount();
    const solution = await open.solve();
    assert.equal((await open.trySend({}, { solution })).status, 201);
    assert.equal(outcome(await open.trySend({}, { solution })), refused);
    const atOnce = await open.solve();
    const answers = await Promise.all(Array.from({ length: 6 }, () => open.trySend({}, { solution: atOnce })));
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1);
    assert.equal(await heldCount(), before_count + 2);
  });

  test('that is not ours, not solved, changed or cut short is refused, always alike', async () => {
    const before_count = await heldCount();
    const flip = (text) => (text.endsWith('0') ? `${text.slice(0, -1)}1` : `${text.slice(0, -1)}0`);
    for (const index of [0, 2, 3, 4]) assert.equal(await withPart(index, flip), refused, `part ${index}`);
    assert.equal(await withPart(0, (expires) => String(Number(expires) + 3600)), refused);
    assert.equal(await withPart(1, () => '1'), refused);
    // The chance that the next counter solves it too is 1 in 256; ten in a row it is not.
    let solved = 0;
    for (let round = 0; round < 10; round += 1) solved += (await withPart(5, (counter) => String(Number(counter) + 1))) === refused ? 0 : 1;
    assert.ok(solved < 5);
    for (const solution of ['x'.repeat(100), '1-2-3-4-5-6'.padEnd(120, '0'), `${'0'.repeat(60)}-${'0'.repeat(60)}`])
      assert.equal(outcome(await open.trySend({}, { solution })), refused);
    const without = await open.client.post('/held-reports', open.reports.make(), { key: newKey() });
    assert.ok(without.status === 400 || without.status === 428, without.text);
    assert.ok(await heldCount() <= before_count + solved);
  });

  test('signed by somebody else is refused', async () => {
    const { level, challenge } = await open.puzzle();
    const signature = createHmac('sha256', 'annen hemmelighet').update(JSON.stringify(challenge.parameters)).digest('hex');
    const solution = writeSolution({ level, challenge: { ...challenge, signature } }, findCounter(challenge));
    assert.equal(outcome(await open.trySend({}, { solution })), refused);
  });

  test('is signed as ALTCHA signs, over the sorted parameters', async () => {
    const [[secret]] = await cluster.query("SELECT encode(value, 'hex') FROM filing_secret");
    const { challenge } = await open.puzzle();
    const sorted = JSON.stringify(Object.fromEntries(Object.entries(challenge.parameters).sort()));
    assert.equal(createHmac('sha256', Buffer.from(secret, 'hex')).update(sorted).digest('hex'), challenge.signature);
  });

  test('that has ended is refused', async () => {
    const [[secret]] = await cluster.query("SELECT encode(value, 'hex') FROM filing_secret");
    const { level, challenge } = await open.puzzle();
    const parameters = { ...challenge.parameters, expiresAt: Math.floor(Date.now() / 1000) - 2 };
    const signature = createHmac('sha256', Buffer.from(secret, 'hex')).update(JSON.stringify(parameters)).digest('hex');
    assert.equal(outcome(await open.trySend({}, { solution: writeSolution({ level, challenge: { parameters, signature } }, findCounter(challenge)) })), refused);
    // The same, not ended, is accepted: nothing else was wrong with it.
    const good = { ...challenge.parameters, expiresAt: Math.floor(Date.now() / 1000) + 60 };
    const signed = createHmac('sha256', Buffer.from(secret, 'hex')).update(JSON.stringify(good)).digest('hex');
    assert.equal((await open.trySend({}, { solution: writeSolution({ level, challenge: { parameters: good, signature: signed } }, findCounter(challenge)) })).status, 201);
  });

  test('is not spent by a report with wrong fields', async () => {
    const solution = await open.solve();
    assert.equal((await open.trySend({ category: 'finnes_ikke' }, { solution })).status, 422);
    assert.equal((await open.trySend({}, { solution })).status, 201);
  });
});

describe('a flood', () => {
  let small; // lets fifty in an hour; ten in ten minutes is calm
  let flood;
  before(async () => {
    small = await startService({ cluster, prepare: false, env: { SAMAVVIK_OPEN_FILING_PER_HOUR: '50' } });
    flood = await openFiling(small);
  });
  after(() => small?.stop());

  test('meets harder puzzles, and those kept from before become too easy', async () => {
    await cluster.query('DELETE FROM held_report');
    const kept = [];
    for (let i = 0; i < 40; i += 1) kept.push(await flood.puzzle());
    assert.deepEqual([...new Set(kept.map((puzzle) => puzzle.level))], [0]);
    const answers = [];
    for (const puzzle of kept) answers.push(outcome(await flood.trySend({}, { solution: writeSolution(puzzle, findCounter(puzzle.challenge)) })));
    assert.deepEqual(answers, [...Array(20).fill('201'), ...Array(20).fill(refused)]);
    const harder = await flood.puzzle();
    assert.deepEqual([harder.level, harder.challenge.parameters.keyPrefix], [2, '000']);
    const solution = writeSolution(harder, findCounter(harder.challenge));
    assert.equal((await flood.trySend({}, { solution })).status, 201);
  });

  test('meets a cap that holds to the last one, and says what to do; those with an account notice nothing', async () => {
    await cluster.query(`DELETE FROM held_report WHERE id <> (SELECT min(id) FROM held_report);
      UPDATE held_report SET held_at = now() - interval '15 minutes';
      INSERT INTO held_report (helsefellesskap_id, report, reporter_organisation_id, code_digest, key_digest, language, held_at)
      SELECT helsefellesskap_id, report, reporter_organisation_id, sha256(('a' || n)::bytea), sha256(('b' || n)::bytea), language, held_at
      FROM held_report, generate_series(1, 45) n`);
    const solutions = [];
    for (let i = 0; i < 12; i += 1) solutions.push(await flood.solve());
    const answers = await Promise.all(solutions.map((solution) => flood.trySend({}, { solution })));
    assert.deepEqual(answers.map(outcome).sort(), [...Array(4).fill('201'), ...Array(8).fill('429 filing_full')]);
    assert.equal(await heldCount(), 50);
    const full = answers.find((answer) => answer.status === 429);
    assert.equal(full.headers.get('retry-after'), '900');
    assert.match(full.body.detail, /kvarter/);
    const nurse = await small.signIn('nurse.trondheim');
    assert.match((await fileReport(nurse, await readReports(nurse))).number, /^STO-/);
    // What was refused spent nothing: when the hour has passed the same report, with the same puzzle, gets in.
    await cluster.query("UPDATE held_report SET held_at = held_at - interval '1 hour'");
    assert.equal((await flood.trySend({}, { solution: solutions[answers.indexOf(full)] })).status, 201);
  });
});
