/* SPDX-License-Identifier: MIT */
/*
 * The permission walk: everybody, with every role and every relation to a case, uses every operation of the contract, and asks the
 * database itself in the same scope. What comes of it is what src/access/permission_table.txt says, and nothing else. An operation,
 * a role or a line that is not in the table fails.
 *
 * Environment: SAMAVVIK_WRITE_TABLE (a file): writes the table as it was walked, to be read and compared before it is kept.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { allAsService, denied, scopeOf } from './support/as_service.mjs';
import { contract, operations } from './support/contract.mjs';
import { addPerson } from './support/people.mjs';
import { fileReport, readReports } from './support/reports.mjs';
import { projectRoot, startCluster, startService } from './support/service.mjs';
import { makeCases } from './support/walk_cases.mjs';
import { makeWalkers, standpoints } from './support/walk_people.mjs';
import { recipes, statements } from './support/walk_recipes.mjs';

const codes = Object.keys(standpoints);
const tableFile = join(projectRoot, 'src/access/permission_table.txt');
let cluster;
let service;
let walkers;
let cases; // by reporter, then by status
let usual; // the reporter of the case that everybody stands beside
let left;
let world;
const walked = new Map(); // line of the table → { code: outcome }
const answers = new Map(); // "code line" → status, for complaints

/* A line of the table: the name in a column of its own, then one sign for each standpoint, or the word public. */
const NAME_WIDTH = 31;
const line = (name, cells) => `  ${name.padEnd(NAME_WIDTH)}${cells.join('  ')}`.trimEnd();

function readTable() {
  const rows = readFileSync(tableFile, 'utf8').split('\n').map((text) => [text.slice(2, 2 + NAME_WIDTH).trim(), text.slice(2 + NAME_WIDTH).trim().split(/ +/)]);
  return new Map(rows.filter(([, cells]) => cells[0] === 'public' || (cells.length > 2 && cells.every((cell) => /^[-+.o]$/.test(cell)))));
}

const publicOperations = operations.filter(({ operation }) => operation['x-permission'] === 'public').map(({ operation }) => operation.operationId);

/* Somebody the administrator may manage, with a membership and a substitute for it. */
async function makeSubject(username) {
  await addPerson(cluster, username, [{ role: 'reporter', organisation: 'trondheim_kommune' }]);
  const [[person, membership]] = await cluster.query(`SELECT p.id, m.id FROM person p JOIN membership m ON m.person_id = p.id WHERE p.username = '${username}'`);
  const [[substitute]] = await cluster.query(`INSERT INTO substitute (membership_id, for_person_id, helsefellesskap_id, person_id, valid_from, valid_to)
    SELECT ${membership}, ${person}, m.helsefellesskap_id, p.id, current_date, current_date + 9 FROM person p, membership m
    WHERE p.username = 'melder.stolav' AND m.id = ${membership} RETURNING id`);
  return { person, membership, substitute };
}

/* A coordinator wants to open the reference of a case, and waits for a second person of the same party. */
async function askForReference(nurse, id) {
  const put = await nurse.put(`/deviations/${id}/patient-reference`, { kind: 'identity', value: '02013299997', patient_objects: false });
  assert.equal(put.status, 200, put.text);
  const coordinator = await service.signIn('koordinator.trondheim');
  const asked = await coordinator.post(`/deviations/${id}/patient-reference/requests`, { legal_basis: 'health_personnel_act_26', purpose: 'Finne forløpet' });
  assert.equal(asked.status, 200, asked.text);
  return asked.body.requests[0].id;
}

before(async () => {
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, cases: false });
  await addPerson(cluster, 'leder', [{ role: 'administrator' }]);
  const [nurse, doctors, administrator] = await Promise.all(['nurse.trondheim', 'raad.lege', 'leder'].map((name) => service.signIn(name)));
  const reports = await readReports(nurse);
  ({ walkers, left } = await makeWalkers(cluster, service, administrator, reports.register));
  const template = await fileReport(nurse, reports);
  assert.equal(template.route.council.code, 'legesamarbeid');
  await doctors.get(`/deviations/${template.id}`);
  [[usual]] = await cluster.query("SELECT id FROM person WHERE username = 'nurse.trondheim'");
  cases = await makeCases(cluster, template.id, [usual, left, ...walkers.filter((one) => one.filed).map((one) => one.person)], left);
  const attachmentOf = async (id) => (await cluster.query(`SELECT id FROM attachment WHERE deviation_id = ${id} AND added_at IS NOT NULL AND removed_at IS NULL LIMIT 1`))[0]?.[0]
    ?? (await cluster.query(`WITH made AS (INSERT INTO attachment (person_id, deviation_id, name, size, received, state, finished_at, added_at)
      SELECT ${usual}, id, 'Notat.txt', 1, 1, 'unscanned', now(), now() FROM deviation WHERE id = ${id} RETURNING id)
      INSERT INTO attachment_chunk (attachment_id, position, bytes) SELECT id, 0, 'x' FROM made RETURNING attachment_id`))[0]?.[0] ?? '999999999';
  const [[published]] = await cluster.query(`UPDATE learning_note SET status = 'published', published_at = now()
    WHERE id = ${cases[usual].closed.pop().note} RETURNING id`);
  const putInReview = async (note, begins) => {
    await cluster.query(`UPDATE learning_note SET status = '${begins ? 'in_review' : 'proposed'}', reviewed_by = NULL, reviewed_at = NULL WHERE id = ${note};
      DELETE FROM note_release WHERE learning_note_id = ${note}`);
    if (begins) await cluster.query(`INSERT INTO note_release (learning_note_id, organisation_id, helsefellesskap_id, council_id, version)
      SELECT l.id, o, l.helsefellesskap_id, l.council_id, l.version FROM learning_note l JOIN note_case k ON k.learning_note_id = l.id
      JOIN deviation d ON d.id = k.deviation_id, unnest(ARRAY[d.reporter_organisation_id, d.other_organisation_id]) o WHERE l.id = ${note}`);
  };
  const machine = await administrator.post('/helsefellesskap/st_olavs/machine-clients', { name: 'Klient', role: 'reporter',
    organisation_id: reports.mine.id, permissions: ['file_deviation'] });
  const [[session]] = await cluster.query(`SELECT id FROM session WHERE person_id = ${usual} LIMIT 1`);
  const request = await askForReference(nurse, template.id);
  const [[held]] = await cluster.query(`INSERT INTO held_report (helsefellesskap_id, report, reporter_organisation_id, code_digest, key_digest, language)
    SELECT id, '${JSON.stringify(reports.make())}', ${reports.mine.id}, 'a', 'b', 'nb' FROM helsefellesskap WHERE code = 'st_olavs' RETURNING id`);
  const [[erasure]] = await cluster.query(`INSERT INTO erasure (helsefellesskap_id, deviation_id, legal_basis, decision, requested_by)
    SELECT helsefellesskap_id, id, 'objection', '2026-1', ${usual} FROM deviation WHERE id = ${template.id} RETURNING id`);
  const [[approvedReport], [draftReport]] = await cluster.query(`INSERT INTO report (helsefellesskap_id, half_year, version, state, made_at, hash, data_version, approved_at)
    SELECT h.id, v.half_year::date, 1, v.state, now(), 'h', 'd', CASE v.state WHEN 'approved' THEN now() END
    FROM helsefellesskap h, (VALUES ('2019-01-01', 'approved'), ('2019-07-01', 'draft')) v(half_year, state) WHERE h.code = 'st_olavs' RETURNING id`);
  const [[set, draft]] = await cluster.query(`INSERT INTO rule_draft (helsefellesskap_id, based_on_id, rules, made_by, changed_by)
    SELECT r.helsefellesskap_id, r.id, r.rules, ${usual}, ${usual} FROM rule_set r JOIN helsefellesskap h ON h.id = r.helsefellesskap_id
    WHERE h.code = 'st_olavs' RETURNING based_on_id, id`);
  const makeMask = async (id) => (await cluster.query(`INSERT INTO mask (deviation_id, field, from_character, to_character, reason, masked_by)
    SELECT id, 'title', 0, 1, 'identity', ${usual} FROM deviation WHERE id = ${id} RETURNING id`))[0]?.[0] ?? '1';
  /* Done, and for the party that reported to follow. */
  const makeMeasure = async (id, dropped = false) => (await cluster.query(`INSERT INTO measure (deviation_id, text, phase, done_on, strength,
      responsible_organisation_id, due_on, dropped_at, dropped_reason)
    SELECT id, 'Ny sjekkliste', 'evaluate', '2001-01-02', 'weak', reporter_organisation_id, '2001-01-02', ${dropped ? "now(), 'Ikke mulig'" : 'NULL, NULL'}
    FROM deviation WHERE id = ${id} RETURNING id`))[0]?.[0] ?? '999999999';
  const [[change]] = await cluster.query(`INSERT INTO configuration_change (helsefellesskap_id, differences, document)
    SELECT id, '[]', '{}' FROM helsefellesskap WHERE code = 'st_olavs' RETURNING id`);
  /* The other case is the one that was filed first: of the same council, and of nobody who walks but its reporter. */
  const pair = `least(d.id, ${template.id}), greatest(d.id, ${template.id})`;
  const makeLink = (id) => cluster.query(`INSERT INTO case_link (first_deviation_id, second_deviation_id, kind)
    SELECT ${pair}, 'related' FROM deviation d WHERE id = ${id} ON CONFLICT DO NOTHING`);
  const makeMatch = async (id) => {
    await cluster.query(`INSERT INTO case_match (first_deviation_id, second_deviation_id) SELECT ${pair} FROM deviation d WHERE id = ${id} ON CONFLICT DO NOTHING`);
    return (await cluster.query(`SELECT id FROM case_match WHERE ${id} IN (first_deviation_id, second_deviation_id)`))[0]?.[0] ?? '1';
  };
  world = { report: { approved: approvedReport, draft: draftReport }, change, rules: { set, draft }, putInReview, makeMask, makeMeasure, attachmentOf, makeLink, makeMatch, partner: template.number, reports, session, request, held, erasure, published, council: reports.council('legesamarbeid').id, looked_at: template.id,
    subject: await makeSubject('emne'), leaver: await makeSubject('emne.gikk'),
    machine: { person: machine.body.client.id, token: machine.body.client.tokens[0].id } };
  world.draft = 'utkast-av-andre';
  assert.equal((await nurse.put(`/drafts/${world.draft}`, { version: 0, report: { helsefellesskap: 'st_olavs' } })).status, 200);
  await cluster.query(`INSERT INTO outbox_action (helsefellesskap_id, outbox_id, kind, actor_person_id)
    SELECT h.id, 1, 'cancel', (SELECT min(id) FROM person) FROM helsefellesskap h WHERE h.code = 'st_olavs'`);
  await cluster.query("INSERT INTO refused_address (digest, code) VALUES (address_digest('borte@example.org'), 550)");
  [[world.summary]] = await cluster.query(`INSERT INTO digest (helsefellesskap_id, status) SELECT id, 'draft' FROM helsefellesskap WHERE code = 'st_olavs' RETURNING id`);
  [[world.subscription]] = await cluster.query(`SELECT id FROM subscription WHERE person_id = ${usual} LIMIT 1`);
  world.view = (await doctors.put('/queue-views', { name: 'Egen', filters: {} })).body.id;
});
after(async () => {
  await service?.stop();
  await cluster?.stop();
});

const casesOf = (walker, status = 'sent') => cases[walker.follows ? left : walker.filed ? walker.person : usual][status];

function outcomeOf(recipe, answer, target) {
  if (answer.status === 401) return 'o';
  if (answer.status === 403) return '-';
  if (answer.status === 404) return '.';
  assert.ok(answer.status < 500, answer.text);
  return recipe.outcome?.(answer, target, world) ?? '+';
}

function note(name, walker, outcome, said) {
  if (!walked.has(name)) walked.set(name, {});
  walked.get(name)[walker.code] = outcome;
  answers.set(`${walker.code} ${name}`, said);
}

const anonymous = (answer) => answer.text.replace(/"request_id":"[^"]*"/, '');

/* What may not be seen is answered word for word like what does not exist. */
async function assertAsAbsent(recipe, walker, name, answer) {
  const absent = await recipe.ask(walker.client, { id: '999999999', note: '999999999', version: 1 }, world);
  assert.equal(`${answer.status} ${anonymous(answer)}`, `${absent.status} ${anonymous(absent)}`, `${walker.what}: ${name}`);
}

async function walkOperation(walker, name, recipe) {
  const pool = casesOf(walker, recipe.status);
  const [target] = pool;
  assert.ok(target, `no case is left for ${name}`);
  const client = recipe.fresh && walker.username ? await service.signIn(walker.username) : walker.client;
  const answer = await recipe.ask(client, target, world);
  const outcome = outcomeOf(recipe, answer, target);
  note(name, walker, outcome, `${answer.status} ${answer.body?.code ?? ''}`);
  if (recipe.uses && answer.status < 300) pool.shift();
  if (recipe.case && outcome === '.') await assertAsAbsent(recipe, walker, name, answer);
}

async function walkDatabase(walker) {
  const scope = await scopeOf(cluster, walker.client);
  const names = Object.keys(statements);
  const results = await allAsService(cluster, scope, names.map((name) => statements[name].sql({ t: casesOf(walker, statements[name].status)[0],
    person: walker.person ?? 0, world })));
  names.forEach((name, index) => note(name, walker, results[index] === denied ? '-' : results[index] === '' ? '.' : '+', results[index]));
}

describe('the walk', () => {
  for (const code of codes) {
    test(`${code}: ${standpoints[code].what}`, async () => {
      const walker = walkers.find((one) => one.code === code);
      await walkDatabase(walker);
      for (const [name, recipe] of Object.entries(recipes)) await walkOperation(walker, name, recipe);
    });
  }
});

describe('the table', () => {
  test('has a line for every operation, and every role stands somewhere', () => {
    const known = new Set(Object.keys(recipes).map((name) => name.split(' ')[0]));
    for (const { operation: { operationId } } of operations) {
      if (publicOperations.includes(operationId)) assert.ok(!known.has(operationId), `${operationId} is public and has a recipe`);
      else assert.ok(known.has(operationId), `${operationId} is not in tests/http/support/walk_recipes.mjs: who may use it?`);
    }
    const roles = new Set(Object.values(standpoints).flatMap((one) => (one.memberships ?? []).map(({ role }) => role)));
    assert.deepEqual(contract.components.schemas.role.enum.filter((role) => !roles.has(role)), []);
  });

  test('says what was walked', () => {
    const lines = [...[...walked].map(([name, outcomes]) => [name, codes.map((code) => outcomes[code])]), ...publicOperations.map((name) => [name, ['public']])];
    const text = lines.map(([name, cells]) => line(name, cells));
    console.log([line('', codes), ...text].join('\n'));
    if (process.env.SAMAVVIK_WRITE_TABLE) writeFileSync(process.env.SAMAVVIK_WRITE_TABLE, `${text.join('\n')}\n`);
    const table = readTable();
    const wrong = [];
    for (const [name, cells] of lines) {
      const expected = table.get(name);
      if (expected?.length !== cells.length) wrong.push(`${name} is not in the table, or not in all its columns`);
      else cells.forEach((cell, index) => {
        const code = codes[index];
        if (cell !== expected[index]) wrong.push(`${name}: ${standpoints[code].what}: the table says ${expected[index]}, it was ${cell} (${answers.get(`${code} ${name}`)})`);
      });
    }
    for (const name of table.keys()) if (!lines.some(([known]) => known === name)) wrong.push(`${name} is in the table and was not walked`);
    assert.deepEqual(wrong, []);
  });

  test('shows in its head what its columns are', () => {
    const text = readFileSync(tableFile, 'utf8');
    for (const [code, { what }] of Object.entries(standpoints)) assert.ok(text.includes(`  ${code}  ${what}\n`), `${code}  ${what}`);
  });

  test('has somebody who may, for each operation, and what program and database show agrees', () => {
    for (const [name, outcomes] of walked) {
      if (!/^(row|write) | of others$/.test(name)) assert.ok(Object.values(outcomes).includes('+'), `nobody may ${name}`);
    }
    for (const [operation, statement] of [['get_deviation', 'row case'], ['add_message dialogue', 'write message'], ['add_message internal', 'write internal note'],
      ['get_learning_note proposed', 'row proposed learning point'], ['get_person', 'row person'], ['revoke_client_token', 'write client token']]) {
      const [asked, stored] = [walked.get(operation), walked.get(statement)];
      for (const code of codes) assert.equal(asked[code] === '+', stored[code] === '+', `${standpoints[code].what}: ${operation} and ${statement}`);
    }
  });
});
