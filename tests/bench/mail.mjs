/* SPDX-License-Identifier: MIT */
/*
 * A learning summary to 10,000 recipients, measured: from the outbox through the workers to a relay (Postfix's smtp-sink), and what
 * the same relay takes from a plain load tool (Postfix's smtp-source) over as many connections, in turns in one run. The database is
 * durable. Prints messages a second, their ratio, commits a message, and memory before, at its most and after.
 * Environment: SAMAVVIK_BENCH_RECIPIENTS (10000), SAMAVVIK_BENCH_ROUNDS (2).
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, projectRoot, startCluster, startService, waitFor } from '../http/support/service.mjs';
import { addSubscribers, publishPoints } from '../http/support/subscribers.mjs';
import { pssMegabytes } from './processor.mjs';

const run = promisify(execFile);
const recipients = Number(process.env.SAMAVVIK_BENCH_RECIPIENTS ?? 10000);
const rounds = Number(process.env.SAMAVVIK_BENCH_ROUNDS ?? 2);
const WORKERS = 4;
const MESSAGE_BYTES = 4000;

const tools = execFileSync(join(projectRoot, 'tests/bench/smtp_tools'), { encoding: 'utf8' }).trim();
const env = { ...process.env, LD_LIBRARY_PATH: join(tools, 'usr/lib/postfix') };
const port = await freePort();
const sink = spawn(join(tools, 'usr/sbin/smtp-sink'), [...(process.getuid() === 0 ? ['-u', 'nobody'] : []), '-c', `127.0.0.1:${port}`, '200'],
  { env, stdio: ['ignore', 'pipe', 'inherit'] });
let taken = '';
sink.stdout.on('data', (text) => { taken = String(text); });
process.on('exit', () => sink.kill());

const cluster = await startCluster({ durable: true });
const service = await startService({ cluster, demo: true, cases: false, env: {
  SAMAVVIK_MAIL_TRANSPORT: 'smtp', SAMAVVIK_MAIL_URL: `smtp://127.0.0.1:${port}`, SAMAVVIK_MAIL_INSECURE: '1', SAMAVVIK_MAIL_WORKERS: String(WORKERS),
  SAMAVVIK_LOG_LEVEL: 'warning', SAMAVVIK_REMINDER_HOURS: 'always',
} });

await addSubscribers(cluster, recipients);
await cluster.query('ANALYZE');

/* A summary of new points to all, as the command makes it; until the last is out and written down. */
async function sendAll(round) {
  await publishPoints(cluster, round, 8);
  const [[last, before]] = await cluster.query('SELECT coalesce((SELECT max(id) FROM outbox), 0), xact_commit FROM pg_stat_database WHERE datname = current_database()');
  const queued = performance.now();
  const { code, stderr } = await service.command(['digest', '--helsefellesskap', 'st_olavs']);
  if (code !== 0) throw new Error(stderr);
  const queueing = performance.now() - queued;
  let most = 0;
  await waitFor('the last message', async () => {
    most = Math.max(most, pssMegabytes(service.child.pid));
    const [[waiting]] = await cluster.query('SELECT count(*) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL');
    return waiting === '0';
  }, { timeoutMs: 300000, everyMs: 250 });
  const [[seconds, sent, after]] = await cluster.query(`SELECT extract(epoch FROM max(sent_at) - min(sent_at)), count(sent_at),
    (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) FROM outbox WHERE id > ${last}`);
  if (Number(sent) !== recipients) throw new Error(`${sent} of ${recipients} were sent`);
  return { queueing, rate: recipients / Number(seconds), most, commits: (Number(after) - Number(before)) / recipients };
}

async function loadTool() {
  const started = performance.now();
  await run(join(tools, 'usr/sbin/smtp-source'), ['-s', WORKERS, '-m', recipients, '-l', MESSAGE_BYTES, '-d', '-f', 'a@example.org', '-t', 'b@example.org',
    `127.0.0.1:${port}`].map(String), { env });
  return recipients / ((performance.now() - started) / 1000);
}

const figure = (value) => Math.round(value).toLocaleString('en');
await sendAll('warm');
const first = pssMegabytes(service.child.pid);
for (let round = 1; round <= rounds; round += 1) {
  const tool = await loadTool();
  const ours = await sendAll(round);
  console.log(`mail to ${figure(recipients)} recipients: ${figure(ours.rate)} messages/s, ${ours.commits.toFixed(2)} commits a message; smtp-source ${figure(tool)} messages/s (ratio ${(ours.rate / tool).toFixed(2)}); queued in ${figure(ours.queueing)} ms`);
  console.log(`  memory (PSS): ${first.toFixed(1)} MB before, ${ours.most.toFixed(1)} MB at its most, ${pssMegabytes(service.child.pid).toFixed(1)} MB after`);
}
console.log(`  the relay counted${taken.trimEnd().split('\r').pop()} (connections, messages)`);
await service.stop();
await cluster.stop();
sink.kill();
