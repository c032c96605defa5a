/* SPDX-License-Identifier: MIT */
/* What an operator relies on: a stop that finishes what was begun, a quick start, figures, and logs that hold nobody's words. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { freePort, startCluster, startService, waitFor } from './support/service.mjs';
import { everythingSent } from './support/mailbox.mjs';
import { fileReport, outcome, readReports } from './support/reports.mjs';

let cluster;
let service;
let nurse;
let reports;
let admin;

before(async () => {
  cluster = await startCluster();
  admin = `127.0.0.1:${await freePort()}`;
  service = await startService({ cluster, demo: true, cases: false, env: { SAMAVVIK_ADMIN_LISTEN: admin } });
  nurse = await service.signIn('nurse.trondheim');
  reports = await readReports(nurse);
});
beforeEach(async () => {
  if (!service.running) await service.start();
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* Without the last one, which may be on its way. */
const logLines = () => service.log.split('\n').slice(0, -1).map((line) => JSON.parse(line));

const waitingFilings = async () => Number((await cluster.query(
  "SELECT count(*) FROM pg_locks WHERE relation = 'free_case_number'::regclass AND NOT granted"))[0][0]);

describe('a stop', () => {
  test('in the middle of eight clients filing leaves nothing stored that was not answered', async () => {
    const fates = [];
    const client = async () => {
      for (;;) {
        try {
          const answer = await nurse.post('/deviations', reports.make({ title: 'Under stopp' }), { check: false });
          fates.push(answer.status);
        } catch (error) {
          fates.push(error.cause?.code ?? error.message);
        }
        if (!service.running || fates.at(-1) === 'ECONNREFUSED') return;
      }
    };
    const clients = Array.from({ length: 8 }, client);
    await waitFor('some reports', () => fates.length > 40);
    const { code } = await service.stop();
    await Promise.all(clients);
    assert.equal(code, 0);
    const filed = fates.filter((fate) => fate === 201).length;
    const [[stored]] = await cluster.query("SELECT count(*) FROM deviation WHERE title = 'Under stopp'");
    assert.equal(filed, Number(stored), `fates: ${JSON.stringify(Object.groupBy?.(fates, String) ?? [...new Set(fates)])}`);
    assert.ok(fates.every((fate) => [201, 503, 'ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET'].includes(fate)), [...new Set(fates)].join());
    assert.equal(logLines().filter((line) => line.event === 'stopped').at(-1).all_finished, 1);
  });

  test('waits for requests in flight, and takes no new ones meanwhile', async () => {
    const holding = await cluster.standStill('LOCK TABLE free_case_number IN EXCLUSIVE MODE');
    const inFlight = Promise.all(Array.from({ length: 2 }, (_, index) => nurse.post('/deviations', reports.make({ title: `I luften ${index}` }))));
    try {
      await waitFor('two that wait', async () => await waitingFilings() === 2, { timeoutMs: 4000 });
      service.child.kill('SIGTERM');
      await waitFor('the log to say so', () => service.log.includes('"stopping"'));
      const late = await nurse.get('/session', { check: false }).then(outcome, (error) => error.cause?.code);
      assert.match(late, /^503|^ECONN/);
    } finally {
      await holding.end();
    }
    for (const answer of await inFlight) assert.equal(answer.status, 201, answer.text);
    assert.equal((await service.child.ended).code, 0);
  });

  test('and a start after it: sessions and cases are there, and ready in a moment', async (t) => {
    const started = performance.now();
    await service.stop();
    const stoppedMs = performance.now() - started;
    const from = performance.now();
    await service.start();
    t.diagnostic(`stopped in ${Math.round(stoppedMs)} ms, ready ${Math.round(performance.now() - from)} ms after the start`);
    assert.ok(performance.now() - from < 5000);
    assert.equal((await nurse.get('/deviations?view=mine')).status, 200);
    await fileReport(nurse, reports);
  });
});

describe('logs and figures', () => {
  const marker = 'Zebrafink';
  const mark = (name) => `${marker}${name}`;

  test('hold no word of what anyone wrote, sent or signed in with', async () => {
    const password = mark('Passord');
    await service.client().post('/session', { username: mark('bruker').toLowerCase(), password });
    await service.client().post('/session', { username: 'nurse.trondheim', password });
    const doctors = await service.signIn('raad.lege');
    const words = { title: mark('Tittel'), description: mark('Beskrivelse'), immediate_action: mark('Tiltak'), suggestion: mark('Forslag'),
      external_system: mark('System'), external_reference: mark('Referanse') };
    const { id } = await fileReport(nurse, reports, words);
    assert.equal((await nurse.post('/deviations', reports.make(words))).status, 422); // the database refuses with these words
    await nurse.post('/deviations', reports.make({ ...words, category: mark('kategori'), [mark('felt')]: mark('verdi') }));
    await nurse.post('/deviations', `{"title":"${mark('Odelagt')}`);
    await nurse.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: mark('Melding') });
    await doctors.post(`/deviations/${id}/messages`, { audience: 'internal', text: mark('Merknad') });
    await doctors.post(`/deviations/${id}/answer`, { text: mark('Svar') }, { version: 1 });
    await doctors.post(`/deviations/${id}/closing`, { learning_point: { title: mark('Laering'), text: mark('Punkt') } }, { version: 2 });
    await nurse.post(`/deviations/${id}/reopening`, { reason: mark('Grunn') }, { version: 3 });
    const check = false;
    await nurse.get(`/deviations?view=mine&status=${mark('status')}&${mark('navn')}=1`, { check });
    await nurse.get(`/${mark('sti')}`, { check });
    await nurse.get('/session', { check, headers: { Cookie: `__Host-samavvik=${mark('kake')}`, 'X-CSRF-Token': mark('csrf'),
      Authorization: `Bearer ${mark('bearer')}`, 'User-Agent': mark('Leser'), 'X-Request-Id': mark('id'), 'X-Forwarded-For': mark('adresse') } });
    await nurse.post('/deviations', reports.make(), { key: mark('nokkel_') });
    await everythingSent(cluster);

    const secrets = [nurse.cookies.get('__Host-samavvik'), nurse.csrf, doctors.cookies.get('__Host-samavvik'), 'Samavvik-demo-2026', 'example.org'];
    const logs = { service: service.log, database: readFileSync(join(cluster.data, 'postgres/log'), 'utf8'),
      figures: await (await fetch(`http://${admin}/metrics`)).text() };
    for (const [name, text] of Object.entries(logs)) {
      const lower = text.toLowerCase();
      for (const word of [marker, ...secrets]) assert.ok(!lower.includes(word.toLowerCase()), `${word} is in the ${name}: ${excerpt(lower, word.toLowerCase())}`);
    }
  });

  const excerpt = (text, word) => text.slice(Math.max(0, text.indexOf(word) - 200), text.indexOf(word) + 100);

  test('have one JSON line for each request, with what an operator asks for', async () => {
    const answers = [await nurse.get('/deviations?view=mine'), await nurse.get('/deviations/999999'),
      await nurse.post('/deviations', reports.make({ category: 'no_such' }))];
    const ids = answers.map((answer) => answer.headers.get('x-request-id'));
    const lines = await waitFor('the lines', () => {
      const found = ids.map((id) => logLines().filter((line) => line.request_id === id));
      return found.every((each) => each.length > 0) && found.flat();
    });
    assert.deepEqual(lines.map((line) => [line.event, line.operation, line.status]),
      [['request', 'list_deviations', 200], ['request', 'get_deviation', 404], ['request', 'submit_deviation', 422]]);
    assert.equal(answers[1].body.request_id, ids[1]);
    for (const line of lines) {
      assert.ok(Number.isFinite(line.duration_us), JSON.stringify(line));
      assert.equal(String(line.person), nurse.session.person.id);
      assert.ok(!Number.isNaN(Date.parse(line.time)));
    }
  });

  test('count requests by operation for the operator alone', async () => {
    await nurse.get('/deviations?view=mine');
    const figures = await (await fetch(`http://${admin}/metrics`)).text();
    assert.match(figures, /operation="list_deviations"/);
    assert.match(figures, /samavvik_database_connections\{state="open"\} [1-9]/);
    assert.match(figures, /samavvik_jobs_database_connections\{state="open"\} \d/);
    assert.equal((await fetch(`${service.url}/metrics`)).status, 404);
  });

  test('no answer is kept by a cache, framed, or sniffed for another type', async () => {
    for (const path of ['/api/v1/deviations?view=mine', '/api/v1/nothing', '/healthz', '/readyz']) {
      const answer = await fetch(service.url + path);
      assert.equal(answer.headers.get('cache-control'), 'no-store', path);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path);
      assert.match(answer.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, path);
      assert.equal(answer.headers.get('access-control-allow-origin'), null, path);
      assert.equal(answer.headers.get('server'), null, path);
    }
  });
});
