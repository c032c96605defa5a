/* SPDX-License-Identifier: MIT */
/* Every look at a case is on record, and the record stays. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startCluster, startService } from './support/service.mjs';
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
    await doctors.get('/deviations?view=council&council_id=1');
    assert.deepEqual(await looks(target.id), [['nurse.trondheim', 'case'], ['raad.lege', 'case']]);
  });

  test('is only ever added to, also by its owner', async () => {
    for (const change of ["UPDATE read_log SET what = 'export'", 'DELETE FROM read_log', 'TRUNCATE read_log']) {
      await assert.rejects(cluster.query(change), /read_log is only ever added to/, change);
    }
  });
});
