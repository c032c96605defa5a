/* SPDX-License-Identifier: MIT */
/*
 * kill -9 of the service while 8 clients file, again and again: what was answered with 201 is there, is numbered once and
 * without a gap, and its notice is sent once; a retry with the same key after the crash makes one case.
 * Environment: SAMAVVIK_CRASHES (50).
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { everythingSent } from './support/mailbox.mjs';
import { startCluster, startService } from './support/service.mjs';

const crashes = Number(process.env.SAMAVVIK_CRASHES ?? 50);
const clientsCount = 8;

let cluster;
let service;
let nurse;
let report;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  nurse = await service.signIn('nurse.trondheim');
  const register = (await nurse.get('/helsefellesskap/st_olavs/register')).body;
  const mine = nurse.session.memberships.find((one) => one.organisation).organisation;
  report = {
    helsefellesskap: 'st_olavs', kind: 'patient', category: 'legemidler', reporter_organisation_id: mine.id,
    other_organisation_id: register.organisations.find((one) => one.party === 'hospital').id,
    title: 'Legemiddelliste manglet', description: 'Pasienten kom hjem uten legemiddelliste.', actual_harm: 'none', potential_harm: 'low',
  };
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* A title of its own for each report, without digits: those might be somebody's number. */
const titleOf = (key) => `Rapport ${key.replaceAll(/\d/g, (digit) => 'ghijklmnop'[digit])}`;

/* Files until the service is gone; each report's fate goes to the ledger. */
async function fileUntilGone(ledger) {
  for (;;) {
    const entry = { key: randomUUID(), number: null };
    ledger.push(entry);
    try {
      const answer = await nurse.post('/deviations', { ...report, title: titleOf(entry.key) }, { key: entry.key });
      assert.equal(answer.status, 201, answer.text);
      entry.number = answer.body.number;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return; // the connection broke: whether it was stored is not known
    }
  }
}

async function crashOnce(ledger) {
  const clients = Array.from({ length: clientsCount }, () => fileUntilGone(ledger));
  await new Promise((done) => setTimeout(done, 100 + Math.random() * 300));
  await service.kill9();
  await Promise.all(clients);
  await service.start();
}

/* What nobody answered is sent again, with the same key: filed now, or the first answer again. */
async function retryUnanswered(ledger) {
  for (const entry of ledger.filter((one) => one.number === null)) {
    const answer = await nurse.post('/deviations', { ...report, title: titleOf(entry.key) }, { key: entry.key });
    assert.equal(answer.status, 201, answer.text);
    entry.number = answer.body.number;
  }
}

test(`nothing acknowledged is lost in ${crashes} crashes, and nothing is done twice`, async (t) => {
  const ledger = [];
  for (let count = 0; count < crashes; count += 1) await crashOnce(ledger);
  const answered = ledger.filter((one) => one.number !== null);
  const unanswered = ledger.length - answered.length;
  assert.ok(answered.length > crashes * clientsCount / 4, `only ${answered.length} reports were filed between the crashes`);

  await t.test('every report answered with 201 is there under its number', async () => {
    const stored = new Map((await cluster.query('SELECT title, number FROM deviation')).map(([title, number]) => [title, number]));
    const lost = answered.filter((one) => stored.get(titleOf(one.key)) !== one.number);
    assert.deepEqual(lost, []);
  });

  await t.test('a retry with the same key after the crash gives one case', async () => {
    await retryUnanswered(ledger);
    const titles = await cluster.query('SELECT title, count(*) FROM deviation GROUP BY title HAVING count(*) > 1');
    assert.deepEqual(titles, []);
    const [[count]] = await cluster.query('SELECT count(*) FROM deviation');
    assert.equal(Number(count), ledger.length, `${unanswered} of the reports had to be sent again`);
  });

  await t.test('case numbers of a year are unique and without a gap', async () => {
    const rows = await cluster.query('SELECT helsefellesskap_id, year, count(*), count(DISTINCT serial), min(serial), max(serial) '
      + 'FROM deviation GROUP BY 1, 2');
    assert.ok(rows.length > 0);
    for (const [, , count, distinct, least, most] of rows) {
      assert.deepEqual([distinct, least, most], [count, '1', count]);
    }
  });

  await t.test('the notice of each is sent, once', async () => {
    await everythingSent(cluster, { unended: 'sent_at IS NULL', timeoutMs: 120000, everyMs: 250 });
    const [[rows, cases, keys]] = await cluster.query("SELECT count(*), count(DISTINCT split_part(dedupe_key, ':', 2)), "
      + "count(DISTINCT dedupe_key) FROM outbox WHERE kind = 'case_new'");
    assert.equal(Number(cases), ledger.length);
    assert.equal(keys, rows);
    const ids = readdirSync(service.mailFolder).filter((name) => name.endsWith('.eml'))
      .map((name) => /^Message-ID: *(\S+)/im.exec(readFileSync(`${service.mailFolder}/${name}`, 'utf8'))[1]);
    assert.equal(new Set(ids).size, ids.length, 'a message was sent twice');
    assert.equal(ids.length, Number(rows));
  });
});
