/* SPDX-License-Identifier: MIT */
/*
 * The queue page, measured: 50 of 2,500 and then of 250,000 cases, one of eight councils, under wrk, and pgbench running the very
 * statements with the same scope, row-level security on, in turns in one run. Prints the figures beside the bars of the design;
 * ends with 1 when one is missed.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileReport, readReports } from '../http/support/reports.mjs';
import { projectRoot, startCluster, startService } from '../http/support/service.mjs';
import { filled, parameterTypes, psqlRow, runPgbench, scheduleAsDeployed, signInAll } from './measure.mjs';
import { asPgbench, definitions, statementText } from './pgbench_script.mjs';

const run = promisify(execFile);
const seconds = Number(process.env.SAMAVVIK_BENCH_SECONDS ?? 8);
const rounds = Number(process.env.SAMAVVIK_BENCH_ROUNDS ?? 2);
const CLIENTS = 8;
const LISTS = { urgent: { path: '/api/v1/queue?limit=50', statement: 'queue_urgent' },
  newest: { path: '/api/v1/queue?limit=50&sort=newest', statement: 'queue_open' },
  all: { path: '/api/v1/queue?limit=50&view=all', statement: 'queue_all' } };

let missed = 0;
function bar(what, value, limit, unit, isGood) {
  const good = isGood(value);
  if (!good) missed += 1;
  console.log(`${good ? 'ok  ' : 'MISS'} ${what}: ${value.toFixed(3)}${unit} (bar: ${limit}${unit})`);
}

/*
 * Copies of one filed case until there are so many, spread over eight councils, one in twenty open: past all triggers, as nobody
 * works on them.
 */
async function fill(cluster, template, total) {
  const [[columns]] = await cluster.query(`SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = 'deviation'::regclass AND attnum > 0
    AND NOT attisdropped AND attgenerated = '' AND attname NOT IN ('id', 'serial', 'number', 'council_id', 'status', 'potential_harm',
      'submitted_at', 'received_at', 'answered_at', 'closed_at', 'receipt_due_at', 'answer_due_at', 'close_due_at', 'waiting_for', 'salt', 'year')`);
  await cluster.query(`ALTER TABLE deviation DISABLE TRIGGER USER;
    INSERT INTO deviation (year, serial, number, council_id, status, potential_harm, submitted_at, received_at, answered_at, closed_at,
      answer_due_at, waiting_for, ${columns})
    SELECT 2020, n, 'PRO-2020-' || n, councils.ids[1 + n % 8], CASE WHEN n % 20 = 0 THEN CASE WHEN n % 40 = 0 THEN 'sent' ELSE 'received' END ELSE 'closed' END,
      (ARRAY['none', 'low', 'moderate', 'severe', 'fatal'])[1 + n % 5], now() - make_interval(mins => ${total} - n),
      CASE WHEN n % 40 <> 0 THEN now() END, CASE WHEN n % 20 <> 0 THEN now() END, CASE WHEN n % 20 <> 0 THEN now() END,
      now() + make_interval(hours => n % 700 - 100), CASE WHEN n % 60 = 0 THEN 'other_organisation' ELSE 'council' END, ${columns}
    FROM deviation t, (SELECT array_agg(id ORDER BY is_own DESC, id) AS ids FROM (SELECT c.id, c.id = d.council_id AS is_own FROM council c JOIN deviation d ON d.helsefellesskap_id = c.helsefellesskap_id
      WHERE d.id = ${template} ORDER BY c.id = d.council_id DESC, c.id LIMIT 8) c) councils,
      generate_series((SELECT count(*) FROM deviation)::int, ${total}) n
    WHERE t.id = ${template};
    ALTER TABLE deviation ENABLE TRIGGER USER`);
  await cluster.query('ANALYZE');
}

async function writeScript(service, folder, session, statement) {
  const text = {
    actor: statementText(projectRoot, 'src/access/scope.sql', 'actor'),
    scope: statementText(projectRoot, 'src/access/scope.sql', 'scope'),
    list: statementText(projectRoot, 'src/deviation/queue.sql', statement),
  };
  const [person, , , , ...scope] = await psqlRow(service, filled(text.actor, [session.digest]));
  const types = Object.fromEntries(await Promise.all(Object.entries(text).map(async ([name, sql]) => [name, await parameterTypes(service, sql)])));
  const path = join(folder, `${statement}.sql`);
  writeFileSync(path, ['\\startpipeline', asPgbench(text.actor, types.actor, 'actor'), '\\endpipeline', '\\startpipeline',
    asPgbench(text.scope, types.scope, 'scope'), asPgbench(text.list, types.list, 'list'), '\\endpipeline', ''].join('\n'));
  return ['-f', path, ...definitions('actor', [session.digest]), ...definitions('scope', [person, ...scope]),
    ...definitions('list', [scope[0], null, '50'])];
}

async function wrk(context, path, tag, duration = seconds) {
  const { stdout } = await run('wrk', ['-t1', `-c${CLIENTS}`, `-d${duration}s`, '-s', 'tests/bench/queue.lua', context.service.url],
    { cwd: projectRoot, env: { ...process.env, BENCH_PATH: path, BENCH_SESSIONS: context.sessionsFile, ...(tag && { BENCH_TAG: tag }) } });
  const [requests, microseconds, broken, refused, p50, p99] = /^figures (.*)$/m.exec(stdout)[1].split(' ').map(Number);
  if (broken > 0) throw new Error(`${broken} broken of ${requests} requests\n${context.service.log.slice(-1500)}`);
  if (refused > 0) console.log(`${refused} of ${requests} requests to ${path} were refused`);
  return { rate: requests / (microseconds / 1e6), p50: p50 / 1000, p99: p99 / 1000 };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function measure(context, name, total) {
  const { path, statement } = LISTS[name];
  const script = await writeScript(context.service, context.folder, context.session, statement);
  const figures = { rate: [], other: [], p50: [], p99: [], otherP99: [] };
  for (let round = 0; round < rounds; round += 1) {
    const other = await runPgbench({ folder: context.folder, service: context.service, script }, CLIENTS, seconds);
    const own = await wrk(context, path);
    for (const [key, value] of Object.entries({ rate: own.rate, p50: own.p50, p99: own.p99, other: other.rate, otherP99: other.p99 })) figures[key].push(value);
  }
  const row = { name, total, rate: mean(figures.rate), other: mean(figures.other), p50: mean(figures.p50), p99: Math.max(...figures.p99), otherP99: Math.max(...figures.otherP99) };
  console.log(`${String(total).padStart(7)} ${name.padEnd(7)} ${row.rate.toFixed(0).padStart(7)} ${row.other.toFixed(0).padStart(8)} ${(row.rate / row.other).toFixed(2).padStart(6)}`
    + ` ${row.p50.toFixed(2).padStart(7)} ${row.p99.toFixed(2).padStart(7)} ${row.otherP99.toFixed(2).padStart(11)}`);
  return row;
}

scheduleAsDeployed();
const cluster = await startCluster();
const service = await startService({ cluster, logFile: join(cluster.folder, 'service.log'), demo: true, cases: false, env: { SAMAVVIK_JOBS: '0' } });
const nurse = await service.signIn('nurse.trondheim');
const { id: template } = await fileReport(nurse, await readReports(nurse));
const sessions = await signInAll(service, 'raad.lege', CLIENTS);
const context = { service, folder: cluster.folder, session: sessions[0], sessionsFile: join(cluster.folder, 'sessions') };
writeFileSync(context.sessionsFile, sessions.map(({ cookie, csrf }) => `${cookie} ${csrf}\n`).join(''), { mode: 0o600 });
console.log(`The queue page on ${cpus().length} cores (${cpus()[0].model}), ${CLIENTS} clients, ${rounds} × ${seconds} s each, in turns; load before: ${loadavg()[0].toFixed(1)}`);
console.log('  cases list    pages/s  pgbench  ratio  p50 ms  p99 ms pgbench p99');
const rows = [];
for (const total of [2500, 250000]) {
  await fill(cluster, template, total);
  await wrk(context, LISTS.urgent.path, null, 2);
  for (const name of Object.keys(LISTS)) rows.push(await measure(context, name, total));
}
const first = await sessions[0].client.get('/queue?limit=50');
const same = await wrk(context, LISTS.urgent.path, first.headers.get('etag'));
console.log(`Asked again with its tag (304): ${same.rate.toFixed(0)}/s, p50 ${same.p50.toFixed(2)} ms, p99 ${same.p99.toFixed(2)} ms`);
const [few, many] = [2500, 250000].map((total) => rows.find((row) => row.total === total && row.name === 'urgent'));
bar('queue page of 250,000 cases, of pgbench', many.rate / many.other, 0.8, '', (value) => value >= 0.8);
bar('p99 of 250,000 cases', many.p99, 10, ' ms', (value) => value < 10);
bar('p99 of 2,500 cases', few.p99, 10, ' ms', (value) => value < 10);
bar('rate at 250,000 cases, of that at 2,500', many.rate / few.rate, 0.8, '', (value) => value >= 0.8);
await service.stop();
await cluster.stop();
process.exit(missed > 0 ? 1 : 0);
