/* SPDX-License-Identifier: MIT */
/*
 * What in a text may tell who somebody is: it is refused with its place until the person confirms just that, and the history
 * of the case says who confirmed what. (That identity numbers never pass is in every_operation.test.mjs.)
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { projectRoot, startCluster, startService } from './support/service.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';

const fixture = (name) => readFileSync(join(projectRoot, 'tests/fixtures', name), 'utf8').trim().split('\n').map((line) => JSON.parse(line));

let cluster;
let service;
let nurse;
let council;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  [nurse, council] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* What a refusal names, as a client gives it back to confirm it. */
const findingsOf = (answer) => answer.body.errors.map(({ pointer, kind, start, end }) => ({ pointer, kind, start, end }));
const confirmations = (one) => one.events.filter(({ kind }) => kind === 'warning_confirmed').map(({ actor, findings }) => [actor, findings]);
const fileForCouncil = () => fileReport(nurse, reports, { category: 'epikrise' });

describe('a text that may tell who somebody is', () => {
  const warned = 'Ring datteren på 912 34 567.'; // 17 to 27
  const phone = (pointer) => ({ pointer, kind: 'phone', start: 17, end: 27 });

  /* Each operation: a case in the right state, and the request with a body. */
  const operations = {
    add_message: { pointers: ['/text'], body: { audience: 'dialogue', text: warned }, send: (id, body) => nurse.post(`/deviations/${id}/messages`, body) },
    answer_deviation: { pointers: ['/text'], body: { text: warned }, send: (id, body) => council.post(`/deviations/${id}/answer`, body, { version: 1 }) },
    close_deviation: {
      pointers: ['/learning_point/title', '/learning_point/text'], body: { learning_point: { title: warned, text: warned } },
      arrange: (id) => council.post(`/deviations/${id}/answer`, { text: 'Takk.' }, { version: 1 }),
      send: (id, body) => council.post(`/deviations/${id}/closing`, body, { version: 2 }),
    },
    reopen_deviation: {
      pointers: ['/reason'], body: { reason: warned },
      arrange: async (id) => {
        await council.post(`/deviations/${id}/answer`, { text: 'Takk.' }, { version: 1 });
        await council.post(`/deviations/${id}/closing`, {}, { version: 2 });
      },
      send: (id, body) => nurse.post(`/deviations/${id}/reopening`, body, { version: 3 }),
    },
  };

  for (const [name, { pointers, body, arrange, send }] of Object.entries(operations)) {
    test(`${name} asks, and takes it when it is confirmed`, async () => {
      const { id } = await fileForCouncil();
      await arrange?.(id);
      const asked = await send(id, body);
      assert.equal(outcome(asked), '422 warn_needs_confirmation');
      assert.deepEqual(findingsOf(asked), pointers.map(phone));
      assert.ok(asked.body.errors.every(({ code, message }) => code === 'warn_phone' && /telefonnummer/.test(message)), asked.text);
      assert.deepEqual(confirmations(await readCase(nurse, id)), []);
      const taken = await send(id, { ...body, confirmed_findings: findingsOf(asked) });
      assert.ok(taken.status < 300, taken.text);
      const actor = send === operations.add_message.send || name === 'reopen_deviation' ? 'Ingrid Moholt' : council.session.person.name;
      assert.deepEqual(confirmations(taken.body), [[actor, pointers.map(phone)]]);
      assert.deepEqual(confirmations(await readCase(nurse, id)), [[actor, pointers.map(phone)]]);
    });
  }

  test('submit_deviation asks, takes it when it is confirmed, and a repeat gives the first receipt', async () => {
    const texts = { title: 'Svar til Ola', description: warned, immediate_action: 'Skrev til a.b@example.org', suggestion: warned };
    const asked = await nurse.post('/deviations', reports.make(texts));
    assert.equal(outcome(asked), '422 warn_needs_confirmation');
    const found = findingsOf(asked);
    assert.deepEqual(found, [phone('/description'), { pointer: '/immediate_action', kind: 'email', start: 10, end: 25 }, phone('/suggestion')]);
    const half = await nurse.post('/deviations', reports.make({ ...texts, confirmed_findings: found.slice(1) }));
    assert.deepEqual(findingsOf(half), found.slice(0, 1));
    const body = reports.make({ ...texts, confirmed_findings: found });
    const filed = await nurse.post('/deviations', body, { key: 'confirmed-key-1' });
    assert.equal(filed.status, 201, filed.text);
    const repeated = await nurse.post('/deviations', body, { key: 'confirmed-key-1' });
    assert.deepEqual(repeated.body, filed.body);
    const read = await readCase(nurse, filed.body.id);
    assert.deepEqual(read.events.map(({ kind }) => kind), ['submitted', 'warning_confirmed']);
    assert.deepEqual(confirmations(read), [['Ingrid Moholt', found]]);
    const [[kept]] = await cluster.query(`SELECT detail FROM event WHERE deviation_id = ${filed.body.id} AND kind = 'warning_confirmed'`);
    assert.ok(!/912|Ola|example/.test(kept), kept);
    assert.ok(!/912 34 567|a\.b@/.test(service.log));
  });

  test('has to be confirmed anew when it has changed', async () => {
    const { id } = await fileForCouncil();
    const body = { audience: 'dialogue', text: `Nå: ${warned}`, confirmed_findings: [phone('/text')] };
    assert.deepEqual(findingsOf(await nurse.post(`/deviations/${id}/messages`, body)), [{ pointer: '/text', kind: 'phone', start: 21, end: 31 }]);
  });

  test('in an internal note is confirmed where the reporter never sees it', async () => {
    const { id } = await fileForCouncil();
    const body = { audience: 'internal', text: warned, confirmed_findings: [phone('/text')] };
    const noted = await council.post(`/deviations/${id}/messages`, body);
    assert.equal(noted.status, 201, noted.text);
    assert.equal(confirmations(noted.body).length, 1);
    assert.deepEqual((await readCase(nurse, id)).events.map(({ kind }) => kind), ['submitted']);
  });

  test('is no way to say more than the guard found, nor to fill the request', async () => {
    const { id } = await fileForCouncil();
    const send = (confirmed_findings) => nurse.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Takk.', confirmed_findings });
    const quiet = await send([phone('/text')]);
    assert.equal(quiet.status, 201);
    assert.deepEqual(confirmations(quiet.body), []);
    assert.equal(outcome(await send([{ ...phone('/text'), kind: 'fnr' }])), '422 invalid');
    assert.equal(outcome(await send(Array(201).fill(phone('/text')))), '422 invalid');
    assert.equal(outcome(await send([{ pointer: '/text' }])), '422 invalid');
  });
});

describe('import', () => {
  const line = (more) => `${JSON.stringify({ ...fixture('cases.jsonl')[0], ...more })}\n`;
  const importLines = async (args, input) => {
    const { code, stdout } = await service.command(['import', '--helsefellesskap', 'st_olavs', ...args], { input });
    return { code, rows: stdout.trim().split('\n').map((row) => JSON.parse(row)) };
  };
  const input = line({ id: 'w1', suggestion: 'Ring 91234567' }) + line({ id: 'w2' }) + line({ id: 'w3', title: 'Gjelder 02013299997' });

  test('tells what has to be confirmed line by line, and files it with --confirm-warnings', async () => {
    const asked = await importLines([], input);
    assert.equal(asked.code, 1);
    assert.deepEqual(asked.rows.map(({ id, error }) => [id, error]), [['w1', 'warn_needs_confirmation'], ['w2', undefined], ['w3', 'identity_number']]);
    assert.deepEqual(asked.rows[0].errors.map(({ pointer, code, kind, start, end }) => [pointer, code, kind, start, end]),
      [['/suggestion', 'warn_phone', 'phone', 5, 13]]);
    const confirmed = await importLines(['--confirm-warnings'], input);
    assert.equal(confirmed.code, 1);
    assert.deepEqual(confirmed.rows.map(({ id, error }) => [id, error]), [['w1', undefined], ['w2', undefined], ['w3', 'identity_number']]);
    const secretariat = await service.signIn('sekretariat');
    assert.deepEqual(confirmations(await readCase(secretariat, confirmed.rows[0].receipt.id)),
      [[null, [{ pointer: '/suggestion', kind: 'phone', start: 5, end: 13 }]]]);
  });

  test('knows no other argument', async () => {
    assert.equal((await service.command(['import', '--helsefellesskap', 'st_olavs', '--confirm'], { input })).code, 2);
  });
});

test('anybody may have a text looked through: the same findings as on the command line', async () => {
  const visitor = service.client();
  const lines = fixture('identifiers.jsonl');
  const { stdout } = await service.command(['check-text'], { input: lines.map((one) => `${JSON.stringify(one)}\n`).join('') });
  const native = stdout.trim().split('\n').map((row) => JSON.parse(row));
  for (const [index, one] of lines.entries()) {
    const { status, body } = await visitor.post('/texts/check', { text: one.text });
    assert.equal(status, 200);
    assert.deepEqual({ id: one.id, ...body }, native[index]);
    assert.deepEqual([body.verdict, body.findings.map(({ kind, start, end }) => [start, end, kind])], [one.expected, one.spans], one.id);
  }
  assert.equal(outcome(await visitor.post('/texts/check', { text: 'x'.repeat(10001) })), '422 invalid');
  assert.equal(outcome(await visitor.post('/texts/check', {})), '422 invalid');
});

test('ten thousand digits, letters, at signs or blanks take no longer than ten thousand of anything', async () => {
  const visitor = service.client();
  const time = async (text) => {
    const start = performance.now();
    assert.equal((await visitor.post('/texts/check', { text })).status, 200);
    return performance.now() - start;
  };
  await time('x'.repeat(10000));
  for (const character of ['1', '1 ', '@', 'a@', ' ', 'A. ', 'Pasient A ', '\u200b', '0\u0301', '\uff11', '-', '12.']) {
    const text = character.repeat(10000).slice(0, 10000);
    assert.ok(await time(text) < 250, `${JSON.stringify(character)} takes long`);
  }
});
