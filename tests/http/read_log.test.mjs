/* SPDX-License-Identifier: MIT */
/* Every look at a case is on record, and the record stays. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startCluster, startService } from './support/service.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, readReports } from './support/reports.mjs';

let cluster;
let service;
let nurse;
let target;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  nurse = await service.signIn('nurse.trondheim');
  target = await fileReport(nurse, await readReports(nurse));
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const looks = (id) => cluster.query(`SELECT p.username, r.what FROM read_log r LEFT JOIN person p ON p.id = r.person_id
  WHERE r.deviation_id = ${id} ORDER BY r.id`);

describe('the read log', () => {
  test('tells who has opened a case: each once in ten minutes, and nobody who was shown nothing', async () => {
    const [doctors, digital] = await Promise.all(['raad.lege', 'raad.digital'].map((name) => service.signIn(name)));
    for (const [client, status] of [[nurse, 200], [doctors, 200], [digital, 404], [nurse, 200]]) {
      assert.equal((await client.get(`/deviations/${target.id}`)).status, status);
    }
    await doctors.get(`/deviations?view=council&council_id=${doctors.session.memberships.find((one) => one.council).council.id}`);
    assert.deepEqual(await looks(target.id), [['nurse.trondheim', 'case'], ['raad.lege', 'case']]);
  });

  test('is only ever added to, also by its owner', async () => {
    for (const change of ["UPDATE read_log SET what = 'export'", 'DELETE FROM read_log', 'TRUNCATE read_log']) {
      await assert.rejects(cluster.query(change), /read_log is only ever added to/, change);
    }
  });
});

describe('the data protection officer', () => {
  test('sees who has looked, by case, person and day, and nothing of the case; the searches are in the log as well', async () => {
    const officer = await service.signIn('personvern');
    const all = await officer.get('/read-log');
    assert.equal(all.status, 200, all.text);
    assert.ok(!all.text.includes(target.title ?? 'Legemiddelliste'), 'no title');
    const of = async (query) => (await officer.get(`/read-log?${query}`)).body;
    const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Oslo' });
    const mine = await of(`case_number=${target.number.toLowerCase()}&person=raad.lege&from=${today}&to=${today}`);
    assert.deepEqual(mine.items.map((one) => [one.what, one.memberships[0].role, one.case.number]), [['case', 'council_lead', target.number]]);
    assert.equal(mine.case.id, target.id);
    assert.deepEqual((await of(`case_number=${target.number}&to=2020-01-01`)).items, []);
    assert.deepEqual([(await of('case_number=STO-1999-00001')).case, (await of('person=%25%25')).items], [null, []]);
    const [first] = (await of('limit=1')).items;
    assert.equal(first.what, 'read_log', 'the search before is the newest look');
    const page = await of('limit=1');
    assert.equal((await of(`limit=1&cursor=${page.next_cursor}`)).items[0].id, first.id === page.items[0].id ? null : first.id);
    assert.equal((await officer.get('/read-log?cursor=x')).status, 400);
  });

  test('sees everyone who has seen a case or worked on it, for the patient who asks', async () => {
    const officer = await service.signIn('personvern');
    const answer = await officer.get(`/deviations/${target.id}/readers`);
    assert.equal(answer.status, 200, answer.text);
    const rows = answer.body.readers.map((one) => [one.person.name, one.what, one.times]);
    assert.ok(rows.some(([, what]) => what === 'work') && rows.some(([, what]) => what === 'case'), JSON.stringify(rows));
    assert.ok(answer.body.readers.every((one) => one.memberships.length > 0));
    const again = await officer.get(`/deviations/${target.id}/readers`);
    assert.ok(again.body.readers.some((one) => one.what === 'readers' && one.person.id === officer.session.person.id), 'this is a look too');
    assert.equal((await officer.get('/deviations/999999/readers')).status, 404);
    assert.equal((await officer.get(`/deviations/${target.id}`)).status, 403, 'but not the case');
  });

  test('is the only one, and only in their own helsefellesskap', async () => {
    await addPerson(cluster, 'personvern.innlandet', [{ role: 'data_protection_officer', helsefellesskap: 'innlandet' }]);
    const elsewhere = await service.signIn('personvern.innlandet');
    assert.equal((await elsewhere.get(`/deviations/${target.id}/readers`)).status, 404);
    assert.ok((await elsewhere.get('/read-log')).body.items.every((one) => one.what === 'read_log'));
    assert.equal((await elsewhere.get(`/read-log?case_number=${target.number}`)).body.case, null);
    for (const username of ['nurse.trondheim', 'sekretariat', 'raad.lege']) {
      const client = await service.signIn(username);
      assert.deepEqual([(await client.get('/read-log')).status, (await client.get(`/deviations/${target.id}/readers`)).status], [403, 403]);
    }
  });
});
