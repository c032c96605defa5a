/* SPDX-License-Identifier: MIT */
/* Case numbers: one each, none left out, and nobody waits for another's. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileReport, readReports } from './support/reports.mjs';
import { projectRoot, startCluster, startService, withSchema } from './support/service.mjs';

let cluster;
let service;
let nurse;
let reports;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false, env: { SAMAVVIK_JOBS: '0' } });
  nurse = await service.signIn('nurse.trondheim');
  reports = await readReports(nurse);
  await file();
});

after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const serialOf = (number) => Number(number.split('-')[2]);
const file = async () => serialOf((await fileReport(nurse, reports)).number);
const freeSerials = async () => (await cluster.query('SELECT serial FROM free_case_number WHERE helsefellesskap_id = 1 ORDER BY 1')).map(([serial]) => Number(serial));
/* What the verifier says is missing; '' for nothing. */
const missing = async () => {
  const { code, stdout } = await service.command(['verify']);
  return code === 0 ? '' : stdout;
};

describe('a case number', () => {
  test('in the hands of a transaction is not waited for, and one that it leaves goes to the next case', async () => {
    const [lowest, second] = await freeSerials();
    const held = await cluster.standStill('DELETE FROM free_case_number WHERE ctid = (SELECT ctid FROM free_case_number WHERE helsefellesskap_id = 1 ORDER BY serial LIMIT 1 FOR UPDATE)');
    try {
      assert.equal(await file(), second);
      assert.equal(await missing(), '', 'a number in hand is no gap');
    } finally {
      await held.end();
    }
    assert.equal(await file(), lowest);
    assert.equal(await file(), second + 1);
    assert.equal(await missing(), '');
  });

  test('is always in stock, but never many', async () => {
    const [first] = await freeSerials();
    for (let count = 0; count < 80; count += 1) {
      assert.equal(await file(), first + count);
      const free = (await freeSerials()).length;
      assert.ok(free >= 31 && free <= 112, `${free} free after ${first + count}`);
    }
  });

  test('is there for everyone when all are in hand at once', async () => {
    const free = await freeSerials();
    const held = await cluster.standStill('SELECT serial FROM free_case_number WHERE helsefellesskap_id = 1 FOR UPDATE');
    try {
      const serials = (await Promise.all(Array.from({ length: 8 }, file))).sort((a, b) => a - b);
      assert.deepEqual(serials, serials.map((_, index) => free.at(-1) + 1 + index));
      assert.equal((await freeSerials()).length, free.length + 64 - 8, 'stocked once for all eight');
    } finally {
      await held.end();
    }
    assert.equal(await file(), free[0]);
    assert.equal(await missing(), '');
  });

  test('is past what an older program took from the counter', async () => {
    const [[taken]] = await cluster.query(`UPDATE case_counter SET last = last + 1 WHERE helsefellesskap_id = 1 RETURNING last`);
    assert.ok((await freeSerials()).every((serial) => serial < Number(taken)));
    for (let count = 0; count < 130; count += 1) assert.notEqual(await file(), Number(taken));
    assert.ok((await freeSerials()).every((serial) => serial > Number(taken)));
  });

  test('is of the year in which it was reported, wherever its first number comes from', async () => {
    const line = JSON.parse(readFileSync(join(projectRoot, 'deploy/demo/cases.jsonl'), 'utf8').split('\n')[0]);
    Object.assign(line, { agreement_point: undefined, occurred_on: '2019-03-01', reported_on: '2019-03-04' });
    const { code, stdout, stderr } = await service.command(['import', '--helsefellesskap', 'st_olavs'], { input: `${JSON.stringify(line)}\n` });
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual(await cluster.query('SELECT number FROM deviation WHERE year = 2019'), [['STO-2019-00001']]);
  });

  test('is put in stock for members only', async () => {
    const asService = withSchema(cluster.environment.SAMAVVIK_DATABASE);
    for (const [scope, refused] of [["'{}'", true], ["'{2}'", true], ["'{1}'", false]]) {
      const psql = spawn('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', `BEGIN; SET LOCAL samavvik.helsefellesskap = ${scope}; SELECT stock_case_numbers(1, 2031); ROLLBACK`, asService], { stdio: 'ignore' });
      assert.equal((await once(psql, 'close'))[0] !== 0, refused, scope);
    }
  });
});
