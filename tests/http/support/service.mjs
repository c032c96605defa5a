/* SPDX-License-Identifier: MIT */
/*
 * Starts the real parts for a test file: a private PostgreSQL, and the built service on a free port.
 *
 *   const cluster = await startCluster();
 *   const service = await startService({ cluster, demo: true });
 *   const nurse = await service.signIn('nurse.trondheim');
 *   const answer = await nurse.post('/deviations', { … });      // 201, answer.body, answer.headers
 *   await service.stop(); await cluster.stop();
 *
 * Everything ends with the test process, even when it is killed: the service by its parent-death signal, the cluster
 * by a guard that waits for the end of a pipe.
 *
 * Environment: SAMAVVIK_BINARY (default build/samavvik).
 */
import { spawn, execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, chmodSync, closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { checkAnswer } from './contract.mjs';

const run = promisify(execFile);

export const projectRoot = resolve(import.meta.dirname, '../../..');
export const binary = resolve(process.env.SAMAVVIK_BINARY ?? join(projectRoot, 'build/samavvik'));
export const demoPassword = 'Samavvik-demo-2026';
const clusterScript = join(projectRoot, 'deploy/cluster');

/* A port nobody listens on now. */
export async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/* Asks `probe` until it answers something true; the error names what was waited for. */
export async function waitFor(what, probe, { timeoutMs = 15000, everyMs = 20 } = {}) {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((done) => setTimeout(done, everyMs));
  }
}

/* A folder that the database's user can enter, and that is gone with the process. */
function temporaryFolder(parent) {
  const folder = mkdtempSync(join(parent, 'samavvik-test-'));
  chmodSync(folder, 0o755);
  return folder;
}

/* `NAME=value` lines to an object. */
function readEnvironment(text) {
  const pairs = text.split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(pairs.map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1).replace(/^(['"])(.*)\1$/, '$2')];
  }));
}

/* A connection string for psql and pgbench, with the search path the program sets for itself. */
export function withSchema(connection) {
  return `${connection} options='-csearch_path=samavvik,pg_temp -cplan_cache_mode=force_generic_plan -cenable_seqscan=off -cjit=off'`;
}

export class Cluster {
  constructor(folder, durable) {
    this.folder = folder;
    this.data = join(folder, 'cluster');
    this.durable = durable;
    this.patientKeys = `test ${randomBytes(32).toString('base64')} active`;
    this.environment = {};
    // The pipe's other end closes when this process ends, however it ends.
    this.guard = spawn('bash', ['-c', 'cat >/dev/null; "$1" stop "$2" >/dev/null 2>&1; rm -rf "$3"',
      'guard', clusterScript, this.data, folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    this.guard.unref();
    this.guard.stdin.unref?.();
  }

  /* The same as it was, after `stop` with { keep: true }: how a test takes the database away for a while. */
  async start() {
    await run(clusterScript, ['start', ...(this.durable ? [] : ['--fast']), this.data]);
    this.environment = readEnvironment((await run(clusterScript, ['env', this.data])).stdout);
  }

  /* SQL as the schema's owner; answers the rows as arrays of text. For looking at what a test did, not for doing it. */
  async query(sql) {
    const { stdout } = await run('psql', ['-XAtq', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', sql,
      withSchema(this.environment.SAMAVVIK_OWNER_DATABASE)], { maxBuffer: 1 << 26 });
    return stdout.split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
  }

  /* A transaction of the schema's owner that has done this and stands still, for a minute at most; end() rolls it back. */
  async standStill(sql) {
    const standing = "FROM pg_stat_activity WHERE application_name = 'stands still'";
    const psql = spawn('psql', ['-XAtq', '-c', `BEGIN; ${sql}; SELECT pg_sleep(60)`,
      `${withSchema(this.environment.SAMAVVIK_OWNER_DATABASE)} application_name='stands still'`], { stdio: 'ignore' });
    const closed = once(psql, 'close');
    await waitFor('it to stand still', async () => (await this.query(`SELECT 1 ${standing} AND wait_event = 'PgSleep'`)).length === 1);
    return { end: async () => { await this.query(`SELECT pg_terminate_backend(pid) ${standing}`); await closed; } };
  }

  async stop({ keep = false } = {}) {
    await run(clusterScript, ['stop', this.data]);
    if (keep) return;
    this.guard.stdin.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/* An empty private PostgreSQL; without fsync, unless it is to be durable: then it is on a disk, as /tmp may not be. */
export async function startCluster({ durable = false } = {}) {
  const cluster = new Cluster(temporaryFolder(durable ? '/var/tmp' : tmpdir()), durable);
  await cluster.start();
  return cluster;
}

/* Runs a command of the program; answers { code, stdout, stderr } and does not throw. `input` is text for its standard input. */
export async function command(environment, args, { input, inputFile } = {}) {
  const child = spawn(binary, args, { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => { stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text) => { stderr += text; });
  child.stdin.on('error', () => {}); // a command that does not read its input
  if (inputFile) createReadStream(inputFile).pipe(child.stdin);
  else child.stdin.end(input ?? '');
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

async function commandOrThrow(environment, args, options) {
  const result = await command(environment, args, options);
  if (result.code !== 0) throw new Error(`samavvik ${args.join(' ')} ended with ${result.code}:\n${result.stderr}`);
  return result;
}

/* The cases of two years that deploy/quickstart brings, as of a day, and the reports of their half-years. */
async function prepareHistory(environment, day, notes) {
  const newest = Number(day.slice(0, 4)) * 2 + (day.slice(5) < '07' ? 0 : 1);
  for (const here of ['st_olavs', 'innlandet']) {
    const { stdout } = await run('/usr/bin/python3', [join(projectRoot, 'deploy/demo/make_history.py'), here, day], { maxBuffer: 1 << 24 });
    await commandOrThrow(environment, ['import', '--helsefellesskap', here], { input: stdout });
    if (notes && here === 'st_olavs') {
      const made = await run('/usr/bin/python3', ['-B', join(projectRoot, 'deploy/demo/make_notes.py'), day]);
      await commandOrThrow(environment, ['notes', '--helsefellesskap', here], { input: made.stdout });
    }
    for (let half = newest - 4; half < newest; half += 1) {
      await commandOrThrow(environment, ['report', '--helsefellesskap', here, '--count', `${Math.floor(half / 2)}-${half % 2 + 1}`, '--approve']);
    }
  }
}

/* Migrates, and with demo loads both helsefellesskap and the cases; `history`: a day, the past half-years as of it as well, and the learning notes when there are cases. */
export async function prepareDatabase(environment, { demo = false, cases = demo, history = null } = {}) {
  await commandOrThrow(environment, ['migrate']);
  if (!demo) return;
  const folder = join(projectRoot, 'deploy/demo');
  await commandOrThrow(environment, ['configure', join(folder, 'st_olavs.json')]);
  await commandOrThrow(environment, ['configure', join(folder, 'innlandet.json')]);
  if (cases) {
    await commandOrThrow(environment, ['import', '--helsefellesskap', 'st_olavs'],
      { inputFile: join(folder, 'cases.jsonl') });
  }
  if (history) await prepareHistory(environment, history, cases);
}

export class Service {
  constructor(cluster, environment, logFile = null) {
    this.cluster = cluster;
    this.environment = environment;
    this.url = environment.SAMAVVIK_PUBLIC_URL;
    this.mailFolder = environment.SAMAVVIK_MAIL_FOLDER;
    this.child = null;
    this.logFile = logFile;
    this.kept = '';
  }

  /* What the service told so far. */
  get log() {
    return this.logFile && existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : this.kept;
  }

  /* The process, its output to the log file, or read here. Shortened seldom: copying it for each line would cost a processor. */
  spawn() {
    const environment = { ...process.env, ...this.environment };
    // The kernel ends the service when this process is gone.
    const command = ['--pdeathsig', 'KILL', binary, 'serve'];
    if (this.logFile) {
      const file = openSync(this.logFile, 'a', 0o600);
      const child = spawn('setpriv', command, { env: environment, stdio: ['ignore', file, file] });
      closeSync(file);
      return child;
    }
    const child = spawn('setpriv', command, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (text) => {
      this.kept += text;
      if (this.kept.length > 4000000) this.kept = this.kept.slice(-400000);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    return child;
  }

  /* Starts the process; back when /readyz says yes, unless ready is false (then when /healthz answers). */
  async start({ ready = true } = {}) {
    const child = this.spawn();
    this.child = child;
    child.ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
    await waitFor(`the service at ${this.url}`, async () => {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`the service ended at start (${child.exitCode ?? child.signalCode}):\n${this.log}`);
      }
      return this.is(ready ? '/readyz' : '/healthz', 200);
    }, { timeoutMs: 20000 }).catch((error) => {
      child.kill('SIGKILL');
      throw new Error(`${error.message}\n${this.log.slice(-4000)}`);
    });
    return this;
  }

  /* Whether the path answers with the status now. */
  async is(path, status) {
    try {
      const answer = await fetch(this.url + path, { signal: AbortSignal.timeout(3000) });
      await answer.arrayBuffer();
      return answer.status === status;
    } catch {
      return false;
    }
  }

  get running() {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  /* SIGTERM; back with { code, signal } when it has ended. */
  async stop() {
    if (this.running) this.child.kill('SIGTERM');
    return this.child.ended;
  }

  async kill9() {
    if (this.running) this.child.kill('SIGKILL');
    return this.child.ended;
  }

  /* Nobody's client. */
  client() {
    return new Client(this.url);
  }

  /* A machine client with its token. */
  bearer(token) {
    const client = this.client();
    client.token = token;
    return client;
  }

  /* A client with a session. */
  async signIn(username, password = demoPassword) {
    const client = this.client();
    const answer = await client.post('/session', { username, password });
    if (answer.status !== 200) throw new Error(`${username} cannot sign in: ${answer.status} ${answer.text}`);
    client.session = answer.body;
    client.csrf = answer.body.csrf_token;
    return client;
  }

  /* A command of the program with this service's settings: service.command(['digest']). */
  command(args, options) {
    return command(this.environment, args, options);
  }
}

/*
 * `env`: settings to add, by their SAMAVVIK_ names. `demo`: the demo's configuration (and its cases unless cases is
 * false). `prepare: false` leaves the database as it is; `start: false` does not start the process yet.
 * `logFile`: where the service's output goes, so that this process need not read it while the service is measured.
 */
export async function startService({ cluster, env = {}, demo = false, cases = demo, history = null, prepare = true, start = true, ready = true, logFile = null }) {
  const port = await freePort();
  const environment = {
    ...cluster.environment,
    SAMAVVIK_LISTEN: `127.0.0.1:${port}`,
    SAMAVVIK_ADMIN_LISTEN: '',
    SAMAVVIK_PUBLIC_URL: `http://127.0.0.1:${port}`,
    // Tests do in a second what people do in a day.
    SAMAVVIK_LIMIT_PERSON_MINUTE: '1000000',
    SAMAVVIK_LIMIT_PERSON_HOUR: '1000000',
    SAMAVVIK_LIMIT_ORGANISATION_MINUTE: '1000000',
    SAMAVVIK_LIMIT_ORGANISATION_HOUR: '1000000',
    SAMAVVIK_ACCOUNT_KEY: randomBytes(32).toString('base64'),
    SAMAVVIK_MAIL_TRANSPORT: 'files',
    SAMAVVIK_MAIL_FOLDER: join(cluster.folder, `mail-${port}`),
    SAMAVVIK_PATIENT_KEYS: cluster.patientKeys,
    ...env,
  };
  if (!existsSync(binary)) throw new Error(`${binary} is not built`);
  if (prepare) await prepareDatabase(environment, { demo, cases, history });
  const service = new Service(cluster, environment, logFile);
  if (start) await service.start({ ready });
  return service;
}

/* Speaks JSON to /api/v1, keeps cookies, sends the CSRF token, and holds every answer against the contract. */
export class Client {
  constructor(url) {
    this.url = url;
    this.cookies = new Map();
    this.csrf = null;
    this.session = null;
    this.token = null;
  }

  get(path, options) { return this.request('GET', path, undefined, options); }
  delete(path, options) { return this.request('DELETE', path, undefined, options); }
  put(path, body, options) { return this.request('PUT', path, body, options); }
  patch(path, body, options) { return this.request('PATCH', path, body, options); }
  /* Every create gets an Idempotency-Key of its own, unless `key` gives one (null: none). `version` becomes If-Match. */
  post(path, body, options) { return this.request('POST', path, body, options); }

  /* Answers { status, headers, text, bytes, body }; body is the JSON, or undefined. */
  async request(method, path, body, { key, version, headers = {}, check = true } = {}) {
    const send = { Accept: 'application/json', ...headers };
    if (body !== undefined) send['Content-Type'] ??= 'application/json';
    if (this.cookies.size > 0) send.Cookie ??= [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (this.token) send.Authorization ??= `Bearer ${this.token}`;
    if (this.csrf && method !== 'GET') send['X-CSRF-Token'] ??= this.csrf;
    if (method === 'POST' && key !== null) send['Idempotency-Key'] ??= key ?? randomUUID();
    if (version !== undefined) send['If-Match'] ??= typeof version === 'number' ? `"${version}"` : version;
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method, headers: send, redirect: 'manual',
      body: body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    for (const line of answer.headers.getSetCookie()) this.keepCookie(line);
    const isJson = /[/+]json\b/.test(answer.headers.get('content-type') ?? '');
    const result = { status: answer.status, headers: answer.headers, text, bytes, body: isJson ? JSON.parse(text) : undefined };
    if (check) checkAnswer(method, path, result);
    return result;
  }

  keepCookie(line) {
    const [pair, ...attributes] = line.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const ended = attributes.some((attribute) => /^max-age=(0|-)/i.test(attribute));
    if (ended) this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}
