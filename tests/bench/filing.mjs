/* SPDX-License-Identifier: MIT */
/*
 * Filing, measured: the service under wrk, and pgbench running the statements the service runs, with the same scope, the
 * same values and as many clients, in turns in one run on a durable cluster. Prints the figures beside the bars of the
 * design; ends with 1 when one is missed.
 */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createConnection } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot, startCluster, startService } from '../http/support/service.mjs';
import { filled, heldUp, keepLogFiles, parameterTypes, psqlRow, runPgbench, scheduleAsDeployed, signInAll } from './measure.mjs';
import { asPgbench, definitions, statementText } from './pgbench_script.mjs';
import { cpuSeconds, cpuSecondsWithChildren, pssMegabytes } from './processor.mjs';

const run = promisify(execFile);
const seconds = Number(process.env.SAMAVVIK_BENCH_SECONDS ?? 8);
const rounds = Number(process.env.SAMAVVIK_BENCH_ROUNDS ?? 2);
const sessionsCount = 8;
const username = 'nurse.trondheim';

let missed = 0;
function bar(what, value, limit, unit, isGood) {
  const good = isGood(value);
  if (!good) missed += 1;
  console.log(`${good ? 'ok  ' : 'MISS'} ${what}: ${value.toFixed(3)}${unit} (bar: ${limit}${unit})`);
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/* A report as a nurse would file it, with ids of this database. */
function makeReport(register, session) {
  const organisation = session.memberships.find((one) => one.organisation)?.organisation;
  const hospital = register.organisations.find((one) => one.party === 'hospital' && one.id !== organisation.id);
  return {
    helsefellesskap: 'st_olavs',
    kind: 'patient',
    reporter_organisation_id: organisation.id,
    other_organisation_id: hospital.id,
    category: 'legemidler',
    occurred_on: new Date(Date.now() - 86400000).toISOString().slice(0, 10),
    title: 'Ulike legemiddellister ved hjemkomst',
    description: 'Legemiddelliste i epikrise og legemiddelliste i meldingen stemmer ikke overens. '.repeat(8).trim(),
    immediate_action: 'Ringte avdelingen og fikk riktig liste.',
    suggestion: 'Lista bør hentes fra ett sted.',
    actual_harm: 'low',
    potential_harm: 'severe',
  };
}

/* When a report filed now is to be received, answered and closed, and by which set: as the service stores it. */
async function readDeadlines(service, nurse, report) {
  const { id } = (await nurse.client.post('/deviations', report)).body;
  const [row] = await service.cluster.query(`SELECT receipt_due_at, answer_due_at, close_due_at, deadline_set FROM deviation WHERE id = ${id}`);
  return row.map((value) => (value === '' ? null : value));
}

/* What the service sends to the database for one report: see access/session.c and deviation/intake_store.c. */
async function readStatements(service, nurse, report, body) {
  const text = {
    actor: statementText(projectRoot, 'src/access/scope.sql', 'actor'),
    scope: statementText(projectRoot, 'src/access/scope.sql', 'scope'),
    facts: statementText(projectRoot, 'src/deviation/intake.sql', 'intake_facts'),
    file: statementText(projectRoot, 'src/deviation/intake.sql', 'file'),
  };
  const actor = await psqlRow(service, filled(text.actor, [nurse.digest]));
  const [person, , , , ...scope] = actor;
  const factsValues = [report.helsefellesskap, report.reporter_organisation_id, report.other_organisation_id,
    report.category, null, null, null, null, null, null, report.occurred_on];
  const [helsefellesskap, ruleSet] = await psqlRow(service, filled(text.facts, factsValues));
  const question = Object.fromEntries(['helsefellesskap', 'kind', 'category', 'reporter_organisation_id',
    'other_organisation_id', 'actual_harm', 'potential_harm'].map((name) => [name, report[name]]));
  const route = (await nurse.client.post('/deviations/route-preview', question)).body;
  const told = `{${route.also_told.map((council) => council.code).join(',')}}`;
  const fileValues = [helsefellesskap, ruleSet, route.council.code, route.rule, JSON.stringify(route.why), told, report.kind,
    report.category, null, null, null, null, report.occurred_on, report.title, report.description, report.immediate_action,
    report.suggestion, report.actual_harm, report.potential_harm, person, report.reporter_organisation_id, null,
    report.other_organisation_id, null, null, null, null, `\\x${createHash('sha256').update(body).digest('hex')}`, null,
    ...await readDeadlines(service, nurse, report), null];
  const types = Object.fromEntries(await Promise.all(Object.entries(text).map(async ([name, sql]) => [name, await parameterTypes(service, sql)])));
  return { text, types, values: { scope: [person, ...scope], facts: factsValues, file: fileValues } };
}

/* One script; each client looks up a session of its own, as the service's clients do. */
function writeScript(folder, sessions, { text, types, values }) {
  const lookUps = sessions.flatMap((_, index) => [
    `\\${index === 0 ? '' : 'el'}if :client_id % ${sessions.length} = ${index}`, asPgbench(text.actor, types.actor, `actor${index}_`)]);
  const path = join(folder, 'filing.sql');
  writeFileSync(path, [
    ...lookUps, '\\endif',
    asPgbench(text.facts, types.facts, 'facts'),
    '\\set file27 random(1000000000000000, 9000000000000000000)',
    '\\startpipeline',
    asPgbench(text.scope, types.scope, 'scope'),
    asPgbench(text.file, types.file, 'file'),
    '\\endpipeline', ''].join('\n'));
  return ['-f', path, ...sessions.flatMap((session, index) => definitions(`actor${index}_`, [session.digest])),
    ...definitions('scope', values.scope), ...definitions('facts', values.facts), ...definitions('file', values.file)];
}

/* What the disk itself takes for a durable write of a page, in milliseconds: no report can be faster. */
function diskPercentile(folder, share) {
  const path = join(folder, 'disk');
  const file = openSync(path, 'w');
  const page = Buffer.alloc(8192, 1);
  const times = Array.from({ length: 500 }, () => {
    const since = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return performance.now() - since;
  });
  closeSync(file);
  rmSync(path);
  return times.sort((a, b) => a - b)[Math.floor(times.length * share)];
}

async function wrk(context, clients, duration = seconds) {
  const { stdout } = await run('wrk', ['-t1', `-c${clients}`, `-d${duration}s`, '--timeout', '30s', '-s',
    'tests/bench/filing.lua', context.service.url], { cwd: projectRoot,
    env: { ...process.env, BENCH_BODY: context.bodyFile, BENCH_SESSIONS: context.sessionsFile, BENCH_KEY: randomUUID().slice(0, 13) } });
  const [requests, microseconds, broken, refused, p50, p99] = /^figures (.*)$/m.exec(stdout)[1].split(' ').map(Number);
  if (broken > 0) throw new Error(`${broken} broken of ${requests} requests\n${context.service.log.slice(-1500)}`);
  /* More clients than places: some are told to come again, and are no filed reports. */
  if (refused > 0) console.log(`${clients} clients: ${refused} of ${requests} answered with 503`);
  return { requests: requests - refused, rate: (requests - refused) / (microseconds / 1e6), p50: p50 / 1000, p99: p99 / 1000 };
}

async function measure(context, clients) {
  const figures = { pgbench: [], pgbenchP99: [], rate: [], p50: [], p99: [], requests: 0, service: 0, database: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const other = await runPgbench(context, clients, seconds);
    figures.pgbench.push(other.rate);
    figures.pgbenchP99.push(other.p99);
    const service = cpuSeconds(context.service.child.pid);
    const database = cpuSecondsWithChildren(context.postmaster);
    const result = await wrk(context, clients);
    figures.service += cpuSeconds(context.service.child.pid) - service;
    figures.database += cpuSecondsWithChildren(context.postmaster) - database;
    figures.requests += result.requests;
    for (const name of ['rate', 'p50', 'p99']) figures[name].push(result[name]);
  }
  const rate = sum(figures.rate) / rounds;
  const other = sum(figures.pgbench) / rounds;
  return { clients, rate, pgbench: other, ratio: rate / other, p50: median(figures.p50), p99: Math.max(...figures.p99), pgbenchP99: Math.max(...figures.pgbenchP99),
    serviceCpu: figures.service / figures.requests, databaseCpu: figures.database / figures.requests };
}

function printRow({ clients, rate, pgbench: other, ratio, p50, p99, pgbenchP99, serviceCpu, databaseCpu }) {
  console.log(`${String(clients).padStart(7)} ${rate.toFixed(0).padStart(9)} ${other.toFixed(0).padStart(9)} ${ratio.toFixed(2).padStart(7)}`
    + ` ${p50.toFixed(2).padStart(8)} ${p99.toFixed(2).padStart(8)} ${pgbenchP99.toFixed(2).padStart(11)} ${(serviceCpu * 1e6).toFixed(0).padStart(12)} ${(databaseCpu * 1e6).toFixed(0).padStart(12)}`);
}

/* Memory while 256 connections are open, after the load. */
async function memoryWithConnections(service) {
  const sockets = Array.from({ length: 256 }, () => createConnection(Number(new URL(service.url).port), '127.0.0.1'));
  sockets.forEach((socket) => socket.on('error', () => {}));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const most = Math.max(pssMegabytes(service.child.pid), await new Promise((done) => setTimeout(
    () => done(pssMegabytes(service.child.pid)), 500)));
  sockets.forEach((socket) => socket.destroy());
  return most;
}

/* From the start of the process until /readyz says yes, the database being up: the median of three, in seconds. */
async function startToReady(service) {
  const times = [];
  for (let count = 0; count < 3; count += 1) {
    const since = performance.now();
    await service.start();
    times.push((performance.now() - since) / 1000);
    if (count < 2) await service.stop();
  }
  return median(times);
}

async function prepare(cluster) {
  const service = await startService({ cluster, logFile: join(cluster.folder, 'service.log'), demo: true, cases: false, start: false, env: { SAMAVVIK_JOBS: '0' } });
  const ready = await startToReady(service);
  const sessions = await signInAll(service, username, sessionsCount);
  const register = (await sessions[0].client.get('/helsefellesskap/st_olavs/register')).body;
  const report = makeReport(register, sessions[0].client.session);
  const body = JSON.stringify(report);
  const context = { service, ready, folder: cluster.folder, postmaster: Number(readFileSync(join(cluster.data, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]),
    bodyFile: join(cluster.folder, 'body.json'), sessionsFile: join(cluster.folder, 'sessions') };
  writeFileSync(context.bodyFile, body);
  writeFileSync(context.sessionsFile, sessions.map(({ cookie, csrf }) => `${cookie} ${csrf}\n`).join(''), { mode: 0o600 });
  context.script = writeScript(cluster.folder, sessions, await readStatements(service, sessions[0], report, body));
  return context;
}

/* The workers send each notice while others file. */
async function withWorkers(context) {
  await context.service.stop();
  context.service.environment.SAMAVVIK_JOBS = '1';
  await context.service.start();
  const { rate, p99 } = await wrk(context, 8);
  console.log(`8 clients while the workers send the notices: ${rate.toFixed(0)} reports/s, p99 ${p99.toFixed(2)} ms`);
}

scheduleAsDeployed();
const cluster = await startCluster({ durable: true });
const context = await prepare(cluster);
await keepLogFiles(cluster, 30);
await runPgbench(context, 8, 3);
await wrk(context, 8, 3);
console.log(`Filing on ${cpus().length} cores (${cpus()[0].model}), ${rounds} × ${seconds} s each, in turns`);
console.log(`One page written durably: p50 ${diskPercentile(cluster.folder, 0.5).toFixed(2)} ms, p99 ${diskPercentile(cluster.folder, 0.99).toFixed(2)} ms`);
const { share, longest } = heldUp(3);
console.log(`A program that only reads the clock: held up ${(share * 100).toFixed(1)} % of the time, ${longest.toFixed(1)} ms at the longest`);
console.log('clients reports/s   pgbench   ratio   p50 ms   p99 ms pgbench p99  service µs/r database µs/r');
const rows = [];
for (const clients of [1, 8, 32]) {
  rows.push(await measure(context, clients));
  printRow(rows.at(-1));
}
const memory = await memoryWithConnections(context.service);
await withWorkers(context);
const eight = rows.find((row) => row.clients === 8);
bar('filing at 8 clients, of pgbench', eight.ratio, 0.8, '', (value) => value >= 0.8);
bar('p99 at 8 clients', eight.p99, 10, ' ms', (value) => value < 10);
bar("service's CPU, of PostgreSQL's", eight.serviceCpu / eight.databaseCpu, 0.5, '', (value) => value < 0.5);
bar('memory (PSS) at 256 connections', memory, 100, ' MB', (value) => value < 100);
bar('start to ready', context.ready, 0.3, ' s', (value) => value < 0.3);
await context.service.stop();
await cluster.stop();
process.exit(missed > 0 ? 1 : 0);
