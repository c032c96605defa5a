/* SPDX-License-Identifier: MIT */
/*
 * Limits go by account, machine client and organisation, never by address: thirty reporters behind one file at once, and a
 * flood from one of them, or from one token, is stopped with a word on when to go on.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startCluster, startService } from './support/service.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, outcome, readReports } from './support/reports.mjs';

const limits = { SAMAVVIK_LIMIT_PERSON_MINUTE: '20', SAMAVVIK_LIMIT_PERSON_HOUR: '100', SAMAVVIK_LIMIT_ORGANISATION_MINUTE: '45' };
const reporters = Array.from({ length: 30 }, (_, index) => `melder.${index}`);
let cluster;
let service;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false, env: limits });
  for (const username of reporters) await addPerson(cluster, username, [{ role: 'reporter', organisation: 'st_olavs_hospital' }]);
  await addPerson(cluster, 'leder', [{ role: 'administrator' }]);
  await addPerson(cluster, 'fra.orkland', [{ role: 'reporter', organisation: 'orkland_kommune' }]);
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const organisation = (name) => reports.register.organisations.find((one) => one.name.startsWith(name)).id;

function assertLimited(answer) {
  assert.equal(outcome(answer), '429 limited');
  const wait = Number(answer.headers.get('retry-after'));
  assert.ok(wait >= 1 && wait <= 60, `Retry-After: ${wait}`);
}

describe('one address', () => {
  test('thirty reporters behind it file within a minute, and all are accepted', async () => {
    const clients = await Promise.all(reporters.map((username) => service.signIn(username)));
    reports = await readReports(clients[0]);
    const other = { other_organisation_id: organisation('Trondheim') };
    const answers = await Promise.all(clients.map((client) => client.post('/deviations', reports.make(other))));
    assert.deepEqual(answers.map((answer) => answer.status), Array(30).fill(201));
  });
});

describe('a flood', () => {
  test('from one account is stopped, others and reading are not', async () => {
    const client = await service.signIn('fra.orkland');
    const own = await readReports(client);
    const answers = [];
    for (let i = 0; i < 24; i += 1) answers.push(await client.post('/deviations', own.make()));
    assert.deepEqual(answers.slice(0, 20).map((answer) => answer.status), Array(20).fill(201));
    assertLimited(answers[23]);
    assert.equal((await client.get('/deviations?view=mine')).status, 200);
    const nurse = await service.signIn('nurse.trondheim');
    await fileReport(nurse, await readReports(nurse));
  });

  test('from one token is stopped, and the organisation\'s people are not', async () => {
    const administrator = await service.signIn('leder');
    const made = await administrator.post('/helsefellesskap/st_olavs/machine-clients', { name: 'Løpsk klient', role: 'reporter',
      organisation_id: organisation('Trondheim'), permissions: ['file_deviation'] });
    const client = service.bearer(made.body.token);
    const answers = await Promise.all(Array.from({ length: 40 }, () => client.post('/deviations',
      reports.make({ reporter_organisation_id: organisation('Trondheim'), other_organisation_id: reports.hospital.id }))));
    const statuses = answers.map((answer) => answer.status).sort();
    assert.deepEqual([...new Set(statuses)], [201, 429]);
    assert.ok(statuses.filter((status) => status === 201).length <= 22, statuses.join());
    answers.filter((answer) => answer.status === 429).forEach(assertLimited);
    const nurse = await service.signIn('nurse.trondheim');
    await fileReport(nurse, await readReports(nurse));
  });

  test('from many accounts of one organisation is stopped as well', async () => {
    const clients = await Promise.all(reporters.map((username) => service.signIn(username)));
    const other = { other_organisation_id: organisation('Trondheim') };
    const answers = await Promise.all(clients.map((client) => client.post('/deviations', reports.make(other))));
    const refused = answers.filter((answer) => answer.status === 429);
    assert.ok(refused.length >= 8, `${refused.length} of 30 refused`);
    refused.forEach(assertLimited);
    assert.equal((await clients[0].patch('/me', { language: 'nb' })).status, 200, 'what is not a report is not the organisation\'s');
  });
});
