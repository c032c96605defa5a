/* SPDX-License-Identifier: MIT */
/*
 * What a superuser can do to history with SQL, past every trigger and right, and that `samavvik verify` finds it and names
 * it. Each kind of tampering is done to a copy of the same database.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { command, projectRoot, startCluster, startService } from './support/service.mjs';
import { fileReport, readReports } from './support/reports.mjs';

const run = promisify(execFile);

let cluster;
let service;
let target; // the case of the nurse: submitted, note, message, answered, closed; sealed; then reopened, not sealed
let other;
let changed; // reclassified once
let seal;
let unusedLook; // an id that no look got
let folder;

/* SQL as the superuser with triggers and foreign keys switched off, in a database of the cluster. */
async function asSuperuser(database, sql) {
  await run(join(projectRoot, 'deploy/cluster'), ['psql', cluster.data, '-Xq', '-v', 'ON_ERROR_STOP=1',
    '-c', `\\c ${database}`, '-c', 'SET search_path = samavvik; SET session_replication_role = replica', '-c', sql]);
}

const settings = (database) => ({ ...service.environment,
  SAMAVVIK_OWNER_DATABASE: service.environment.SAMAVVIK_OWNER_DATABASE.replace('dbname=samavvik', `dbname=${database}`) });

async function verify(database, args = []) {
  const { code, stdout, stderr } = await command(settings(database), ['verify', ...args]);
  const lines = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const findings = lines.filter((line) => line.finding);
  return { code, stderr, totals: lines.at(-1), found: findings.map((one) => `${one.finding} ${one.case ?? ''}${one.event ? ` ${one.event}` : ''}${one.seal ? ` seal ${one.seal}` : ''}`), findings, lines };
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'samavvik-verify-'));
  cluster = await startCluster();
  service = await startService({ cluster, demo: true, env: { SAMAVVIK_JOBS: '0' } });
  const [nurse, doctors] = await Promise.all(['nurse.trondheim', 'raad.lege'].map((name) => service.signIn(name)));
  const reports = await readReports(nurse);
  target = await fileReport(nurse, reports, { description: 'Æ, ø og å:\n"sitat" \\ og 1,2:\t😀', suggestion: 'Ring først, skriv så.' });
  other = await fileReport(nurse, reports);
  await nurse.get(`/deviations/${target.id}`);
  await doctors.post(`/deviations/${target.id}/messages`, { audience: 'internal', text: 'Bare for rådet' });
  await doctors.post(`/deviations/${target.id}/messages`, { audience: 'dialogue', text: 'Hva skjedde så?' });
  const answered = await doctors.post(`/deviations/${target.id}/answer`, { text: 'Takk for meldingen' }, { version: 1 });
  const closed = await doctors.post(`/deviations/${target.id}/closing`, { learning_point: { title: 'Læring', text: 'Av dette.' } }, { version: answered.body.version });
  [[unusedLook]] = await cluster.query("SELECT nextval('read_log_id_seq')");
  await doctors.get(`/deviations/${other.id}`);
  seal = JSON.parse((await service.command(['seal'])).stdout).hash;
  await doctors.post(`/deviations/${target.id}/reopening`, { reason: 'Det skjedde igjen.' }, { version: closed.body.version });
  await doctors.post(`/deviations/${other.id}/messages`, { audience: 'dialogue', text: 'Etter forseglingen' });
  changed = await fileReport(nurse, reports);
  const reclassified = await doctors.put(`/deviations/${changed.id}/classification`, { kind: 'patient', category: 'epikrise', actual_harm: 'none',
    potential_harm: 'low', reason: 'Gjelder epikrisen' }, { version: 1 });
  assert.equal(reclassified.status, 200, reclassified.text);
  await service.stop();
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  if (service?.running) await service.stop();
  await cluster?.stop();
});

let copies = 0;
/* A copy of the database after the SQL. */
async function tampered(sql) {
  copies += 1;
  await asSuperuser('postgres', `CREATE DATABASE copy_${copies} TEMPLATE samavvik`);
  if (sql) await asSuperuser(`copy_${copies}`, sql);
  return `copy_${copies}`;
}

describe('an untouched database', () => {
  test('is well, with the seal that was kept, and so is its export on a machine without a database', async () => {
    const { code, totals, found } = await verify('samavvik', ['--seal', seal]);
    assert.deepEqual([code, found], [0, []]);
    assert.equal(totals.cases, 43);
    assert.ok(totals.events > 48 && totals.messages === 6 && totals.reads >= 2 && totals.seals >= 1, JSON.stringify(totals));
    const file = join(folder, 'export.jsonl');
    const exported = await command(settings('samavvik'), ['verify', '--export']);
    assert.equal(exported.code, 0, exported.stderr);
    for (const text of ['Ring først', 'Bare for', 'skjedde', 'Takk']) assert.ok(!exported.stdout.includes(text), `no ${text} in an export`);
    writeFileSync(file, exported.stdout);
    const away = await command({ SAMAVVIK_OWNER_DATABASE: 'host=/nowhere', SAMAVVIK_DATABASE: 'host=/nowhere' }, ['verify', '--seal', seal, file]);
    assert.equal(away.code, 0, away.stdout);
    assert.deepEqual(JSON.parse(away.stdout), totals);
  });
});

describe('a database with 10,000 events more', () => {
  test('is well, and verified in seconds with little memory', async () => {
    const copy = await tampered();
    const at = `/* as the program would */ SET session_replication_role = origin;`;
    await asSuperuser(copy, `${at} INSERT INTO deviation (helsefellesskap_id, year, serial, number, kind, category, title, description, actual_harm,
        potential_harm, reporter_organisation_id, other_organisation_id, council_id, rule_set_id, route_rule, route_why, last_event)
      SELECT d.helsefellesskap_id, 1999, n, 'STO-1999-' || lpad(n::text, 5, '0'), d.kind, d.category, d.title, repeat(d.description, 20), d.actual_harm,
        d.potential_harm, d.reporter_organisation_id, d.other_organisation_id, d.council_id, d.rule_set_id, d.route_rule, d.route_why, 4
      FROM deviation d, generate_series(1, 2500) n WHERE d.id = ${other.id};
      INSERT INTO case_counter SELECT helsefellesskap_id, 1999, 2500 FROM deviation WHERE id = ${other.id};
      INSERT INTO event (deviation_id, sequence, kind) SELECT id, s, (ARRAY['submitted', 'acknowledged', 'closed', 'reopened'])[s]
        FROM deviation, generate_series(2, 4) s WHERE year = 1999 ORDER BY id, s`);
    // A seal takes 2,000 cases; the command goes on until nothing is left, and then leaves it.
    const of = (database) => service.environment.SAMAVVIK_DATABASE.replace('dbname=samavvik', `dbname=${database}`);
    const sealTo = async (args) => JSON.parse((await command({ ...settings(copy), SAMAVVIK_DATABASE: of(copy) }, ['seal', ...args])).stdout).seal;
    const before = await sealTo(['--print']);
    assert.equal(await sealTo([]), before + 2);
    assert.equal(await sealTo([]), before + 2);
    const started = performance.now();
    const { code, found, totals } = await verify(copy);
    const seconds = (performance.now() - started) / 1000;
    assert.deepEqual([code, found], [0, []]);
    assert.ok(totals.events > 10000, JSON.stringify(totals));
    assert.ok(seconds < 20, `${seconds} s`);
  });
});

describe('tampering is found and named', () => {
  const at = (sequence) => `WHERE deviation_id = ${target.id} AND sequence = ${sequence}`;
  const it = (name, sql, expected) => test(name, async () => {
    const { code, found } = await verify(await tampered(sql()));
    assert.equal(code, 1);
    assert.deepEqual(found, expected().map((line) => line.replace('TARGET', target.number).replace('OTHER', other.number).replace('CHANGED', changed.number)));
  });

  it('a changed detail', () => `UPDATE event SET detail = '{"rule": "another"}' ${at(1)}`, () => ['event_changed TARGET 1']);
  it('a changed actor', () => `UPDATE event SET actor_person_id = 1 + actor_person_id ${at(5)}`, () => ['event_changed TARGET 5']);
  it('a changed time', () => `UPDATE event SET at = at + interval '1 microsecond' ${at(4)}`, () => ['event_changed TARGET 4']);
  it('a changed kind', () => `UPDATE event SET kind = 'acknowledged' ${at(7)}`, () => ['event_changed TARGET 7']);
  it('a note made public', () => `UPDATE event SET internal = false ${at(2)}`, () => ['event_changed TARGET 2']);
  it('the last event removed before it was sealed', () => `DELETE FROM event ${at(7)}`, () => ['event_missing TARGET 7', 'message_added TARGET']);
  it('the end of a case removed with its count', () => `DELETE FROM event WHERE deviation_id = ${target.id} AND sequence > 5;
    UPDATE deviation SET last_event = 5 WHERE id = ${target.id}; DELETE FROM message WHERE text = 'Det skjedde igjen.'`, () => ['event_missing TARGET 6 seal 1']);
  it('an event in the middle removed', () => `DELETE FROM event ${at(3)}`, () => ['event_missing TARGET 3', 'message_added TARGET']);
  it('two events exchanged', () => `UPDATE event SET sequence = 99 ${at(4)}; UPDATE event SET sequence = 4 ${at(5)};
    UPDATE event SET sequence = 5 WHERE deviation_id = ${target.id} AND sequence = 99`, () => ['event_changed TARGET 4', 'event_changed TARGET 5', 'event_changed TARGET 6']);
  it('an event added', () => `INSERT INTO event (deviation_id, sequence, kind, hash) SELECT deviation_id, 8, 'acknowledged', hash FROM event ${at(7)}`,
    () => ['event_changed TARGET 8', 'event_added TARGET 8']);
  it('an event moved to another case', () => `UPDATE event SET deviation_id = ${other.id}, sequence = 3 ${at(7)}; UPDATE deviation SET last_event = 3 WHERE id = ${other.id};
    UPDATE deviation SET last_event = 6 WHERE id = ${target.id}`, () => ['message_added TARGET', 'event_changed OTHER 3', 'message_missing OTHER 3']);
  it('a changed message', () => `UPDATE message SET text = 'Takk for ingenting' WHERE text = 'Takk for meldingen'`, () => ['message_changed TARGET 4']);
  it('a message moved to the internal ones', () => `UPDATE message m SET audience = 'internal', council_id = (SELECT d.council_id FROM deviation d WHERE d.id = m.deviation_id) WHERE text = 'Hva skjedde så?'`, () => ['message_changed TARGET 3']);
  it('a removed message', () => `DELETE FROM message WHERE text = 'Bare for rådet'`, () => ['message_missing TARGET 2']);
  it('an added message', () => `INSERT INTO message (deviation_id, audience, text, side) VALUES (${target.id}, 'dialogue', 'Aldri sagt', 'council')`, () => ['message_added TARGET']);
  it('a changed narrative', () => `UPDATE deviation SET description = description || '.' WHERE id = ${target.id}`, () => ['narrative_changed TARGET 1']);
  it('a changed fact of a case that was reclassified', () => `UPDATE deviation SET category = 'legemidler' WHERE id = ${changed.id}`, () => ['classification_changed CHANGED 2']);
  it('a changed fact that looks like a reclassification', () => `UPDATE deviation SET original = classification_of(deviation), category = 'epikrise' WHERE id = ${other.id}`,
    () => ['classification_changed OTHER']);
  it('a reclassification that is made to look as filed', () => `UPDATE deviation SET original = NULL WHERE id = ${changed.id}`, () => ['narrative_changed CHANGED 1', 'classification_changed CHANGED 2']);
  it('what a case was filed as', () => `UPDATE deviation SET original = original || '{"category": "epikrise"}' WHERE id = ${changed.id}`, () => ['narrative_changed CHANGED 1']);
  it('a changed fact', () => `UPDATE deviation SET actual_harm = 'severe' WHERE id = ${other.id}`, () => ['narrative_changed OTHER 1']);
  it('a text passed off as erased', () => `UPDATE message SET text = '[slettet]', salt = NULL,
    erased_digest = sha256(convert_to('samavvik', 'UTF8')) WHERE text = 'Takk for meldingen'`, () => ['message_changed TARGET 4', 'erased_without_record TARGET 4']);
  it('a text passed off as erased with its true digest', () => `UPDATE message m SET text = '[slettet]', salt = NULL,
    erased_digest = message_text_digest(m) WHERE text = 'Takk for meldingen'`, () => ['erased_without_record TARGET 4']);
  const gone = (id) => `DELETE FROM event WHERE deviation_id = ${id}; DELETE FROM message WHERE deviation_id = ${id}; DELETE FROM deviation WHERE id = ${id}`;
  it('a whole case removed', () => gone(other.id), () => ['case_missing OTHER seal 1']);
  it('a whole case removed and its number put in stock again', () => `INSERT INTO free_case_number SELECT helsefellesskap_id, year, serial FROM deviation
    WHERE id = ${other.id}; ${gone(other.id)}`, () => ['case_missing OTHER seal 1']);
  it('a whole case removed with all that seals say of it', () => `${gone(other.id)}; DELETE FROM seal_entry WHERE deviation_id = ${other.id}`,
    () => ['entries_changed  seal 1', 'case_missing OTHER']);
  it('a look removed from the read log', () => `DELETE FROM read_log WHERE deviation_id = ${other.id}`, () => ['read_log_changed  seal 1']);
  it('another reader in the read log', () => `UPDATE read_log SET person_id = 1 + person_id WHERE deviation_id = ${other.id}`, () => ['read_log_changed  seal 1']);
  it('a look added where the log was sealed', () => `INSERT INTO read_log (id, helsefellesskap_id, deviation_id, what) OVERRIDING SYSTEM VALUE
    VALUES (${unusedLook}, 1, ${other.id}, 'case')`, () => ['read_log_changed  seal 1']);
  it('a changed seal', () => `UPDATE seal SET at = at - interval '1 day' WHERE number = 1`, () => ['seal_changed  seal 1']);
  it('a removed seal', () => 'SELECT seal_history(99); DELETE FROM seal_entry WHERE seal = 1; DELETE FROM seal WHERE number = 1',
    () => ['seal_missing  seal 1']);

  test('an event rewritten with a hash that fits, and all after it', async () => {
    const copy = await tampered(`DO $$ DECLARE e event; previous bytea; BEGIN
      FOR e IN SELECT * FROM event WHERE deviation_id = ${target.id} ORDER BY sequence LOOP
        IF e.sequence = 5 THEN e.at := e.at - interval '1 hour'; END IF;
        previous := event_hash(e, previous);
        UPDATE event SET at = e.at, hash = previous WHERE deviation_id = e.deviation_id AND sequence = e.sequence;
      END LOOP; END $$`);
    assert.deepEqual((await verify(copy)).found, [`event_rewritten ${target.number} 6 seal 1`]);
  });

  test('a whole history written anew, by the seal that was kept elsewhere', async () => {
    const copy = await tampered(`DELETE FROM seal_entry; DELETE FROM seal; UPDATE deviation SET title = 'Noe annet' WHERE id = ${other.id};
      UPDATE event e SET content = case_digest(d) FROM deviation d WHERE d.id = e.deviation_id AND e.sequence = 1 AND d.original IS NULL;
      DO $$ DECLARE e event; previous bytea; BEGIN FOR e IN SELECT * FROM event ORDER BY deviation_id, sequence LOOP
        IF e.sequence = 1 THEN previous := NULL; END IF;
        previous := event_hash(e, previous);
        UPDATE event SET hash = previous WHERE deviation_id = e.deviation_id AND sequence = e.sequence;
      END LOOP; END $$; SELECT seal_history((SELECT max(id) FROM read_log))`);
    assert.deepEqual((await verify(copy)).found, [], 'it hangs together');
    const { code, found } = await verify(copy, ['--seal', seal]);
    assert.deepEqual([code, found], [1, ['seal_unknown ']]);
  });

  test('an export that was cut or changed on its way', async () => {
    const { stdout } = await command(settings('samavvik'), ['verify', '--export']);
    const lines = stdout.trimEnd().split('\n');
    const whole = async (changed) => {
      const file = join(folder, 'changed.jsonl');
      writeFileSync(file, `${changed.join('\n')}\n`);
      return (await verify('nowhere', ['--seal', seal, file])).found;
    };
    assert.deepEqual(await whole(lines), []);
    const is = (record, id) => (line) => line.includes(`"record":"${record}"`) && line.includes(`"deviation_id":"${id}"`);
    assert.deepEqual(await whole(lines.filter((line) => !is('sealed', other.id)(line))), ['entries_changed ']);
    assert.deepEqual(await whole(lines.slice(0, -3)), ['read_log_changed  seal 1']);
    assert.deepEqual(await whole([...lines.slice(0, 50), 'no record', ...lines.slice(50)]), ['unreadable ']);
    assert.deepEqual(await whole(lines.filter((line) => !line.includes(`"id":"${other.id}"`) || !line.includes('"record":"case"'))), [`case_missing ${other.number} seal 1`]);
  });
});

describe('the owner of the schema', () => {
  test('is refused every change to history', async () => {
    for (const change of ["UPDATE event SET detail = '{}'", 'DELETE FROM event', 'TRUNCATE event', 'UPDATE message SET text = text', 'DELETE FROM message',
      'TRUNCATE message CASCADE', 'UPDATE seal SET at = now()', 'DELETE FROM seal', 'DELETE FROM seal_entry', 'UPDATE seal_entry SET sequence = 1',
      'UPDATE deviation SET title = title', 'UPDATE deviation SET description = description', 'DELETE FROM deviation']) {
      await assert.rejects(cluster.query(change), /is only ever added to/, change);
    }
  });
});
