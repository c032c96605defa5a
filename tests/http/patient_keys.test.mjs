/* SPDX-License-Identifier: MIT */
/* The keys of the patient references: added, listed, and everything sealed anew under another, also when that is killed midway. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { addPerson } from './support/people.mjs';
import { fileReport, readReports } from './support/reports.mjs';
import { binary, startCluster, startService, waitFor, withSchema } from './support/service.mjs';

const REFERENCES = 30;
const BATCH = 10;

let cluster;
let service;
let ids;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'melder.orkland', [{ role: 'reporter', organisation: 'orkland_kommune' }]);
  const reporter = await service.signIn('melder.orkland');
  const reports = await readReports(reporter);
  ids = [];
  for (let i = 0; i < REFERENCES; i++) {
    const { id } = await fileReport(reporter, reports);
    assert.equal((await reporter.put(`/deviations/${id}/patient-reference`, { kind: 'local_reference', value: `Journal ${id}`, patient_objects: false })).status, 200);
    ids.push(id);
  }
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const fresh = `fresh ${randomBytes(32).toString('base64')} active`;
const newKey = () => randomBytes(32).toString('base64');
const keys = (ring, ...args) => {
  const before = { ...service.environment };
  return Object.assign(service, { environment: { ...before, SAMAVVIK_PATIENT_KEYS: ring } }).command(['keys', ...args])
    .finally(() => { service.environment = before; });
};
const lines = ({ stdout }) => stdout.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
const sealedWith = async (key) => Number((await cluster.query(`SELECT count(*) FROM sealed_reference WHERE key_id = '${key}'`))[0][0]);

/* All references open with this ring. */
async function allOpen(ring) {
  const other = await startService({ cluster, prepare: false, env: { SAMAVVIK_PATIENT_KEYS: ring } });
  try {
    const coordinator = await other.signIn('koordinator.stolav');
    for (const id of ids) {
      const { body } = await coordinator.post(`/deviations/${id}/patient-reference/opening`, { legal_basis: 'patient_consent', purpose: 'Prøve' });
      assert.equal(body.value, `Journal ${id}`);
    }
  } finally {
    await other.stop();
  }
}

test('a key is added to a file that is its owner\'s alone, and is the active one from then on', async () => {
  const file = join(cluster.folder, 'patient_keys');
  const add = (...args) => service.command(['keys', 'add', file, ...args]);
  assert.deepEqual(lines(await add('k2026')), [{ id: 'k2026', state: 'active', references: 0 }]);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  writeFileSync(file, `# bought in March\n${readFileSync(file, 'utf8')}`);
  assert.equal((await add('k2027')).code, 0);
  const ring = readFileSync(file, 'utf8');
  assert.match(ring, /^# bought in March\nk2026 \S{44}\nk2027 \S{44} active\n$/);
  assert.deepEqual(lines(await keys(ring, 'list')).map(({ id, state }) => [id, state]), [['k2026', 'opens'], ['k2027', 'active'], ['test', 'missing']]);
  for (const [id, complaint] of [['k2026', /not in the file yet/], ['K 3', /1 to 32 of a-z/]]) {
    const refused = await add(id);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, complaint);
    assert.equal(readFileSync(file, 'utf8'), ring, 'the file is as it was');
  }
  writeFileSync(file, 'broken');
  const broken = await add('k2028');
  assert.deepEqual([broken.code, readFileSync(file, 'utf8')], [1, 'broken']);
  assert.equal((await service.command(['keys'])).code, 2);
});

/* Holds a row so that a rotation stops in its second batch. */
async function holdRow(id) {
  const psql = spawn('psql', ['-XAtq', withSchema(cluster.environment.SAMAVVIK_OWNER_DATABASE)], { stdio: ['pipe', 'pipe', 'inherit'] });
  psql.stdin.write(`BEGIN; SELECT 'held' FROM sealed_reference WHERE deviation_id = ${id} FOR UPDATE;\n`);
  await new Promise((done) => { psql.stdout.once('data', done); });
  return () => new Promise((done) => { psql.once('close', done); psql.stdin.end('ROLLBACK;\n'); });
}

test('everything is sealed anew under the active key, and a kill in the middle costs nothing', async () => {
  const old = cluster.patientKeys.replace(' active', '');
  const both = `${old}\n${fresh}`;
  const release = await holdRow(ids[BATCH + 3]);
  const rotation = spawn(binary, ['keys', 'rotate', '--batch', String(BATCH)],
    { env: { ...process.env, ...service.environment, SAMAVVIK_PATIENT_KEYS: both }, stdio: 'ignore' });
  await waitFor('the first batch', async () => await sealedWith('fresh') === BATCH);
  await waitFor('the second batch to wait', async () => (await cluster.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'samavvik command' AND wait_event_type = 'Lock'")).length > 0);
  rotation.kill('SIGKILL');
  await release();
  await waitFor('the end of its connection', async () => (await cluster.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'samavvik command'")).length === 0);
  assert.deepEqual([await sealedWith('test'), await sealedWith('fresh')], [REFERENCES - BATCH, BATCH]);
  await allOpen(both);
  assert.deepEqual(lines(await keys(both, 'list')).map(({ id, state, references }) => [id, state, references]), [['test', 'opens', 20], ['fresh', 'active', 10]]);

  const missing = await keys(fresh, 'list');
  assert.deepEqual([missing.code, lines(missing).at(-1)], [1, { id: 'test', state: 'missing', references: 20 }], 'the old key is still needed, and it says for how many');

  const again = await keys(both, 'rotate');
  assert.deepEqual([again.code, lines(again)], [0, [{ id: 'fresh', rotated: REFERENCES - BATCH }]]);
  assert.deepEqual(lines(await keys(both, 'rotate')), [{ id: 'fresh', rotated: 0 }]);
  const list = await keys(fresh, 'list');
  assert.deepEqual([list.code, lines(list).length], [0, 1], 'the old key can go');
  await allOpen(fresh);
  assert.ok(!`${again.stdout}${again.stderr}`.includes('Journal'));
});

test('one that cannot be opened is named, and stops nothing that was done', async () => {
  const ring = `${fresh.replace(' active', '')};third ${newKey()} active`;
  await cluster.query(`UPDATE sealed_reference SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1) WHERE deviation_id = ${ids[0]}`);
  const refused = await keys(ring, 'rotate');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, new RegExp(`the reference of case ${ids[0]} cannot be opened`));
  assert.deepEqual([await sealedWith('fresh'), await sealedWith('third')], [REFERENCES, 0]);
  await cluster.query(`UPDATE sealed_reference SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1) WHERE deviation_id = ${ids[0]}`);
  assert.equal((await keys(ring, 'rotate')).code, 0);
  assert.equal(await sealedWith('third'), REFERENCES);
});
