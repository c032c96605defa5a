/* SPDX-License-Identifier: MIT */
/*
 * The database goes away while people file, and comes back. Meanwhile everyone is told at once to come again; afterwards the
 * service goes on by itself, nothing it had confirmed is missing, and a repeat makes nothing twice.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startCluster, startService, waitFor } from './support/service.mjs';
import { everythingSent } from './support/mailbox.mjs';
import { outcome, readReports } from './support/reports.mjs';

let cluster;
let service;
let nurse;
let reports;

before(async () => {
  // Durable, or what was confirmed could be lost by the database itself.
  cluster = await startCluster({ durable: true });
  service = await startService({ cluster, demo: true, cases: false });
  nurse = await service.signIn('nurse.trondheim');
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const ledger = []; // { key, outcome, number, ms } of every attempt to file
let goOn = true;

/* A title of its own for each report, without digits: those might be somebody's number. */
const titleOf = (key) => key.replaceAll(/\d/g, (digit) => 'ghijklmnop'[digit]);

/* Files one after the other; a refused report is sent again with its key, like a client that obeys Retry-After quickly. */
async function keepFiling() {
  let key = randomUUID();
  while (goOn) {
    const started = performance.now();
    const answer = await nurse.post('/deviations', reports.make({ title: titleOf(key) }), { key });
    ledger.push({ key, outcome: outcome(answer), number: answer.body.number, at: started, ms: performance.now() - started });
    if (answer.status === 201) key = randomUUID();
    else await new Promise((done) => { setTimeout(done, 20); });
  }
}

const since = (at) => ledger.filter((entry) => entry.at >= at);
const stopDatabase = () => cluster.stop({ keep: true });
const status = async (path) => (await fetch(service.url + path)).status;

describe('the database goes away while eight clients file', () => {
  let clients;
  let awayAt;
  let backAt;

  test('they are all told so, in a moment, and none of them hangs', async () => {
    clients = Array.from({ length: 8 }, keepFiling);
    await waitFor('some reports', () => ledger.filter((entry) => entry.number).length >= 50);
    await stopDatabase();
    awayAt = performance.now();
    await waitFor('refusals for everyone', () => since(awayAt).length >= 80);
    const refused = since(awayAt);
    assert.deepEqual([...new Set(refused.map((entry) => entry.outcome))], ['503 unavailable']);
    const slowest = Math.max(...refused.map((entry) => entry.ms));
    assert.ok(slowest < 3000, `the slowest refusal took ${Math.round(slowest)} ms`);
    const median = refused.map((entry) => entry.ms).sort((a, b) => a - b)[Math.floor(refused.length / 2)];
    assert.ok(median < 500, `the median refusal took ${Math.round(median)} ms`);
    assert.ok(ledger.every((entry) => /^(201|503 \w+)$/.test(entry.outcome)), [...new Set(ledger.map((entry) => entry.outcome))].join());
  });

  test('readiness says no, and the service is alive', async () => {
    assert.equal(await status('/readyz'), 503);
    assert.equal(await status('/healthz'), 200);
    const { database, ready } = await (await fetch(`${service.url}/readyz`)).json();
    assert.deepEqual([database, ready], ['away', false]);
  });

  test('every operation that needs it answers 503 with Retry-After, and what needs none still works', async () => {
    for (const answer of await Promise.all([nurse.get('/session'), nurse.get('/deviations?view=mine'), nurse.get('/deviations/1'),
      nurse.delete('/session'), nurse.get('/helsefellesskap/st_olavs/register'), service.client().post('/session', { username: 'asu', password: 'x' })])) {
      assert.equal(outcome(answer), '503 unavailable');
      assert.ok(Number(answer.headers.get('retry-after')) >= 1);
      assert.ok(!/socket|libpq|server|psql|connect/i.test(answer.text), answer.text);
    }
    assert.equal((await nurse.get('/openapi.json')).status, 200);
    assert.equal(outcome(await service.client().get('/session')), '401 unauthenticated');
    assert.equal((await nurse.get('/nothing', { check: false })).status, 404);
  });

  test('when it is back the service goes on within seconds, by itself', async () => {
    const { pid } = service.child;
    await cluster.start();
    backAt = performance.now();
    await waitFor('reports again', () => since(backAt).filter((entry) => entry.number).length >= 50, { timeoutMs: 10000 });
    const first = ledger.find((entry) => entry.at >= backAt && entry.number);
    assert.ok(first.at + first.ms - backAt < 5000, `${Math.round(first.at + first.ms - backAt)} ms until the first`);
    assert.equal(await status('/readyz'), 200);
    assert.equal(service.child.pid, pid);
    assert.ok(service.running);
  });

  test('twice more, in a row, and at once', async () => {
    for (let round = 0; round < 2; round += 1) {
      await stopDatabase();
      await cluster.start();
      const from = performance.now();
      await waitFor('reports again', () => since(from).some((entry) => entry.number), { timeoutMs: 10000 });
    }
    goOn = false;
    await Promise.all(clients);
  });

  test('nothing that was confirmed is missing, and nothing is there twice', async () => {
    const stored = await cluster.query('SELECT title, number FROM deviation ORDER BY serial');
    const byTitle = new Map(stored.map(([title, number]) => [title, number]));
    assert.equal(byTitle.size, stored.length, 'a report was stored twice');
    const confirmed = ledger.filter((entry) => entry.number);
    assert.ok(confirmed.length > 100);
    assert.deepEqual(confirmed.filter((entry) => byTitle.get(titleOf(entry.key)) !== entry.number), []);
    assert.deepEqual(stored.map(([, number]) => Number(number.slice(-5))), stored.map((_, index) => index + 1));
  });

  test('the mail that waited goes out, one for each', async () => {
    await everythingSent(cluster);
    const [[cases, mails]] = await cluster.query("SELECT (SELECT count(*) FROM deviation), count(DISTINCT parameters ->> 'deviation_id') FROM outbox WHERE kind = 'case_new'");
    assert.equal(mails, cases);
  });
});

describe('a start without a database', () => {
  test('is a start: not ready, and ready as soon as the database is there', async () => {
    await service.stop();
    await stopDatabase();
    await service.start({ ready: false });
    assert.equal(await status('/readyz'), 503);
    assert.equal(outcome(await nurse.get('/session')), '503 unavailable');
    await cluster.start();
    await waitFor('readiness', () => service.is('/readyz', 200), { timeoutMs: 10000 });
    assert.equal((await nurse.get('/session')).status, 200, 'a session outlives a restart');
    assert.equal((await nurse.post('/deviations', reports.make())).status, 201);
  });
});
