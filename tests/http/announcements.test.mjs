/* SPDX-License-Identifier: MIT */
/* A new case leaves an announcement, which workers make into mail: kept until then, told once, and missed when it is not. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Mailbox } from './support/mailbox.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let nurse;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false, env: { SAMAVVIK_JOBS: '0', SAMAVVIK_MAIL_STUCK_MINUTES: '5' } });
  nurse = await service.signIn('nurse.trondheim');
  reports = await readReports(nurse);
});

after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const count = async (from) => Number((await cluster.query(`SELECT count(*) FROM ${from}`))[0][0]);
const mailState = async () => (await (await fetch(`${service.url}/readyz`)).json()).mail;
const members = async (code) => (await cluster.query(`SELECT p.email FROM membership m JOIN person p ON p.id = m.person_id
  JOIN council c ON c.id = m.council_id WHERE c.code = '${code}' AND p.email IS NOT NULL ORDER BY 1`)).flat();

describe('without a worker', () => {
  test('a report leaves one announcement; a repeated and a refused one leave none', async () => {
    const body = reports.make();
    const key = 'announced-once-0001';
    const first = await nurse.post('/deviations', body, { key });
    assert.equal(first.status, 201, first.text);
    assert.equal((await nurse.post('/deviations', body, { key })).body.id, first.body.id);
    assert.equal((await nurse.post('/deviations', { ...body, category: 'unknown' })).status, 422);
    assert.deepEqual(await cluster.query('SELECT deviation_id FROM announcement'), [[first.body.id]]);
    assert.equal(await count('outbox'), 0);
  });

  test('readiness says that mail is stuck when one has waited too long', async () => {
    assert.equal(await mailState(), 'ok');
    await cluster.query("UPDATE announcement SET created_at = now() - interval '6 minutes'");
    assert.equal(await mailState(), 'stuck');
  });
});

describe('when workers come', () => {
  test('several at once make mail of each announcement once, for each member of the council but the reporter', async () => {
    await addPerson(cluster, 'melder.i.radet', [{ role: 'council_member', council: 'legesamarbeid' }]);
    for (let filed = 1; filed < 8; filed += 1) await fileReport(nurse, reports);
    const [[reporter]] = await cluster.query("SELECT id FROM person WHERE username = 'melder.i.radet'");
    const [[own]] = await cluster.query('SELECT max(deviation_id) FROM announcement');
    await cluster.query(`UPDATE announcement SET reporter_person_id = ${reporter} WHERE deviation_id = ${own}`);
    const told = await Promise.all(Array.from({ length: 4 }, () => cluster.query('SELECT tell_councils(3)')));
    const left = await count('announcement');
    assert.equal(told.flat(2).reduce((sum, number) => sum + Number(number), 0), 8 - left);
    await cluster.query('SELECT tell_councils(8)');
    assert.equal(await count('announcement'), 0);
    const inCouncil = await members('legesamarbeid');
    const mails = await cluster.query("SELECT parameters ->> 'deviation_id', array_agg(address ORDER BY address) FROM outbox GROUP BY 1");
    assert.equal(mails.length, 8);
    for (const [id, addresses] of mails) {
      const expected = inCouncil.filter((address) => id !== own || !address.startsWith('melder.i.radet'));
      assert.equal(addresses, `{${expected.join(',')}}`, id);
    }
  });

  test('what was announced before the start is sent after it', async () => {
    await fileReport(nurse, reports);
    const mailbox = new Mailbox(service, cluster);
    await service.stop();
    service.environment.SAMAVVIK_JOBS = '1';
    await service.start();
    assert.equal((await mailbox.fetch()).length, await count('outbox'));
    assert.equal(await mailState(), 'ok');
  });
});
