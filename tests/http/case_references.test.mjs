/* SPDX-License-Identifier: MIT */
/* What a case names is there and stays there, and what it holds is held to its rules, although no constraint of the table says so; and its first event comes with it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileReport, readReports } from './support/reports.mjs';
import { startCluster, startService } from './support/service.mjs';

let cluster;
let service;
let filed;

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false, env: { SAMAVVIK_JOBS: '0' } });
  const nurse = await service.signIn('nurse.trondheim');
  filed = await fileReport(nurse, await readReports(nurse));
});

after(async () => {
  await service?.stop();
  await cluster?.stop();
});

/* A copy of the case with other values, written as the schema's owner. */
const copy = (values) => `INSERT INTO deviation (helsefellesskap_id, year, serial, number, kind, category, title, description, actual_harm,
    potential_harm, reporter_organisation_id, other_organisation_id, council_id, rule_set_id, route_rule, route_why)
  SELECT c.helsefellesskap_id, 1999, nextval('deviation_id_seq'), 'X-1', c.kind, c.category, c.title, c.description, c.actual_harm, c.potential_harm,
    c.reporter_organisation_id, c.other_organisation_id, c.council_id, c.rule_set_id, c.route_rule, c.route_why
  FROM deviation d, jsonb_populate_record(d, '${JSON.stringify(values)}') c WHERE d.id = ${filed.id}`;

/* The name of the constraint that the SQL breaks; '' for none. */
async function broken(sql) {
  const error = await cluster.query(`DO $$ DECLARE name text; BEGIN ${sql}; EXCEPTION WHEN foreign_key_violation OR check_violation THEN
    GET STACKED DIAGNOSTICS name = CONSTRAINT_NAME; RAISE EXCEPTION 'broken: %', name; END $$`).then(() => null, (thrown) => thrown);
  if (error) assert.match(error.stderr, /broken: /);
  return /broken: (\w+)/.exec(error?.stderr)?.[1] ?? '';
}

describe('a case names', () => {
  const places = { helsefellesskap_id: 'deviation_helsefellesskap_fk', council_id: 'deviation_council_fk', rule_set_id: 'deviation_rule_set_fk',
    reporter_organisation_id: 'deviation_reporter_organisation_fk', other_organisation_id: 'deviation_other_organisation_fk' };

  test('only what is there, new or changed', async () => {
    for (const [column, constraint] of Object.entries(places)) {
      assert.equal(await broken(copy({ [column]: 999999 })), constraint);
      assert.equal(await broken(`UPDATE deviation SET ${column} = 999999 WHERE id = ${filed.id}`), constraint);
    }
    assert.equal(await broken(copy({})), '');
  });

  test('a council and rules of its own helsefellesskap', async () => {
    for (const [table, column] of [['council', 'council_id'], ['rule_set', 'rule_set_id']]) {
      const [[elsewhere]] = await cluster.query(`SELECT min(t.id) FROM ${table} t WHERE t.helsefellesskap_id <>
        (SELECT helsefellesskap_id FROM deviation WHERE id = ${filed.id})`);
      assert.equal(await broken(copy({ [column]: Number(elsewhere) })), places[column]);
    }
  });

  test('what is never deleted, by nobody', async () => {
    for (const table of ['helsefellesskap', 'council', 'rule_set', 'organisation']) {
      await assert.rejects(cluster.query(`DELETE FROM ${table} WHERE false`), /only ever added to/, table);
    }
  });
});

describe('a case holds', () => {
  const long = (count) => 'x'.repeat(count);
  const rules = [
    ['title', ['ab', long(121)], ['abc', long(120)], 'deviation_title_length'],
    ['description', ['ab', long(10001)], ['abc', long(10000)], 'deviation_description_length'],
    ['immediate_action', [long(4001)], [long(4000), null], 'deviation_immediate_action_length'],
    ['suggestion', [long(4001)], [long(4000), null], 'deviation_suggestion_length'],
    ['status', ['lost', ''], ['received'], 'deviation_status_known'],
    ['status', ['closed'], [], 'deviation_closed_has_answer'],
    ['salt', [null], [], 'deviation_erased_unsalted'],
    ['erased_digest', ['\\x00'], [], 'deviation_erased_unsalted'],
    ['filing_seconds', [-1, 86401], [0, 86400, null], 'deviation_filing_seconds_range'],
  ];
  /* The copy again, of all columns but those that make it another case. */
  const whole = (values) => `INSERT INTO deviation OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(d, to_jsonb(d) || '${JSON.stringify(values)}'
    || jsonb_build_object('id', nextval('deviation_id_seq'), 'number', 'X-9', 'year', 1998, 'serial', nextval('deviation_id_seq')))).* FROM deviation d WHERE d.id = ${filed.id}`;

  for (const [column, bad, good, constraint] of rules) {
    test(`no ${column} that breaks ${constraint}: ${bad.map((one) => `${one}`.slice(0, 5))}`, async () => {
      for (const value of bad) assert.equal(await broken(whole({ [column]: value })), constraint, `${value}`.slice(0, 20));
      for (const value of good) assert.equal(await broken(whole({ [column]: value })), '', `${value}`.slice(0, 20));
    });
  }

  test('and no change gets past them', async () => {
    assert.equal(await broken(`UPDATE deviation SET status = 'closed' WHERE id = ${filed.id}`), 'deviation_closed_has_answer');
    assert.equal(await broken(`UPDATE deviation SET status = 'lost' WHERE id = ${filed.id}`), 'deviation_status_known');
    assert.equal(await broken(`UPDATE deviation SET filing_seconds = -1 WHERE id = ${filed.id}`), 'deviation_filing_seconds_range');
  });
});

describe('the first event', () => {
  const events = async (number) => cluster.query(`SELECT e.sequence, e.kind, e.actor_person_id = d.reporter_person_id, e.detail ->> 'rule' = d.route_rule
    FROM event e JOIN deviation d ON d.id = e.deviation_id WHERE d.number = '${number}' ORDER BY 1`);

  test('comes with a case that is filed', async () => {
    assert.deepEqual(await events(filed.number), [['1', 'submitted', 't', 't']]);
  });

  test('is one also when a program of the release before adds it itself', async () => {
    await cluster.query(`WITH filed AS (${copy({}).replace("'X-1'", "'X-2'")} RETURNING id, route_rule)
      INSERT INTO event (deviation_id, sequence, kind, detail) SELECT id, 1, 'submitted', jsonb_build_object('rule', route_rule) FROM filed`);
    assert.deepEqual((await events('X-2')).map(([sequence, kind]) => [sequence, kind]), [['1', 'submitted']]);
  });
});
