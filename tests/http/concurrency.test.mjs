/* SPDX-License-Identifier: MIT */
/*
 * Many at once, and the same thing twice: every report gets in and its own number, a repeat creates nothing, and of two who
 * change one case at the same moment one is told.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { releaseNote, step } from './support/notes.mjs';
import { startCluster, startService, withSchema } from './support/service.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readCase, readReports } from './support/reports.mjs';

const run = promisify(execFile);

let cluster;
let service;
let nurse;
let doctors;
let colleague; // in the same council
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'raad.lege.to', [{ role: 'council_member', council: 'legesamarbeid' }]);
  [nurse, doctors, colleague] = await Promise.all(['nurse.trondheim', 'raad.lege', 'raad.lege.to'].map((name) => service.signIn(name)));
  reports = await readReports(nurse);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const file = (body, options) => nurse.post('/deviations', reports.make(body), options);
const once = (answers) => [...new Set(answers.map((answer) => answer.text))];
const sorted = (answers) => answers.map(outcome).sort();
const times = (count, make) => Promise.all(Array.from({ length: count }, (_, index) => make(index)));

/* `total` calls of `make`, `width` at a time. */
async function inLanes(total, width, make) {
  const answers = [];
  let next = 0;
  await times(width, async () => { while (next < total) answers.push(await make(next++)); });
  return answers;
}

describe('200 reports', () => {
  for (const width of [2, 8, 32]) {
    test(`from ${width} clients at once are all filed, under numbers without a gap`, async () => {
      const [[before]] = await cluster.query('SELECT coalesce(max(serial), 0) FROM deviation WHERE helsefellesskap_id = 1');
      const answers = await inLanes(200, width, (index) => file({ title: `Nummer ${index}` }));
      assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [201]);
      const serials = answers.map((answer) => Number(answer.body.number.slice(-5))).sort((a, b) => a - b);
      assert.deepEqual(serials, Array.from({ length: 200 }, (_, index) => Number(before) + index + 1));
      assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 200);
    });
  }

  test('a refused or broken-off report leaves no gap', async () => {
    const first = await file();
    await times(8, () => file({ category: 'no_such' }));
    await file({ external_system: 'Eget', external_reference: 'en' });
    assert.equal((await file({ external_system: 'Eget', external_reference: 'en' })).status, 422);
    const body = reports.make();
    await times(8, () => nurse.post('/deviations', body, { key: 'the-same-for-all' }));
    const last = await file();
    assert.equal(Number(last.body.number.slice(-5)) - Number(first.body.number.slice(-5)), 3);
    const [[count, distinct, most]] = await cluster.query('SELECT count(*), count(DISTINCT serial), max(serial) FROM deviation WHERE helsefellesskap_id = 1');
    assert.deepEqual([distinct, most], [count, count]);
  });

  test('each helsefellesskap counts for itself', async () => {
    const there = await service.signIn('nurse.innlandet');
    const theirs = await readReports(there);
    const answers = await times(10, (index) => (index % 2 ? file() : there.post('/deviations', theirs.make())));
    assert.ok(answers.every((answer) => answer.status === 201), sorted(answers).join());
    const numbers = answers.map((answer) => answer.body.number).filter((number) => number.startsWith('INN-')).sort();
    assert.deepEqual(numbers.map((number) => number.slice(-5)), ['00001', '00002', '00003', '00004', '00005']);
  });
});

describe('the same again', () => {
  test('20 at once with one key create one case and all get its receipt', async () => {
    const body = reports.make({ title: 'Dobbeltklikk' });
    const key = randomUUID();
    const answers = await times(20, () => nurse.post('/deviations', body, { key }));
    assert.deepEqual([...new Set(sorted(answers))], ['201']);
    const receipts = answers.map((answer) => answer.body);
    for (const receipt of receipts) assert.deepEqual(receipt, receipts[0]);
    assert.deepEqual(await cluster.query("SELECT count(*) FROM deviation WHERE title = 'Dobbeltklikk'"), [['1']]);
    const later = await nurse.post('/deviations', body, { key });
    assert.deepEqual([later.status, later.body], [201, receipts[0]]);
  });

  test('the same key for another report, or to another case, is refused and stores nothing', async () => {
    const key = randomUUID();
    const first = await nurse.post('/deviations', reports.make(), { key });
    assert.equal(outcome(await nurse.post('/deviations', reports.make({ title: 'Noe annet' }), { key })), '422 key_reused');
    assert.deepEqual(await cluster.query("SELECT count(*) FROM deviation WHERE title = 'Noe annet'"), [['0']]);

    const other = await fileReport(nurse, reports);
    const write = (id) => nurse.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Hei' }, { key });
    assert.equal((await write(first.body.id)).status, 201, 'a key is for one operation');
    assert.equal(outcome(await write(other.id)), '422 key_reused');
    assert.equal((await readCase(nurse, other.id)).messages.length, 0);
  });

  test('a key is one\'s own: two people may choose the same', async () => {
    const key = randomUUID();
    const gp = await service.signIn('fastlege.orkland');
    const [mine, theirs] = [await nurse.post('/deviations', reports.make(), { key }), await gp.post('/deviations', (await readReports(gp)).make(), { key })];
    assert.deepEqual([mine.status, theirs.status], [201, 201]);
    assert.notEqual(mine.body.id, theirs.body.id);
  });

  test('a message sent 10 times at once is written once', async () => {
    const { id } = await fileReport(nurse, reports);
    const key = randomUUID();
    const answers = await times(10, () => nurse.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Bare én gang' }, { key }));
    assert.deepEqual([...new Set(sorted(answers))], ['201']);
    const seen = await readCase(doctors, id);
    assert.equal(seen.messages.length, 1);
    assert.equal(seen.events.filter((event) => event.kind === 'message_added').length, 1);
  });

  test('a repeat that comes after the case was closed is answered like the first one', async () => {
    const { id } = await fileReport(nurse, reports);
    const body = { audience: 'dialogue', text: 'Rett før dere lukket' };
    const key = randomUUID();
    assert.equal((await nurse.post(`/deviations/${id}/messages`, body, { key })).status, 201);
    const answered = await doctors.post(`/deviations/${id}/answer`, { text: 'Takk for nå' }, { version: 1 });
    await doctors.post(`/deviations/${id}/closing`, {}, { version: answered.body.version });
    const again = await nurse.post(`/deviations/${id}/messages`, body, { key });
    assert.equal(again.status, 201, again.text);
    assert.equal(again.body.messages.filter((message) => message.text === body.text).length, 1);
    assert.equal(outcome(await nurse.post(`/deviations/${id}/messages`, body)), '409 transition_not_allowed');
  });
});

describe('two at one case', () => {
  test('of two who answer at the same moment one is told, and what it wrote can be sent after reading', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await fileReport(nurse, reports);
      const answers = await Promise.all([doctors, colleague].map((member, index) =>
        member.post(`/deviations/${id}/answer`, { text: `Svar fra ${index}` }, { version: 1 })));
      assert.deepEqual(sorted(answers), ['200', '412 version_conflict']);
      const seen = await readCase(doctors, id);
      assert.equal(seen.messages.length, 1);
      const late = answers[0].status === 412 ? doctors : colleague;
      const retried = await late.post(`/deviations/${id}/answer`, { text: 'Og dette' }, { version: seen.version });
      assert.equal(retried.status, 200, retried.text);
    }
  });

  test('a message does not make what the other one is writing stale', async () => {
    const { id } = await fileReport(nurse, reports);
    await nurse.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Enda en ting' });
    assert.equal((await doctors.post(`/deviations/${id}/answer`, { text: 'Svar' }, { version: 1 })).status, 200);
  });

  test('everything at once leaves a case whose history tells what it is', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await fileReport(nurse, reports);
      await doctors.post(`/deviations/${id}/answer`, { text: 'Svar på det' }, { version: 1 });
      await doctors.post(`/deviations/${id}/closing`, {}, { version: 2 });
      const answers = await Promise.all([
        nurse.post(`/deviations/${id}/reopening`, { reason: 'Melder åpner' }, { version: 3 }),
        doctors.post(`/deviations/${id}/reopening`, { reason: 'Rådet åpner' }, { version: 3 }),
        colleague.post(`/deviations/${id}/reopening`, { reason: 'Rådet åpner' }, { version: 3 }),
        doctors.post(`/deviations/${id}/closing`, {}, { version: 3 }),
        colleague.post(`/deviations/${id}/messages`, { audience: 'internal', text: 'Hva skjer' }),
        nurse.post(`/deviations/${id}/messages`, { audience: 'dialogue', text: 'Hva skjer' }),
      ]);
      const opened = answers.slice(0, 3).filter((answer) => answer.status === 200);
      assert.equal(opened.length, 1, sorted(answers).join());
      assert.ok(answers.slice(0, 4).every((answer) => [200, 409, 412].includes(answer.status)), sorted(answers).join());
      const seen = await readCase(doctors, id);
      assert.equal(seen.status, 'reopened');
      const ofKind = (kind) => seen.events.filter((event) => event.kind === kind).length;
      assert.equal(ofKind('reopened'), 1);
      assert.equal(ofKind('closed'), 1);
      assert.equal(seen.version, 4);
      assert.deepEqual(seen.events.map((event) => event.sequence), seen.events.map((_, index) => index + 1));
      assert.equal(ofKind('message_added') + ofKind('note_added') + 2, seen.messages.length, 'an event for each message');
    }
  });

  test('a learning point published twice at once is published once', async () => {
    const { id } = await fileReport(nurse, reports);
    await doctors.post(`/deviations/${id}/answer`, { text: 'Svar på det' }, { version: 1 });
    const closed = await doctors.post(`/deviations/${id}/closing`, { learning_point: { title: 'En gang', text: 'Bare.' } }, { version: 2 });
    const released = await releaseNote(service, doctors, closed.body.learning_note);
    const answers = await Promise.all([colleague, colleague, colleague].map((member) => step(member, released, 'publication')));
    assert.deepEqual(sorted(answers), ['200', '412 version_conflict', '412 version_conflict']);
    assert.equal((await readCase(nurse, id)).events.filter((event) => event.kind === 'learning_published').length, 1);
  });

  test('two summaries at once send each point once', async () => {
    const runs = await times(3, () => service.command(['digest', '--helsefellesskap', 'st_olavs']));
    const made = runs.flatMap(({ stdout }) => stdout.trim().split('\n').filter(Boolean)).map((line) => JSON.parse(line).notes).sort();
    assert.equal(made.at(-1), 1);
    assert.equal(made.reduce((sum, notes) => sum + notes, 0), 1);
    const [[mails, people]] = await cluster.query("SELECT count(*), count(DISTINCT recipient_person_id) FROM outbox WHERE kind = 'digest'");
    assert.equal(mails, people);
    assert.ok(Number(mails) > 0);
  });
});

test('none of this left a connection leased or the service slower', async () => {
  assert.ok(await service.is('/readyz', 200));
  // As the service's own role: others do not see what its connections are doing.
  const { stdout } = await run('psql', ['-XAtq', '-c', "SELECT DISTINCT state FROM pg_stat_activity WHERE application_name = 'samavvik'",
    withSchema(cluster.environment.SAMAVVIK_DATABASE)]);
  assert.equal(stdout, 'idle\n');
  assert.equal(once(await times(5, () => nurse.get('/session'))).length, 1);
});
