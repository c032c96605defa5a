/* SPDX-License-Identifier: MIT */
/* What the measurements share: values of the running database, sessions, and pgbench with what it took. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot, withSchema } from '../http/support/service.mjs';

const run = promisify(execFile);
const AUTOGROUP = '/proc/sys/kernel/sched_autogroup_enabled';

/*
 * The scheduler as deploy/systemd/samavvik-sysctl.conf sets it, until this process ends: else every backend of PostgreSQL weighs as
 * much as the whole service, which then waits for its turn. Says so when it may not.
 */
export function scheduleAsDeployed() {
  if (!existsSync(AUTOGROUP) || readFileSync(AUTOGROUP, 'utf8').trim() === '0') return;
  try {
    writeFileSync(AUTOGROUP, '0');
  } catch {
    console.log('The scheduler groups processes by session, and only root may change that: the slowest answers take several times longer.');
    return;
  }
  process.on('exit', () => writeFileSync(AUTOGROUP, '1'));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
}

/*
 * The files of the database's log that the measurement will fill, as an installation has them that has run for a while: PostgreSQL writes
 * old ones anew. On a new one each report of some thousand waits until 16 MB of zeros are written.
 */
export async function keepLogFiles(cluster, count) {
  const one = "SELECT pg_logical_emit_message(true, 'samavvik', 'one more file'); SELECT pg_switch_wal();";
  await run(join(projectRoot, 'deploy/cluster'), ['psql', cluster.data, '-q', '-d', 'samavvik',
    ...Array.from({ length: count }, () => ['-c', one]).flat(), '-c', 'CHECKPOINT']);
}

/*
 * What the machine itself takes away while nothing else runs: the share of the time in which a program that only reads the clock was held up,
 * and how long at most, in milliseconds. A hundredth of all answers is held up as well where that is often.
 */
export function heldUp(seconds) {
  const until = performance.now() + seconds * 1000;
  let [last, lost, longest] = [performance.now(), 0, 0];
  while (last < until) {
    const now = performance.now();
    if (now - last > 0.5) {
      lost += now - last;
      longest = Math.max(longest, now - last);
    }
    last = now;
  }
  return { share: lost / (seconds * 1000), longest };
}

/* The first row of an answer, as texts; null for NULL. */
export async function psqlRow(service, sql) {
  const { stdout } = await run('psql', ['-XAtq', '-F', '\x1f', '-P', 'null=\x1e', '-c', sql,
    withSchema(service.environment.SAMAVVIK_DATABASE)]);
  return stdout.replace(/\n$/, '').split('\x1f').map((value) => (value === '\x1e' ? null : value));
}

const literal = (value) => (value === null || value === undefined ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`);
/* The statement with literals in the place of its parameters. */
export const filled = (statement, values) => statement.replaceAll(/\$(\d+)/g, (_, number) => literal(values[number - 1]));

/* The types the server finds for $1 … of a statement. */
export async function parameterTypes(service, statement) {
  const { stdout } = await run('psql', ['-XAtq', '-c', `PREPARE one AS ${statement}`, '-c',
    "SELECT array_to_string(parameter_types, ',') FROM pg_prepared_statements", withSchema(service.environment.SAMAVVIK_DATABASE)]);
  return stdout.trim().split(',');
}

/* Of the latencies in pgbench's logs (third column, microseconds), in milliseconds; the logs are gone then. */
function takePercentile(folder, share) {
  const logs = readdirSync(folder).filter((name) => /^pgbench\.\d/.test(name)).map((name) => join(folder, name));
  const times = logs.flatMap((log) => readFileSync(log, 'utf8').trim().split('\n').map((line) => Number(line.split(' ')[2])));
  logs.forEach((log) => rmSync(log));
  return times.sort((a, b) => a - b)[Math.floor(times.length * share)] / 1000;
}

/* pgbench with the scripts and variables of context.script; transactions a second, and the 99th percentile in milliseconds. */
export async function runPgbench(context, clients, duration) {
  const log = join(context.folder, 'pgbench');
  const { stdout } = await run('/bin/sh', ['-c',
    'PATH="$PATH:$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)"; exec pgbench "$@"', 'pgbench', '-n', '-M', 'prepared',
    '-c', clients, '-j', 1, '-T', duration, '-l', `--log-prefix=${log}`, ...context.script,
    withSchema(context.service.environment.SAMAVVIK_DATABASE)].map(String), { maxBuffer: 1 << 24 });
  const failed = Number(/number of failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0);
  if (failed > 0) throw new Error(`pgbench: ${failed} transactions failed\n${stdout}`);
  return { rate: Number(/tps = ([\d.]+) \(without/.exec(stdout)[1]), p99: takePercentile(context.folder, 0.99) };
}

/* So many sessions of one person. */
export async function signInAll(service, username, count) {
  const sessions = [];
  for (let made = 0; made < count; made += 1) {
    const client = await service.signIn(username);
    const [[name, value]] = client.cookies;
    const digest = `\\x${createHash('sha256').update(value).digest('hex')}`;
    sessions.push({ client, cookie: `${name}=${value}`, csrf: client.csrf, digest });
  }
  return sessions;
}
